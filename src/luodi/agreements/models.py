"""Agreements with firms: versions, clauses, watched and paid terms, the district's own duties."""
