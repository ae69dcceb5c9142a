"""The labelled clauses and their scoring: precision and recall on forbid, rule by rule.

`python -m tests.engines.fairness.labelled [-v]` prints the figures of every set, with -v each clause that is judged otherwise.
"""

import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from luodi.engines.fairness import load_pack, review

FOLDER = Path(__file__).resolve().parent
SETS = ("clauses", "second", "third", "fourth", "fifth", "sixth", "held_out")


@dataclass
class Score:
    """Counts over a set: a hit is a rule found with forbid that the label forbids too."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    review_hits: int = 0
    review_missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Give the share of forbids that are right."""
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        """Give the share of labelled forbids that were found."""
        return self.hits / max(1, self.hits + self.missed)


def clauses(name: str) -> list[dict]:
    """Read a set of labelled clauses."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["clause"]


def found(text: str, severity: str) -> set[str]:
    """Give the rules found in a text with a severity."""
    return {finding.id for finding in review(text, pack=load_pack()).findings if finding.severity == severity}


def score(name: str) -> Score:
    """Score a set."""
    result = Score()
    for clause in clauses(name):
        wanted, got = set(clause.get("forbid", ())), found(clause["text"], "forbid")
        result.hits += len(wanted & got)
        result.false += len(got - wanted)
        result.missed += len(wanted - got)
        softer = found(clause["text"], "review") | got
        result.review_hits += len(set(clause.get("review", ())) & softer)
        result.review_missed += len(set(clause.get("review", ())) - softer)
        if wanted != got:
            result.wrong.append(f"wanted {sorted(wanted)}, found {sorted(got)}: {clause['text']}")
    return result


if __name__ == "__main__":
    for each in SETS:
        scored = score(each)
        print(f"{each}: {len(clauses(each))} clauses, precision {scored.precision:.3f}, recall {scored.recall:.3f}")
        if "-v" in sys.argv:
            print(*scored.wrong, sep="\n")
