"""Imported by the process that workers are copied from, so that each of them begins warm."""

from handouts.page import compose, hidden, output  # noqa: F401  (everything that makes a leaflet)
from handouts.page.typeset import load

load()
