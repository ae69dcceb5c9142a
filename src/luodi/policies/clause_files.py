"""A policy's file cut into its head and its clauses, and put together again: to the byte the same text."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from luodi.engines.policies import PolicyRefused, reading
from luodi.policies.refusals import ClauseFileNotUsable

BLOCK = re.compile(r"^\[\[clause\]\][ \t]*(?:#.*)?$", re.MULTILINE)
ENDS = re.compile(r"^(valid[ \t]*=.*\bto[ \t]*=[ \t]*)(\d{4}-\d\d-\d\d)", re.MULTILINE)
LARGEST = 60_000
MODES = ("confirm", "instant", "apply")


@dataclass(frozen=True, slots=True)
class ClauseColumns:
    """What lists show and search of a clause, read from its text."""

    clause_id: str
    version: int
    title: str
    title_en: str
    kind: str
    mode: str
    department: str
    envelope: str
    group: str
    industries: list[str]
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class PolicyColumns:
    """What lists show of a policy, read from its file's head."""

    code: str
    kind: str
    title: str
    title_en: str
    document: str
    released_date: date | None
    department: str


def digest(text: str) -> str:
    """Give a text's sha256."""
    return sha256(text.encode("utf-8")).hexdigest()


def cut(text: str) -> tuple[str, list[str]]:
    """Cut a policy's file into its head and the texts of its clauses; joined they are the file again."""
    places = [found.start() for found in BLOCK.finditer(text)]
    if not places:
        return text, []
    ends = [*places[1:], len(text)]
    return text[: places[0]], [text[start:end] for start, end in zip(places, ends, strict=True)]


def joined(head: str, clauses: list[str]) -> str:
    """Put a file together from its head and its clauses, each beginning on a line of its own."""
    parts = [head, *clauses]
    return "".join(
        part if part.endswith("\n") or place == len(parts) - 1 else f"{part}\n" for place, part in enumerate(parts)
    )


def clean(text: str) -> str:
    """Give a text with plain line ends.

    :raises ClauseFileNotUsable: for what no text of this size can hold
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not text.strip() or len(text) > LARGEST or "\x00" in text:
        raise ClauseFileNotUsable(detail=f"≤ {LARGEST}", line=0)
    return text


def policy_columns(head: str) -> PolicyColumns:
    """Read what lists show of a policy from its head.

    :raises ClauseFileNotUsable: if it is no TOML with a table [policy]
    """
    table = table_of(head).get("policy")
    if not isinstance(table, dict) or not str(table.get("id", "")).strip():
        raise ClauseFileNotUsable(detail="[policy] id = …", line=1)
    day = table.get("released")
    return PolicyColumns(
        code=str(table["id"])[:60], kind=str(table.get("kind", "")), title=_text(table, "title", 200),
        title_en=_text(table, "title_en", 300), document=_text(table, "document", 80),
        released_date=day if type(day) is date else None, department=_text(table, "department", 80),
    )  # fmt: skip


def clause_columns(text: str) -> ClauseColumns:
    """Read what lists show of a clause from its text: one table [[clause]] and nothing else.

    :raises ClauseFileNotUsable: naming what is missing
    """
    table = table_of(text)
    found = table.get("clause")
    if not isinstance(found, list) or len(found) != 1 or set(table) != {"clause"} or not isinstance(found[0], dict):
        raise ClauseFileNotUsable(detail="[[clause]]", line=1)
    clause = found[0]
    valid, scope = _table(clause, "valid"), _table(clause, "scope")
    days = [valid.get("from"), valid.get("to")]
    number = clause.get("version")
    if type(number) is not int or number < 1:
        raise ClauseFileNotUsable(detail="version = 1", line=1)
    if any(type(day) is not date for day in days) or days[0] > days[1]:
        raise ClauseFileNotUsable(detail="valid = { from = 2025-01-01, to = 2027-12-31 }", line=1)
    clause_id = str(clause.get("id", ""))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", clause_id):
        raise ClauseFileNotUsable(detail='id = "rd-spend"', line=1)
    industries = scope.get("industries")
    return ClauseColumns(
        clause_id=clause_id, version=number, title=_text(clause, "title", 200), title_en=_text(clause, "title_en", 300),
        kind=_text(clause, "kind", 20), mode=_text(clause, "mode", 10) or "apply", department=_text(clause, "department", 80),
        envelope=_text(clause, "envelope", 60), group=_text(clause, "group", 60),
        industries=[str(each)[:12] for each in industries] if isinstance(industries, list) else [],
        valid_from=days[0], valid_to=days[1],
    )  # fmt: skip


def shortened(text: str, before: date) -> str:
    """Give a clause's text with its last day moved to the day before another version begins.

    :raises ClauseFileNotUsable: if its last day can't be found on the line of `valid`
    """
    last = before - timedelta(days=1)
    changed, times = ENDS.subn(rf"\g<1>{last.isoformat()}", text)
    if times != 1 or clause_columns(changed).valid_to != last:
        raise ClauseFileNotUsable(detail="valid = { from = …, to = … }", line=1)
    return changed


def table_of(text: str) -> dict:
    """Read a text as the engine does: TOML in which Chinese keys need no quotes.

    :raises ClauseFileNotUsable: with its line
    """
    try:
        return reading.toml_table(text, "")
    except PolicyRefused as said:
        first = said.problems[0]
        raise ClauseFileNotUsable(detail=first.sentence("zh"), line=first.line) from said


def _text(table: dict, key: str, longest: int) -> str:
    return str(table.get(key, "")).strip()[:longest]


def _table(table: dict, key: str) -> dict:
    found = table.get(key)
    return found if isinstance(found, dict) else {}
