"""First contact: registrations, rights, the pool, conflicts, pairs."""
