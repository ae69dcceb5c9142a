"""The catalogue of counting rules: sixteen patterns, their words, parameters and effects, from `rules.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

VERSION = "2026.1"
HERE = Path(__file__).resolve().parent
PLACE = re.compile(r"\{([\w.]+)\}")
HIDDEN = "＊＊＊"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks at, how it decides, what its finding says, and which measures that bears on.

    `effect` is "holds" (out of the count until answered) or "marks" (in the count until upheld).
    """

    code: str
    number: int
    effect: str
    bears_on: tuple[str, ...]
    parameters: tuple[str, ...]
    words: Mapping[str, str]

    def name(self, language: str = "zh") -> str:
        """Give the rule's name in Chinese or English."""
        return self.words[_suffix(language)]

    def text(self, part: str, language: str = "zh", values: Mapping[str, object] | None = None) -> str:
        """Word one of "looks_at", "decision", "prevention", with the values of its parameters filled in."""
        return fill(self.words[f"{part}_{_suffix(language)}"], values or {})


def _suffix(language: str) -> str:
    return "en" if language.startswith("en") else "zh"


def fill(text: str, values: Mapping[str, object]) -> str:
    """Fill {names} from values; what is missing is shown as a dash."""
    return PLACE.sub(lambda match: str(values.get(match[1], "—")), text)


def amount_keys(seen: Mapping[str, object]) -> set[str]:
    """Name those of the seen values that are amounts (class sensitive)."""
    return {key for key in seen if key == "amount" or key.endswith("_amount") or key in {"ratio", "limit_ratio"}}


def finding_text(code: str, seen: Mapping[str, object], language: str = "zh", *, amounts: bool = True) -> str:
    """Word a finding with the numbers that its rule saw; without `amounts` those that are amounts are hidden."""
    hidden = set() if amounts else amount_keys(seen)
    values = {key: HIDDEN if key in hidden else _shown(value) for key, value in seen.items()}
    return fill(rules()[code].words[f"finding_{_suffix(language)}"], values)


def _shown(value: object) -> object:
    return "—" if value is None or value == "" else value


@cache
def rules() -> dict[str, Rule]:
    """Read the rules in the order of their numbers."""
    raw = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))
    found = {}
    for code, row in sorted(raw.items(), key=lambda item: item[1]["number"]):
        words = {key: value for key, value in row.items() if key.endswith(("zh", "en"))}
        found[code] = Rule(
            code, row["number"], row["effect"], tuple(row["bears_on"]), tuple(row["parameters"]), words
        )  # fmt: skip
    return found
