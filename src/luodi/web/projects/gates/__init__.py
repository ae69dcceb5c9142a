"""The page of a project's gates: what is missing, evidence, opinions, and what is done there."""
