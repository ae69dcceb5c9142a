"""Stages of a project's life and the gates between them: what is asked for, who holds it, who decides."""
