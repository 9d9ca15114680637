"""Who says it: the clinic, its brand, the edition and the standing of a text."""
