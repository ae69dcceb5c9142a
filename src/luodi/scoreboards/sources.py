"""Where the figure of a pack's indicator comes from: a target plan's promise, credit for projects, a count, or typed in."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luodi.engines.scoreboards import Pack
from luodi.observations.queries import creditable
from luodi.scoreboards.refusals import PackSourceUnknown
from luodi.values.indicator import indicators

TYPED = "typed"
MEASURES = {"signed": "signed_projects", "landed": "landed_projects", "started": "started_projects"}


@dataclass(frozen=True, slots=True)
class Source:
    """A kind with the indicator or measure; `promised` is whose target plan gives the target.

    promise: what the unit itself reached by its target plan. credited: what it is credited with for projects and firms, by its
    shares. count: projects counted by the rules. typed: typed in and approved.
    """

    kind: str
    of: str = ""

    @property
    def promised(self) -> str:
        """Give the indicator of the target plan: of a count, that which it counts; empty for typed figures."""
        return MEASURES[self.of] if self.kind == "count" else self.of


def source_of(text: str) -> Source:
    """Read one source as it is kept; callers have checked it."""
    kind, _, of = text.partition(":")
    return Source(kind, of)


def choices() -> list[str]:
    """List every source there is, as it is kept."""
    return [
        TYPED,
        *(f"count:{each}" for each in MEASURES),
        *(f"promise:{each}" for each in indicators()),
        *(f"credited:{each}" for each in creditable()),
    ]


def checked_sources(pack: Pack, given: Mapping[str, str]) -> dict[str, str]:
    """Give the source of each of a pack's indicators: as given, the indicator of the same name, or typed.

    :raises PackSourceUnknown: for a source that there is not, or for an indicator that the pack doesn't have
    """
    allowed = set(choices())
    for code, text in given.items():
        if code not in pack.indicators or text not in allowed:
            raise PackSourceUnknown(indicator=code, given=text)
    return {code: given.get(code) or (f"promise:{code}" if code in indicators() else TYPED) for code in pack.indicators}


@cache
def of_examples() -> dict[str, dict[str, str]]:
    """Read the sources of the packs that come with the code."""
    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))
