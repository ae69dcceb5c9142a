"""Drafting, approving, signing and supplementing agreements."""
