"""Our own scorer: a reading against an answer written by hand.

A fact counts as found when its key agrees with one of the answer's and both stand on at least one common character of the
text; each fact of the answer is used once. Answers (pages/*.json) give quotes, not offsets: the place of a quote is looked
up here, over line breaks, from the article's headline on; `occurrence` says which one is meant where it stands there twice.
`python -m tests.engines.reading.scoring [-v] [page …]` prints the table.
"""

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from luodi.engines.reading import read

PAGES = Path(__file__).parent / "pages"
HOLDOUT = "holdout-"
LOOSE = re.compile(r"[“”\"《》\s等了的]")


@dataclass
class Tally:
    """How many facts the answer has, how many were proposed, how many of these are right."""

    gold: int = 0
    proposed: int = 0
    hit: int = 0

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.gold += other.gold
        self.proposed += other.proposed
        self.hit += other.hit

    @property
    def precision(self) -> float:
        """Share of what was proposed that is right; 1 where nothing was."""
        return self.hit / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Share of the answer that was found; 1 where there was nothing to find."""
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Score:
    """A page's score: tallies by fact type, article starts, head matter; and what was missed or wrong, in words."""

    page: str
    types: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    articles: Tally = field(default_factory=Tally)
    heads: Tally = field(default_factory=Tally)
    notes: list[str] = field(default_factory=list)
    fidelity: float = 1.0

    @property
    def all(self) -> Tally:
        """All fact types together."""
        total = Tally()
        for tally in self.types.values():
            total.add(tally)
        return total


def page_names() -> list[str]:
    """List the pages that have a text and an answer."""
    return sorted(path.stem for path in PAGES.glob("*.json"))


def answer_of(page: str) -> dict:
    """Load a page's answer."""
    return json.loads((PAGES / f"{page}.json").read_text(encoding="utf-8"))


def text_of(page: str) -> str:
    """Load a page's text, line ends untouched."""
    return (PAGES / f"{page}.txt").read_bytes().decode("utf-8")


def score_page(page: str) -> Score:
    """Read a page with its issue date and score the reading against its answer."""
    answer, text = answer_of(page), text_of(page)
    issue = date.fromisoformat(answer["issue_date"]) if answer.get("issue_date") else None
    return score(page, text, answer, read(text, issue_date=issue, doc=page).to_json())


def score(page: str, text: str, answer: dict, reading: dict) -> Score:
    """Score one reading (its JSON form) against one answer."""
    result = Score(page)
    expected = placed(text, answer)
    proposed = [fact for article in reading["articles"] for fact in article["facts"]]
    for kind in sorted({fact["type"] for fact in [*expected, *proposed]}):
        _match(result, kind, [f for f in expected if f["type"] == kind], [f for f in proposed if f["type"] == kind])
    _heads(result, text, answer, reading)
    faithful = sum("".join(text[a:b] for a, b in fact["spans"]) == fact["quote"] for fact in proposed)
    result.fidelity = faithful / len(proposed) if proposed else 1.0
    return result


def placed(text: str, answer: dict) -> list[dict]:
    """Give each fact of an answer its characters in the text.

    :raises ValueError: when a quote does not stand in its article
    """
    facts, starts = [], article_starts(text, answer)
    for number, article in enumerate(answer["articles"]):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        for fact in article["facts"]:
            found = list(_loosely(fact["quote"]).finditer(text, starts[number], end))
            wanted = fact.get("occurrence", 1)
            if len(found) < wanted:
                raise ValueError(f"quote not found: {fact['quote']}")
            place = found[wanted - 1]
            chars = {i for i in range(*place.span()) if not text[i].isspace()}
            facts.append({**fact, "chars": chars})
    return facts


def article_starts(text: str, answer: dict) -> list[int]:
    """Return where each article of the answer begins: at its kicker or headline."""
    starts, at = [], 0
    for article in answer["articles"]:
        first = article["kicker"] or article["headline"]
        at = text.index(first, at)
        starts.append(at)
    return starts


def _loosely(quote: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(re.escape(char) for char in quote if not char.isspace()))


def _match(result: Score, kind: str, expected: list[dict], proposed: list[dict]) -> None:
    free = [{**fact, "chars": {i for a, b in fact["spans"] for i in range(a, b)}} for fact in proposed]
    tally = result.types[kind]
    tally.gold, tally.proposed = tally.gold + len(expected), tally.proposed + len(free)
    for want in expected:
        fits = [fact for fact in free if agree(kind, want, fact) and want["chars"] & fact["chars"]]
        if not fits:
            result.notes.append(f"missed {kind}: {want['quote'][:46]} {_shown(want)}")
            continue
        best = max(fits, key=lambda fact: len(want["chars"] & fact["chars"]) / len(want["chars"] | fact["chars"]))
        free.remove(best)
        tally.hit += 1
    result.notes += [f"wrong  {kind}: {fact['quote'][:46]} {_shown(fact)}" for fact in free]


