"""Pictures that a clinic brings: read and checked, cleaned, drawn, made grey."""
