"""Many leaflets: a list of patients in, leaflets out, with a record of what was made."""
