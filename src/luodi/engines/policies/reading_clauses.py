"""One `[[clause]]` table becomes a clause with its trees and cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .kinds import FLAG, MONEY, RATE
from .parsing import Names, constant, stored
from .problems import Fault, Problem
from .reading_parts import Reader
from .shape import CLAUSE_KINDS, MODES, ROUND_MODES, ROUND_TO, Case, Clause, Evidence

KEYS = {
    "id", "version", "title", "title_en", "kind", "valid", "scope", "when", "amount", "round", "caps", "envelope", "group",
    "evidence", "department", "mode", "notice_days", "share", "text", "fairness", "case",
}  # fmt: skip
STATUSES = ("eligible", "maybe", "no")
FARTHEST_YEAR = date(2200, 1, 1)


def clause_of(
    reader: Reader, at: int, table: dict, names: Names, policy: str, problems: list[Problem]
) -> Clause | None:
    """Read a clause; None if anything is wrong with it, with the reasons in `problems`."""
    before, name, spot = len(problems), str(table.get("id", "")), ("clause", at)
    reader.only(table, KEYS, "clause", problems, at, name)
    for key, sort in (("id", str), ("version", int), ("title", str), ("kind", str), ("valid", dict)):
        if not isinstance(table.get(key), sort):
            problems.append(reader.problem("policy_key_missing", *spot, name, key=key, table="clause"))
    when = reader.expression(table, "when", names, FLAG, spot, problems, name)
    amount = reader.expression(table, "amount", names, MONEY, spot, problems, name)
    valid = _valid(reader, table, spot, name, problems)
    rest = _rest(reader, table, spot, name, names, problems)
    if len(problems) > before or when is None or amount is None or valid is None:
        return None
    return Clause(
        name, table["version"], table["title"], table["kind"], *valid, when, amount, table["when"], table["amount"],
        policy, str(table.get("title_en", "")), source=_source(reader, at), file=reader.file,
        places={key: reader.place(*spot, key, table[key]) for key in ("when", "amount")}, **rest,
    )  # fmt: skip


def _source(reader: Reader, at: int) -> str:
    first, last = reader.section_lines("clause", at)
    return "\n".join(reader.lines[first - 1 : last]).strip() + "\n"


def _valid(
    reader: Reader, table: dict, spot: tuple[str, int], name: str, problems: list[Problem]
) -> tuple[date, date] | None:
    valid = table.get("valid")
    if not isinstance(valid, dict):
        return None
    since, until = valid.get("from"), valid.get("to", FARTHEST_YEAR)
    if not isinstance(since, date) or not isinstance(until, date) or until < since:
        problems.append(reader.problem("policy_valid_wrong", *spot, name, key="valid"))
        return None
    return since, until


def _rest(reader: Reader, table: dict, spot: tuple[str, int], name: str, names: Names, problems: list[Problem]) -> dict:
    def sub(key: str, keys: set[str]) -> dict:
        found = reader.section(table, key, problems) or {}
        reader.only(found, keys, spot[0], problems, spot[1], name)
        return found

    scope, rounding = sub("scope", {"industries", "negative_list"}), sub("round", {"to", "mode"})
    caps = sub("caps", {"firm_year", "lifetime"})
    reader.choice(table, "kind", CLAUSE_KINDS, "award", spot, problems, name)
    return {
        "industries": tuple(map(str, scope.get("industries", ()))),
        "negative_list": bool(scope.get("negative_list", True)),
        "round_fen": ROUND_TO[reader.choice(rounding, "to", tuple(ROUND_TO), "元", spot, problems, name)],
        "round_mode": reader.choice(rounding, "mode", ROUND_MODES, "half_up", spot, problems, name),
        "cap_year": reader.money(caps, "firm_year", spot, problems, name),
        "cap_lifetime": reader.money(caps, "lifetime", spot, problems, name),
        "envelope": str(table.get("envelope", "")),
        "group": str(table.get("group", "")),
        "evidence": _evidence(reader, table, spot, name, names, problems),
        "department": str(table.get("department", "")),
        "mode": reader.choice(table, "mode", MODES, "apply", spot, problems, name),
        "notice_days": _days(reader, table, spot, name, problems),
        "share_ppm": _shares(reader, sub("share", {"city", "district", "province"}), spot, name, problems),
        "text": sub("text", {"article", "page", "quote", "quote_en", "document"}),
        "fairness": sub("fairness", {"reviewed", "result", "document"}),
        "cases": _cases(reader, table, spot, name, names, problems),
    }


def _days(reader: Reader, table: dict, spot: tuple[str, int], name: str, problems: list[Problem]) -> int:
    days = table.get("notice_days", 5)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 60:
        problems.append(reader.problem("policy_notice_days", *spot, name, key="notice_days"))
        return 5
    return days


def _evidence(
    reader: Reader, table: dict, spot: tuple[str, int], name: str, names: Names, problems: list[Problem]
) -> tuple[Evidence, ...]:
    found = []
    for row in table.get("evidence", ()):
        proves = []
        for each in row.get("proves", ()):
            field = names.by_word.get(str(each))
            if field is None:
                near = names.near(str(each))
                problems.append(
                    reader.problem("policy_field_unknown", *spot, name, key="evidence", name=each, near=near)
                )
            else:
                proves.append(field.code)
        found.append(Evidence(str(row.get("name", "")), tuple(proves), str(row.get("name_en", ""))))
    return tuple(found)


def _shares(reader: Reader, shares: dict, spot: tuple[str, int], name: str, problems: list[Problem]) -> dict[str, int]:
    found = {}
    for who, text in shares.items():
        try:
            kind, value = constant(str(text))
        except Fault:
            kind, value = MONEY, 0
        if kind == RATE:
            found[who] = int(value * 1_000_000)  # type: ignore[operator]
    if shares and (len(found) < len(shares) or sum(found.values()) != 1_000_000):
        problems.append(reader.problem("policy_share_not_whole", *spot, name, key="share"))
    return found


def _cases(
    reader: Reader, table: dict, spot: tuple[str, int], name: str, names: Names, problems: list[Problem]
) -> tuple[Case, ...]:
    rows = table.get("case", [])
    first, last = reader.section_lines(*spot)
    lines = [line for header, line in reader.headers if header == "clause.case" and first <= line <= last]
    found = []
    for at, row in enumerate(rows if isinstance(rows, list) else []):
        line = lines[at] if at < len(lines) else first
        try:
            found.append(case_of(row, names, line))
        except Fault as fault:
            problems.append(
                Problem(fault.code, {**fault.params, "case": row.get("name", at + 1)}, reader.file, name, line, 1)
            )
    return tuple(found)


def case_of(row: Mapping, names: Names, line: int = 0) -> Case:
    """Read an example: facts as people write them, and what is expected.

    :raises Fault: for an unknown field, a value of another type, or an expectation that can't be read
    """
    expect, as_of = row.get("expect", {}), row.get("as_of")
    if not isinstance(expect, dict) or expect.get("status") not in STATUSES or not isinstance(row.get("given"), dict):
        raise Fault("policy_case_incomplete", 0, name=row.get("name", ""))
    amounts = {key: _fen(key, expect[key]) for key in ("amount", "granted") if key in expect}
    paid = {name: _fen(name, text) for name, text in row.get("paid", {}).items()}
    return Case(
        str(row.get("name", "")), facts_of(row["given"], names), expect["status"], amounts.get("amount"),
        amounts.get("granted"), paid, as_of if isinstance(as_of, date) else None, line,
    )  # fmt: skip


def _fen(key: str, text: object) -> int:
    kind, value = constant(str(text))
    if kind != MONEY:
        raise Fault("policy_money_wanted", 0, key=key, text=text)
    return int(value)  # type: ignore[arg-type]


def facts_of(given: Mapping[str, object], names: Names) -> dict[str, object]:
    """Turn facts as people write them ({"研发费用": "2600万元", "prev(研发费用)": …}) into columns with stored values.

    :raises Fault: for an unknown field or a value of another type
    """
    found = {}
    for name, value in given.items():
        word, back = column_word(name)
        field = names.by_word.get(word)
        if field is None:
            raise Fault("policy_field_unknown", 0, name=name, near=names.near(word))
        found[f"{field.code}@-{back}" if back else field.code] = stored(value, field)
    return found


def column_word(name: str) -> tuple[str, int]:
    """Take prev(研发费用, 2) or rd_spend@-2 apart into the name and the years back."""
    import re

    bare = name.strip().translate(str.maketrans("（），", "(),"))
    if found := re.fullmatch(r"(?:prev|上年)\(\s*(\w+)\s*(?:,\s*(\d))?\s*\)", bare):
        return found[1], int(found[2] or 1)
    if found := re.fullmatch(r"(\w+)@-(\d)", bare):
        return found[1], int(found[2])
    return bare, 0
