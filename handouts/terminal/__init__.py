"""What a person at the terminal is asked and told. All of it goes to stderr."""
