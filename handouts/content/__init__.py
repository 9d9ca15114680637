"""What is said: handouts, their words, and where they are found."""