def agree(kind: str, want: dict, got: dict) -> bool:
    """Tell whether a proposed fact says the same as one of the answer."""
    if kind == "date":
        return want["value"] == got["value"]
    if kind == "count":
        return (
            want["value"] == got["value"] and want["measure"] == got["measure"] and alike(want["object"], got["object"])
        )
    if kind == "money":
        return (want["value"], want["currency"]) == (got["value"], got["currency"])
    if kind == "quantity":
        return (want["value"], want["unit"]) == (got["value"], got["unit"])
    if kind == "person":
        return want["name"] == got["name"] and alike(want["post"], got["post"])
    if kind == "deal":
        same_investor = not want["investor"] or alike(want["investor"], got["investor"])
        return alike(want["project"], got["project"]) and want["amount"] == got["amount"] and same_investor
    if kind == "task":
        return 2 * len(want["chars"] & got["chars"]) >= len(want["chars"])
    return alike(want["name"], got["name"])


def alike(one: str | None, two: str | None) -> bool:
    """Tell whether two names are the same for a reader: one within the other, or most pairs of characters shared."""
    a, b = LOOSE.sub("", one or ""), LOOSE.sub("", two or "")
    if not a or not b:
        return False
    pairs_a, pairs_b = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (a, b))
    return (
        a in b
        or b in a
        or bool(pairs_a and pairs_b and 2 * len(pairs_a & pairs_b) >= 0.6 * (len(pairs_a) + len(pairs_b)))
    )


def _heads(result: Score, text: str, answer: dict, reading: dict) -> None:
    starts = article_starts(text, answer)
    read_starts = {article["span"][0]: article for article in reading["articles"]}
    result.articles = Tally(len(starts), len(read_starts), len(set(starts) & set(read_starts)))
    for start, want in zip(starts, answer["articles"], strict=True):
        got = read_starts.get(start, {})
        for part in ("headline", "kicker", "decks", "byline", "jump"):
            if want[part] or got.get(part):
                right = _same_part(want[part], got.get(part))
                result.heads.add(Tally(1, 1, int(right)))
                if not right:
                    result.notes.append(f"head   {part}: {want[part]} / {got.get(part)}")
        for part in ("kind", "date"):
            if (want["event"].get(part)) != got.get("event", {}).get(part):
                result.notes.append(f"event  {part}: {want['event'].get(part)} / {got.get('event', {}).get(part)}")
    for start in set(read_starts) - set(starts):
        result.notes.append(f"wrong  article at {start}: {read_starts[start]['headline'][:30]}")


def _same_part(want, got) -> bool:
    if isinstance(want, str) and isinstance(got, str):
        return LOOSE.sub("", want) == LOOSE.sub("", got)
    return want == got


def _shown(fact: dict) -> dict:
    return {
        key: fact[key]
        for key in ("value", "measure", "object", "name", "post", "project", "investor", "amount")
        if key in fact
    }


def table(scores: list[Score]) -> str:
    """Word the scores: one line a page, then the means by type."""
    lines = [f"{'page':22} gold prop  hit  P     R     F1    articles heads fidelity"]
    for score_ in sorted(scores, key=lambda s: s.all.f1):
        t = score_.all
        lines.append(
            f"{score_.page:22} {t.gold:4} {t.proposed:4} {t.hit:4}  {t.precision:.3f} {t.recall:.3f} {t.f1:.3f}"
            f" {score_.articles.hit}/{score_.articles.gold} ({score_.articles.proposed})  {score_.heads.hit}/{score_.heads.gold}  {score_.fidelity:.0%}"
        )
    types = sorted({kind for score_ in scores for kind in score_.types})
    for kind in types:
        total = Tally()
        for score_ in scores:
            total.add(score_.types[kind]) if kind in score_.types else None
        lines.append(
            f"  {kind:10} {total.gold:4} {total.proposed:4} {total.hit:4}  P {total.precision:.3f} R {total.recall:.3f} F1 {total.f1:.3f}"
        )
    everything = Tally()
    for score_ in scores:
        everything.add(score_.all)
    mean = sum(score_.all.f1 for score_ in scores) / max(1, len(scores))
    lines.append(f"  all facts F1 {everything.f1:.3f}; mean of pages {mean:.3f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the table for the pages named, or for all; -v adds what was missed and wrong."""
    names = [name for name in arguments if not name.startswith("-")] or page_names()
    scores = [score_page(name) for name in names]
    if "-v" in arguments:
        for score_ in scores:
            print(f"## {score_.page}", *score_.notes, sep="\n  ")
    print(table([score_ for score_ in scores if not score_.page.startswith(HOLDOUT)]))
    held = [score_ for score_ in scores if score_.page.startswith(HOLDOUT)]
    if held:
        print("held out:", table(held), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
