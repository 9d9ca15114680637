"""Is it right: the rules for handouts and leaflets, one module an area, and what is said of them."""
