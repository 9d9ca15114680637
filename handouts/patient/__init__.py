"""Whom it is for: the slip."""
