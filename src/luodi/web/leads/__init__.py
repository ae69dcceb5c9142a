"""Pages of first contact: registrations, the pool, the conflict desk, pairs."""
