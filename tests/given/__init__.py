"""Scenes for tests, built through operations, so that no test starts from a state the product forbids."""
