"""Printable patient handouts: structured content, a clinic's identity, an accessible leaflet."""

__version__ = "0.1.0"
