"""How it is set: composing HTML and typesetting it."""
