"""Drawings: what a stranger's SVG shows, and nothing else that it holds."""
