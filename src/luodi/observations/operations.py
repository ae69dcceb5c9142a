"""Keeping subjects, and changing who gets credit for them."""
