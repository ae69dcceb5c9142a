"""Asking for a review, answering its findings, concluding it."""
