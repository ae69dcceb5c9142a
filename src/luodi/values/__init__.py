"""Values: exact, immutable, made of the standard library only; everything above speaks in them."""
