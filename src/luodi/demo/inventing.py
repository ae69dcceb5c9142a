"""What the demonstration district is made of: names, firms and projects, invented by a fixed seed. Pure."""

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from luodi.engines.gates.stages import MAIN_CODES
from luodi.values.credit_code import CreditCode

HERE = Path(__file__).resolve().parent
MARK = "(示例)"
# How many of a hundred projects stand at which stage: fewer towards the end, some at every stage.
STAGE_WEIGHTS = [14, 12, 12, 8, 7, 6, 5, 11, 7, 5, 5, 4, 2, 1, 1]


@cache
def plan() -> dict:
    """Read the district's plan: units, tracks, words, accounts."""
    return tomllib.loads((HERE / "district.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class InventedFirm:
    """A firm that does not exist; its name says so."""

    name: str
    credit_code: str
    track: str


@dataclass(frozen=True, slots=True)
class InventedProject:
    """A project of the demonstration ledger; amounts in 元, None where the row states none."""

    name: str
    firm: int
    unit: str
    track: str
    amount: Decimal | None
    binding: str
    stage: str
    registered_date: date
    signed_date: date | None
    landed_date: date | None
    started_date: date | None
    produced_date: date | None
    site: str
    confirmed: bool


def target_units() -> list[str]:
    """Name the 25 units that hold a target plan: streets, platforms and the park."""
    return [*plan()["streets"], *plan()["platforms"], *plan()["parks"]]


def person_names(count: int) -> list[str]:
    """Invent so many different names."""
    family, given = plan()["family_names"], plan()["given_names"]
    every = [f"{first}{last}" for last in given for first in family]
    random.Random(plan()["seed"]).shuffle(every)
    return every[:count]


def firms(count: int) -> list[InventedFirm]:
    """Invent so many firms with valid credit codes of their own; beyond the words' combinations a number is added."""
    words, fields = plan()["firm_words"], plan()["firm_fields"]
    found = []
    for number in range(count):
        word = words[number % len(words)]
        track, field = fields[(number // len(words) + number) % len(fields)]
        lap = number // (len(words) * len(fields))
        organisation = f"D{number:07d}"
        code = CreditCode.compose("91", "330199", organisation).text
        found.append(InventedFirm(f"{word}{lap or ''}{field}{MARK}有限公司", code, track))
    return found


def projects(count: int, firm_count: int, today: date) -> list[InventedProject]:
    """Invent so many projects over all stages and three years up to today."""
    chance = random.Random(plan()["seed"] + count)
    known = firms(firm_count)
    return [_project(number, known, chance, today) for number in range(count)]


def _project(number: int, known: list[InventedFirm], chance: random.Random, today: date) -> InventedProject:
    firm = chance.randrange(len(known))
    order = chance.choices(range(len(MAIN_CODES)), STAGE_WEIGHTS)[0] if number >= len(MAIN_CODES) else number
    stage = MAIN_CODES[order]
    registered = _registered(order, chance, today)
    days = _milestones(order, registered, chance, today)
    stated = order >= 2 or chance.random() < 0.5
    amount = (
        Decimal(chance.choice([3000, 5000, 8000, 12000, 16000, 20000, 35000, 50000, 80000, 120000])) * 10_000
        if stated
        else None
    )
    word = known[firm].name.split("(")[0]
    shape = chance.choice(plan()["project_shapes"])
    return InventedProject(
        name=f"{word}{shape}{'' if number < 600 else number}",
        firm=firm,
        unit=chance.choice(target_units()),
        track=known[firm].track,
        amount=amount,
        binding=_binding(order, chance),
        stage=stage,
        registered_date=registered,
        signed_date=days[0],
        landed_date=days[1],
        started_date=days[2],
        produced_date=days[3],
        site=chance.choice(plan()["sites"]) if order >= 4 else "",
        confirmed=order >= 1 and chance.random() < 0.6,
    )


def _registered(order: int, chance: random.Random, today: date) -> date:
    first = date(plan()["first_year"], 1, 9)
    span = (today - first).days
    latest = max(span - 20 - order * 50, 30)
    return first + timedelta(days=chance.randrange(latest))


def _binding(order: int, chance: random.Random) -> str:
    if order < 7:
        return "unknown"
    return chance.choices(["binding", "framework", "unknown"], [7, 2, 1])[0]


def _milestones(order: int, registered: date, chance: random.Random, today: date) -> list[date | None]:
    day, found = registered, []
    for threshold in (7, 8, 10, 12):
        day = day + timedelta(days=chance.randrange(25, 90))
        found.append(min(day, today) if order >= threshold else None)
    return found
