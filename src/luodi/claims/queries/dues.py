"""What a firm is due."""
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    company_id: int
    year: int
    clause_version_id: int
    clause_code: str
    clause_number: int
    clause_title: str
    clause_title_en: str
    clause_sha256: str
    group: str
    mode: str
    notice_days: int
    unit_id: int
    envelope_id: int
    wanted: list
    inputs: dict
    explanation: dict
    asked_fen: int


def due_of(company_id: int, clause: str, year: int, *, at: datetime, maybe: bool = False, evidence=frozenset()) -> Due:
    raise NotImplementedError
