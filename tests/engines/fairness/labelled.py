"""The labelled clauses and their scoring: precision and recall on forbid, clause by clause and rule by rule.

`python -m tests.engines.fairness.labelled [-v]` prints the figures of every set, with -v each clause that is judged otherwise.
"""

import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from luodi.engines.fairness import load_pack, review

FOLDER = Path(__file__).resolve().parent
NUMBERED = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
)
SETS = ("clauses", *NUMBERED, "held_out", "last")


@dataclass
class Score:
    """Counts over a set: a hit is a rule found with forbid that the label forbids too.

    `caught`, `let_go`, `blamed` count clauses, whichever rule was found: forbidden and found, forbidden and not, lawful but found.
    """

    caught: int = 0
    let_go: int = 0
    blamed: int = 0
    hits: int = 0
    false: int = 0
    missed: int = 0
    review_hits: int = 0
    review_missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def clause_precision(self) -> float:
        """Give the share of the clauses found with forbid that are labelled with some forbid."""
        return self.caught / max(1, self.caught + self.blamed)

    @property
    def clause_recall(self) -> float:
        """Give the share of the clauses labelled with some forbid that were found with some forbid."""
        return self.caught / max(1, self.caught + self.let_go)

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
        result.caught += bool(wanted and got)
        result.let_go += bool(wanted and not got)
        result.blamed += bool(got and not wanted)
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
        print(
            f"{each}: {len(clauses(each))} clauses, of clauses {scored.clause_precision:.3f}, {scored.clause_recall:.3f}, "
            f"of rules {scored.precision:.3f}, {scored.recall:.3f}"
        )
        if "-v" in sys.argv:
            print(*scored.wrong, sep="\n")
