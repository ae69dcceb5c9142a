"""The tables of a policy file beside its clauses, and the places in its text where expressions stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .kinds import FLAG, MONEY, Kind
from .parsing import Names, constant, parse
from .problems import Fault, Problem
from .shape import GROUP_RULES, OVERS, Envelope, FirmCap, Group, Parameter, Place
from .tree import TRUE, Node, Param, walk
from .valuing import constant_value

ENVELOPE_KEYS = {"title", "title_en", "year", "amount", "over", "budget_line"}
GROUP_KEYS = {"title", "title_en", "rule"}
PARAMETER_KEYS = {"title", "title_en", "values"}
VALUE_KEYS = {"from", "value", "source"}
_HEADER = re.compile(r"^\s*\[\[?([^\]]+)\]\]?\s*(?:#.*)?$")


@dataclass
class Reader:
    """One file: its text, its tables, and where the tables begin."""

    text: str
    file: str
    table: dict
    lines: list[str] = field(init=False)
    headers: list[tuple[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.headers = [
            (found[1].strip().replace('"', ""), number)
            for number, line in enumerate(self.lines, 1)
            if (found := _HEADER.match(line))
        ]

    def section_lines(self, header: str, at: int) -> tuple[int, int]:
        """Give the first and last line of the at-th table of this name, its sub-tables included; (1, all) without header."""
        starts = [line for name, line in self.headers if name == header]
        if not 0 <= max(at, 0) < len(starts):
            return 1, len(self.lines)
        first = starts[max(at, 0)]
        after = [line for name, line in self.headers if line > first and not name.startswith(header + ".")]
        return first, (after[0] - 1 if after else len(self.lines))

    def place(self, header: str, at: int, key: str, value: str = "") -> Place:
        """Find where a key's value begins in the text; the table's first line if it can't be told."""
        first, last = self.section_lines(header, at)
        wanted = re.compile(rf'(?:^|[\s{{,])"?{re.escape(key)}"?\s*=\s*')
        for number in range(first, last + 1):
            found = wanted.search(self.lines[number - 1])
            if not found:
                continue
            line, column = number, found.end()
            for ahead in range(line, min(line + 30, last + 1)):
                spot = self.lines[ahead - 1].find(value.split("\n")[0], column if ahead == line else 0) if value else -1
                if spot >= 0:
                    return Place(ahead, spot + 1)
            return Place(line, column + 1)
        return Place(first, 1)

    def problem(
        self, code: str, header: str, at: int = 0, clause: str = "", key: str = "", **params: object
    ) -> Problem:
        """Name a fault of a table, at its key if it has one."""
        place = self.place(header, at, key or str(params.get("key", "")))
        return Problem(code, {"key": key, **params} if key else params, self.file, clause, place.line, place.column)

    def only(
        self, table: Mapping, keys: set[str], header: str, problems: list[Problem], at: int = 0, clause: str = ""
    ) -> None:
        """Refuse keys that nobody reads: a misspelt one would be lost silently."""
        for key in table:
            if key not in keys:
                known = "、".join(sorted(keys))
                problems.append(self.problem("policy_key_unknown", header, at, clause, key=key, known=known))

    def section(self, table: Mapping, key: str, problems: list[Problem]) -> dict | None:
        """Give a sub-table; refuse anything else under its name."""
        found = table.get(key)
        if found is not None and not isinstance(found, dict):
            problems.append(self.problem("policy_table_wanted", key, key=key))
            return None
        return found

    def tables(self, key: str, problems: list[Problem]) -> Iterator[tuple[str, dict]]:
        """Give the named sub-tables of a table."""
        for name, table in (self.section(self.table, key, problems) or {}).items():
            if isinstance(table, dict):
                yield name, table
            else:
                problems.append(self.problem("policy_table_wanted", key, key=name))

    def expression(
        self, table: Mapping, key: str, names: Names, wanted: Kind, spot: tuple[str, int], problems: list[Problem],
        clause: str = "",
    ) -> Node | None:  # fmt: skip
        """Parse the expression under a key; a fault becomes a problem at its character."""
        text = table.get(key)
        if not isinstance(text, str):
            problems.append(self.problem("policy_key_missing", *spot, clause, key=key, table=spot[0]))
            return None
        try:
            return parse(text, names, wanted)
        except Fault as fault:
            problems.append(self.fault(fault, text, self.place(*spot, key, text), clause))
            return None

    def fault(self, fault: Fault, text: str, place: Place, clause: str = "") -> Problem:
        """Turn a fault at a character of an expression into a problem at its line and column of the file."""
        before = text[: fault.at]
        line = place.line + before.count("\n")
        column = fault.at - before.rfind("\n") if "\n" in before else place.column + fault.at
        return Problem(fault.code, fault.params, self.file, clause, line, column)

    def money(
        self, table: Mapping, key: str, spot: tuple[str, int], problems: list[Problem], clause: str = ""
    ) -> int | None:
        """Read an amount of money under a key; None if it isn't there."""
        text = table.get(key)
        if text is None:
            return None
        try:
            kind, value = constant(str(text))
            if kind == MONEY and Fraction(value).denominator == 1 and value >= 0:  # type: ignore[operator, arg-type]
                return int(value)
        except Fault as fault:
            problems.append(self.fault(fault, str(text), self.place(*spot, key, str(text)), clause))
            return None
        problems.append(self.problem("policy_money_wanted", *spot, clause, key=key, text=text))
        return None

    def choice(self, table: Mapping, key: str, allowed: tuple, default: str, spot: tuple[str, int], problems: list[Problem],
               clause: str = "") -> str:  # fmt: skip
        """Read one of several words."""
        found = table.get(key, default)
        if found not in allowed:
            words = "、".join(map(str, allowed))
            problems.append(self.problem("policy_word_unknown", *spot, clause, key=key, text=found, allowed=words))
            return default
        return found


