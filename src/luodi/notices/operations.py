"""Telling persons, and marking what they have read."""
