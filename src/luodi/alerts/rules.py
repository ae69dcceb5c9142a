"""The rules of early warning, read once from rules.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROLES = {"unit_head": "unit_head", "bureau": "promotion_bureau", "leader": "district_leader"}
RECIPIENTS = ("unit", *ROLES)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its source, the dated parameter of its days ("" for none), and who is told."""

    code: str
    zh: str
    en: str
    source: str
    to: tuple[str, ...]
    days: str = ""


@cache
def rules() -> dict[str, Rule]:
    """Give the rules by code.

    :raises ValueError: for a rule that tells somebody unknown
    """
    text = (Path(__file__).parent / "rules.toml").read_text(encoding="utf-8")
    found = {}
    for code, each in tomllib.loads(text).items():
        if wrong := set(each["to"]) - set(RECIPIENTS):
            raise ValueError(f"rule {code} tells {sorted(wrong)}")
        found[code] = Rule(code, each["zh"], each["en"], each["source"], tuple(each["to"]), each.get("days", ""))
    return found
