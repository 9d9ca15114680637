"""Whom it is for: the slip of one patient, and lists of patients."""
