"""Logging visits, noting progress, commenting."""
