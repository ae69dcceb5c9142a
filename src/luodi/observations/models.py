"""Subjects and the credit shares that belong to them."""
