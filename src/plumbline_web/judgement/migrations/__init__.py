"""How its tables came to be, as Django writes it."""
