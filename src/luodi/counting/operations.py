"""Checking the numbers, asking and answering questions about them."""
