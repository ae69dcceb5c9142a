"""Registering first contact, renewing and losing the right, ruling on conflicts."""
