"""Bringing a checked workbook in: units from the top downwards, then people with their posts and accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from luodi.engines.sheets import read_workbook_confined, require_workbook
from luodi.journeys.set_up_district.checking import Checked, check, rows_of
from luodi.journeys.set_up_district.columns import UNIT_SHEET
from luodi.people import operations as people
from luodi.people.queries import Standing, roster, standing
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal

LARGEST_MB = 10


class RosterFileTooLarge(Refusal):
    """The file is larger than a workbook of units and people ever is."""

    code = "roster_file_too_large"


class RosterHasBadRows(Refusal):
    """All or none was chosen, and some rows are bad."""

    code = "roster_has_bad_rows"


class RosterBringsNothing(Refusal):
    """Every row is bad or known already."""

    code = "roster_brings_nothing"


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many of each were brought in, and how many rows were left out."""

    units: int
    persons: int
    posts: int
    accounts: int
    left_out: int


def check_workbook(*, data: bytes, file_name: str, mode: str, by: Actor, at: datetime) -> int:
    """Check a workbook row by row, keep the result, and return its number.

    :raises Refusal: where the file as a whole can't be read (not Excel, encrypted, no header…)
    """
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise RosterFileTooLarge(limit_mb=LARGEST_MB)
    require_workbook(data, file_name)
    rows = rows_of(read_workbook_confined(data), file_name)
    check(rows, standing(today=_today(at)), opens_accounts=by.may("accounts.edit"))
    return people.keep_roster(file_name=file_name, mode=mode, rows=[row.as_json() for row in rows], by=by, at=at).pk


@transaction.atomic
def bring_in(*, roster_id: int, by: Actor, at: datetime) -> BroughtIn:
    """Bring a checked workbook in, as chosen beforehand; it is checked once more, because the district may have changed.

    :raises RosterHasBadRows: if all or none was chosen and a row is bad
    :raises RosterBringsNothing: if no row is left to bring in
    """
    kept = people.take_roster(roster_id=roster_id, by=by, at=at)
    found = standing(today=_today(at))
    rows = checked_again(kept.rows, found, opens_accounts=by.may("accounts.edit"))
    bad = [row for row in rows if row.verdict == "bad"]
    if bad and kept.mode == "all":
        raise RosterHasBadRows(bad=len(bad), rows=[f"{row.sheet} {row.number}" for row in bad[:10]])
    wanted = [row for row in rows if row.verdict in ("good", "doubtful")]
    if not wanted:
        raise RosterBringsNothing()
    done = _write(wanted, found, len(rows) - len(wanted), by, at)
    people.finish_roster(
        roster_id=roster_id, result={key: getattr(done, key) for key in BroughtIn.__slots__}, by=by, at=at
    )
    return done


def checked_again(stored: Sequence[dict], found: Standing, *, opens_accounts: bool) -> list[Checked]:
    """Check stored rows against what stands now: what the sheet itself said is kept, the rest is found anew."""
    rows = [Checked.of_json(row) for row in stored]
    for row in rows:
        row.known = False
        row.findings = [
            each for each in row.findings if not each.code.startswith("set_up_") or each.code == "set_up_cell_missing"
        ]
    check(rows, found, opens_accounts=opens_accounts)
    return rows


def roster_rows(*, roster_id: int, by: Actor, at: datetime) -> list[Checked]:
    """Give the rows of a workbook that waits, checked against what stands now."""
    stored = roster(by, roster_id).rows
    return checked_again(stored, standing(today=_today(at)), opens_accounts=by.may("accounts.edit"))


def _write(rows: Sequence[Checked], found: Standing, left_out: int, by: Actor, at: datetime) -> BroughtIn:
    units = dict(found.units)
    new_units = _in_order([row for row in rows if row.sheet == UNIT_SHEET], units)
    for row in new_units:
        values = row.values
        unit = people.add_unit(
            name=values["name"], kind=values["kind"], parent_id=units.get(values.get("parent")), by=by, at=at,
            short_name=values.get("short_name", ""), code=values.get("code") or None, sort=values.get("sort") or 0,
        )  # fmt: skip
        units[values["name"]] = unit.pk
    persons, accounts = dict(found.phones), 0
    before = len(persons)
    added = 0
    posts = [row for row in rows if row.sheet != UNIT_SHEET]
    for row in posts:
        key = (row.values["name"], row.values.get("phone") or f"row {row.number}")
        if key not in persons:
            persons[key] = _add_person(row, by, at)
            added += 1
        _give_post(row, persons[key], units, by, at)
        accounts += _open_account(row, persons[key], by, at)
    assert added == len(persons) - before
    return BroughtIn(units=len(new_units), persons=added, posts=len(posts), accounts=accounts, left_out=left_out)


def _in_order(rows: Sequence[Checked], known: dict[str, int]) -> list[Checked]:
    """Put parents before the units below them; the check has made sure that there is no circle."""
    placed, ordered, waiting = set(known), [], list(rows)
    while waiting:
        ready = [row for row in waiting if not row.values.get("parent") or row.values["parent"] in placed]
        assert ready, "the check lets no circle and no unknown parent through"
        ordered += ready
        placed |= {row.values["name"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered


def _add_person(row: Checked, by: Actor, at: datetime) -> int:
    values = row.values
    return people.add_person(
        name=values["name"], phone=values.get("phone", ""), email=values.get("email", ""), by=by, at=at
    ).pk


def _give_post(row: Checked, person_id: int, units: dict[str, int], by: Actor, at: datetime) -> None:
    values = row.values
    begins = date.fromisoformat(values["from_date"]) if values.get("from_date") else _today(at)
    people.give_post(
        person_id=person_id, unit_id=units[values["unit"]], role=values["role"], title=values.get("title", ""),
        from_date=begins, by=by, at=at,
    )  # fmt: skip


def _open_account(row: Checked, person_id: int, by: Actor, at: datetime) -> int:
    wanted = row.values.get("sign_in_name")
    if not wanted or not by.may("accounts.edit"):
        return 0
    people.open_account(person_id=person_id, sign_in_name=wanted, by=by, at=at)
    return 1


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()
