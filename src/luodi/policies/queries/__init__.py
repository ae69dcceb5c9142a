"""Reading policies and facts. One module an area; callers import from here."""

from luodi.policies.queries.facts import FactRow, engine_facts, facts_of, known_facts
from luodi.policies.queries.standing import clause_version, pack_files, published_pack, read_files, version_keys

__all__ = [
    "FactRow", "clause_version", "engine_facts", "facts_of", "known_facts", "pack_files", "published_pack", "read_files",
    "version_keys",
]  # fmt: skip
