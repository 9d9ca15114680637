"""Imported by the process that workers are copied from, so that each of them begins warm."""

from contextlib import suppress

from handouts.errors import SystemLibraryMissing
from handouts.page import output  # noqa: F401  (everything that makes a leaflet)
from handouts.page.typeset import warm

with suppress(SystemLibraryMissing):  # told by the first leaflet
    warm()
