"""A worker lives for days: each job begins with a connection that works."""

from django.db import close_old_connections, connection


def begin_fresh() -> None:
    """Drop connections that are too old or broken, unless the caller's transaction is under way."""
    if not connection.in_atomic_block:
        close_old_connections()
