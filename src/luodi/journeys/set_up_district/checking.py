"""Checking a workbook of units and people row by row, against itself and against what the district has already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from luodi.engines.sheets import BAD, DOUBT, NOTE, Finding, SheetEmpty, SheetRow, read_rows, verdict
from luodi.engines.sheets.cells import as_json
from luodi.engines.sheets.columns import Column
from luodi.engines.sheets.workbook import Sheet
from luodi.journeys.set_up_district.columns import PEOPLE_SHEET, UNIT_SHEET, people_columns, unit_columns
from luodi.people.queries import Standing

PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass
class Checked:
    """A row: which sheet, its number there, its cells as written, typed values, findings; `known` rows are skipped."""

    sheet: str
    number: int
    cells: dict[str, str]
    values: dict
    findings: list[Finding] = field(default_factory=list)
    known: bool = False

    @property
    def verdict(self) -> str:
        """Give good, doubtful, bad or known."""
        weight = verdict(self.findings)
        return "known" if self.known and weight != "bad" else weight

    def find(self, code: str, severity: str, field_key: str = "", **params: object) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, severity, field_key, params))

    def as_json(self) -> dict:
        """Give the row as it is stored."""
        findings = [each.as_json() for each in self.findings]
        return {
            "sheet": self.sheet,
            "number": self.number,
            "cells": self.cells,
            "values": self.values,
            "findings": findings,
            "known": self.known,
        }

    @classmethod
    def of_json(cls, row: dict) -> "Checked":
        """Read a stored row."""
        findings = [Finding.of_json(each) for each in row["findings"]]
        return cls(row["sheet"], row["number"], row["cells"], row["values"], findings, row["known"])


def rows_of(sheets: Sequence[Sheet], filename: str) -> list[Checked]:
    """Read the rows of the sheets 单位 and 人员; one of the two may be missing or empty.

    :raises SheetEmpty: if neither has a row
    :raises HeaderNotFound, ColumnsMissing…: where a header is not as it should be
    """
    found: list[Checked] = []
    for name, columns in ((UNIT_SHEET, unit_columns()), (PEOPLE_SHEET, people_columns())):
        named = [sheet for sheet in sheets if sheet.visible and sheet.name.strip() == name]
        try:
            found += [_checked(name, row, columns) for row in read_rows(named, columns, filename).rows]
        except SheetEmpty:
            continue
    if not found:
        raise SheetEmpty(filename=filename)
    return found


def _checked(sheet: str, row: SheetRow, columns: Sequence[Column]) -> Checked:
    values = {key: as_json(value) for key, value in row.values.items()}
    checked = Checked(sheet, row.number, row.cells, values, list(row.findings))
    for column in columns:
        if column.needed and column.key not in row.cells:
            checked.find("set_up_cell_missing", BAD, column.key, name=column.names[0])
    return checked


def check(rows: Sequence[Checked], standing: Standing, *, opens_accounts: bool) -> None:
    """Hold the rows against each other and against what stands already; findings are added to the rows.

    :param standing: the units, sign-in names and postholders that the district has
    :param opens_accounts: whether the person may open accounts; sign-in names are left aside otherwise
    """
    units = [row for row in rows if row.sheet == UNIT_SHEET]
    names = _check_units(units, standing)
    _check_people([row for row in rows if row.sheet == PEOPLE_SHEET], names, standing, opens_accounts)


def _check_units(rows: Sequence[Checked], standing: Standing) -> set[str]:
    """Check the units and give the names under which people may be put."""
    first: dict[str, int] = {}
    codes = dict(standing.codes)
    for row in rows:
        name, code = row.values.get("name"), row.values.get("code")
        if name in first:
            row.find("set_up_row_twice", BAD, "name", text=name, row=first[name])
        elif name:
            first[name] = row.number
        row.known = name in standing.units
        if row.known:
            row.find("set_up_unit_known", NOTE, "name", text=name)
        if code and codes.get(code, name) != name:
            row.find("set_up_code_taken", BAD, "code", text=code, name=codes[code])
        elif code and name:
            codes[code] = name
    _check_parents(rows, first, standing)
    good = {row.values["name"] for row in rows if row.verdict != "bad"}
    return good | set(standing.units)


def _check_parents(rows: Sequence[Checked], first: dict[str, int], standing: Standing) -> None:
    above = {row.values.get("name"): row.values.get("parent") for row in rows}
    tops = [row for row in rows if not row.values.get("parent") and not row.known]
    for row in tops if standing.units else tops[1:]:
        row.find("set_up_parent_missing", BAD, "parent")
    for row in rows:
        parent = row.values.get("parent")
        if parent and parent not in first and parent not in standing.units:
            row.find("set_up_unit_unknown", BAD, "parent", text=parent)
        elif parent and _turns_round(row.values.get("name"), above):
            row.find("set_up_parent_circle", BAD, "parent", text=parent)
    changed = True
    while changed:  # what hangs below a bad row can't be put anywhere
        bad = {row.values.get("name") for row in rows if row.verdict == "bad"} - set(standing.units)
        below = [row for row in rows if row.verdict != "bad" and row.values.get("parent") in bad]
        for row in below:
            row.find("set_up_parent_bad", BAD, "parent", text=row.values["parent"])
        changed = bool(below)


def _turns_round(name: object, above: dict) -> bool:
    seen, at = {name}, above.get(name)
    while at:
        if at in seen:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def _check_people(rows: Sequence[Checked], units: set[str], standing: Standing, opens_accounts: bool) -> None:
    first: dict[tuple, int] = {}
    signs: dict[str, int] = {}
    names = set(standing.names)
    for row in rows:
        name, unit = row.values.get("name"), row.values.get("unit")
        if unit and unit not in units:
            row.find("set_up_unit_unknown", BAD, "unit", text=unit)
        key = (name, unit, row.values.get("role"))
        if None not in key and key in first:
            row.find("set_up_row_twice", BAD, "name", text=name, row=first[key])
        first.setdefault(key, row.number)
        row.known = (name, unit) in standing.posts
        if row.known:
            row.find("set_up_person_known", NOTE, "name", text=name, unit=unit)
        elif name in names:
            row.find("set_up_person_same_name", DOUBT, "name", text=name)
        names.add(name)
        _check_contact(row)
        _check_sign_in_name(row, signs, standing, opens_accounts)


def _check_contact(row: Checked) -> None:
    phone, email = row.values.get("phone"), row.values.get("email")
    if phone and not PHONE.fullmatch(phone.replace(" ", "")):
        row.find("set_up_phone_strange", DOUBT, "phone")
    if email and not EMAIL.fullmatch(email):
        row.find("set_up_email_strange", DOUBT, "email")


def _check_sign_in_name(row: Checked, signs: dict[str, int], standing: Standing, opens_accounts: bool) -> None:
    wanted = row.values.get("sign_in_name")
    if not wanted:
        return
    if not opens_accounts:
        row.find("set_up_account_later", NOTE, "sign_in_name")
    elif wanted in standing.sign_in_names or wanted in signs:
        row.find("set_up_sign_in_name_taken", BAD, "sign_in_name", text=wanted)
    signs.setdefault(wanted, row.number)
