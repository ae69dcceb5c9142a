"""The demonstration's units, persons and accounts."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import date, datetime

from luodi.demo import inventing
from luodi.people import operations
from luodi.values.actor import Actor

BUREAU = "区投促局"
SHORT = {"区投促局": "投促局"}


@dataclass
class Staff:
    """Who and what the district has: unit ids by name, person ids by unit (officers) and by sign-in name, passwords."""

    units: dict[str, int] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    passwords: list[tuple[str, str, str, str]] = field(default_factory=list)


def make_password() -> str:
    """Make a password that the district's rules accept: five groups of letters and digits."""
    alphabet = string.ascii_lowercase.replace("l", "").replace("o", "") + "23456789"
    while True:
        groups = ["".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4)]
        text = "-".join(groups)
        if any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text):
            return text[0].upper() + text[1:] if text[0].isalpha() else "K" + text


def add_units(staff: Staff, *, by: Actor, at: datetime) -> None:
    """Add the district with its bureau, departments, streets, platforms and park."""
    plan = inventing.plan()
    root = operations.add_unit(name=plan["name"], kind="district", parent_id=None, by=by, at=at)
    staff.units[root.name] = root.pk
    groups = [("bureau", [BUREAU]), ("department", plan["departments"]), ("street", plan["streets"]),
              ("platform", plan["platforms"]), ("park", plan["parks"])]  # fmt: skip
    for kind, names in groups:
        for order, name in enumerate(names):
            short = SHORT.get(name, name.removesuffix("街道") if kind == "street" else "")
            unit = operations.add_unit(
                name=name, kind=kind, parent_id=root.pk, short_name=short, sort=order, by=by, at=at
            )
            staff.units[name] = unit.pk


def add_people(staff: Staff, *, since: date, now: datetime, by: Actor, at: datetime) -> None:
    """Add an officer for each of the 25 units, and the people who sign in, with passwords made now (they expire)."""
    names = iter(inventing.person_names(len(inventing.target_units()) + len(inventing.plan()["accounts"])))
    for unit in inventing.target_units():
        person = operations.add_person(name=next(names), by=by, at=at)
        operations.give_post(
            person_id=person.pk,
            unit_id=staff.units[unit],
            role="officer",
            title="招商专员",
            from_date=since,
            by=by,
            at=at,
        )
        staff.officers[unit] = person.pk
    for account in inventing.plan()["accounts"]:
        _add_account(staff, account, next(names), since, now, by, at)


def _add_account(staff: Staff, account: dict, name: str, since: date, now: datetime, by: Actor, at: datetime) -> None:
    person = operations.add_person(name=name, by=by, at=at)
    if "duty" in account:
        operations.give_duty(person_id=person.pk, duty=account["duty"], since_date=since, by=by, at=at)
    else:
        operations.give_post(
            person_id=person.pk, unit_id=staff.units[account["unit"]], role=account["role"], title=account["title"],
            from_date=since, by=by, at=at,
        )  # fmt: skip
    staff.persons[account["sign_in_name"]] = person.pk
    password = make_password()
    operations.open_account(
        person_id=person.pk, sign_in_name=account["sign_in_name"], password=password, temporary=False, by=by, at=now
    )
    staff.passwords.append((account["sign_in_name"], password, name, account.get("role") or account["duty"]))