def envelope_of(reader: Reader, name: str, table: dict, problems: list[Problem]) -> Envelope:
    """Read a fund of one year."""
    spot = (f"envelopes.{name}", 0)
    reader.only(table, ENVELOPE_KEYS, spot[0], problems)
    amount = reader.money(table, "amount", spot, problems)
    if "amount" not in table or not isinstance(table.get("year"), int):
        key = "amount" if "amount" not in table else "year"
        problems.append(reader.problem("policy_key_missing", *spot, key=key, table=spot[0]))
    over = reader.choice(table, "over", OVERS, "pro_rata", spot, problems)
    year = table.get("year", 0)
    return Envelope(
        name, str(table.get("title", name)), year if isinstance(year, int) else 0, amount or 0, over,
        str(table.get("budget_line", "")), str(table.get("title_en", "")),
    )  # fmt: skip


def group_of(reader: Reader, name: str, table: dict, problems: list[Problem]) -> Group:
    """Read a stacking group."""
    spot = (f"groups.{name}", 0)
    reader.only(table, GROUP_KEYS, spot[0], problems)
    rule = reader.choice(table, "rule", GROUP_RULES, "max", spot, problems)
    return Group(name, str(table.get("title", name)), rule, str(table.get("title_en", "")))


def firm_caps_of(reader: Reader, names: Names, problems: list[Problem]) -> tuple[FirmCap, ...]:
    """Read the caps per firm and year over the whole pack; the first whose `when` holds counts."""
    table = reader.section(reader.table, "caps", problems) or {}
    reader.only(table, {"firm_year"}, "caps", problems)
    rows, found = table.get("firm_year", []), []
    for row in rows if isinstance(rows, list) else []:
        amount = reader.money(row, "amount", ("caps", 0), problems)
        when = reader.expression(row, "when", names, FLAG, ("caps", 0), problems) if "when" in row else TRUE
        if amount is not None and when is not None:
            found.append(FirmCap(amount, when, str(row.get("when", ""))))
    return tuple(found)


def parameters_of(readers: Iterable[Reader], taken: Collection[str], problems: list[Problem]) -> dict[str, Parameter]:
    """Read the dated parameters of all files; one may be written with others, in any file, but never in a circle.

    :param taken: names that mean something already: fields and words of the language
    """
    waiting: dict[str, tuple[Reader, dict]] = {}
    for reader in readers:
        for name, table in reader.tables("parameters", problems):
            if name in waiting or name in taken:
                other = waiting[name][0].file if name in waiting else "fields.toml"
                problems.append(reader.problem("policy_named_twice", f"parameters.{name}", name=name, other=other))
            else:
                waiting[name] = (reader, table)
    done: dict[str, Parameter] = {}
    while waiting:
        ready = [name for name, (_, table) in waiting.items() if not (_named(table) & set(waiting))]
        if not ready:
            names = sorted(waiting)
            circle = " → ".join([*names, names[0]])
            problems.append(
                waiting[names[0]][0].problem("policy_parameter_circular", f"parameters.{names[0]}", names=circle)
            )
            break
        for name in ready:
            reader, table = waiting.pop(name)
            parameter = _parameter(reader, name, table, done, problems)
            if parameter:
                done[name] = parameter
    return done


def _named(table: dict) -> set[str]:
    values = table.get("values", [])
    texts = [str(row.get("value", "")) for row in values if isinstance(row, dict)] if isinstance(values, list) else []
    return {word for text in texts for word in re.findall(r"[^\W\d]\w*", text)}


def _parameter(reader: Reader, name: str, table: dict, done: dict, problems: list[Problem]) -> Parameter | None:
    spot = (f"parameters.{name}", 0)
    reader.only(table, PARAMETER_KEYS, spot[0], problems)
    rows, found, kinds = table.get("values"), [], set()
    if not isinstance(rows, list) or not rows:
        problems.append(reader.problem("policy_key_missing", *spot, key="values", table=spot[0]))
        return None
    names = Names({}, {each: parameter.kind for each, parameter in done.items()})
    for row in rows:
        since, text = row.get("from"), str(row.get("value", ""))
        reader.only(row, VALUE_KEYS, spot[0], problems)
        if not isinstance(since, date) or not row.get("source"):
            problems.append(reader.problem("policy_parameter_value", *spot, key="values", name=name))
            return None
        try:
            node = parse(text, names)
        except Fault as fault:
            problems.append(reader.fault(fault, text, reader.place(*spot, "value", text)))
            return None
        value = constant_value(node, done, since)
        if value is None or not node.kind.is_amount:
            problems.append(reader.problem("policy_parameter_value", *spot, key="values", name=name))
            return None
        kinds.add(node.kind)
        found += [(since, value, str(row["source"]))]
        found += _follows(node, done, since, row)
    if len(kinds) > 1 or len({since for since, *_ in found}) < len(found):
        problems.append(reader.problem("policy_parameter_value", *spot, key="values", name=name))
        return None
    found.sort(key=lambda each: each[0])
    return Parameter(name, str(table.get("title", name)), kinds.pop(), tuple(found), str(table.get("title_en", "")))


def _follows(node: Node, done: Mapping[str, Parameter], since: date, row: dict) -> list[tuple[date, Fraction, str]]:
    """Give the later days on which a parameter changes because one that it is written with does."""
    days = {day for each in walk(node) if isinstance(each, Param) for day, *_ in done[each.name].values if day > since}
    values = [(day, constant_value(node, done, day)) for day in sorted(days)]
    return [(day, value, str(row["source"])) for day, value in values if value is not None]
