"""A text and its clauses reviewed against a pack."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .canonical import COVER, Canonical, canonical
from .framing import Framing
from .matching import Find, Grammar, grammar
from .pack import Pack
from .shape import Clause, Finding, Outcome, Severity, in_order
from .structured import clause_findings
from .units import Unit, units

LINKED = 0.1  # less sure when the money stands in another sentence of the same article
HEDGED = 0.1
SOFT_BUT_NEARER = frozenset(
    {"C10", "C11", "C12", "C13"}
)  # review rules that explain a phrase better than a forbidding one


@dataclass(frozen=True, slots=True)
class Hit:
    """A find in a unit, with its place in the unit's whole."""

    find: Find
    start: int
    end: int
    severity: Severity
    confidence: float


def review(text: str, *, pack: Pack, clauses: Sequence[Clause] = ()) -> Outcome:
    """Review a text, and the structured clauses beside it, against the pack; never raises, whatever the text.

    Spans index `text`. Process rules (P01–P05) are not looked for: the workflow answers them.
    """
    findings = [*text_findings(text, pack), *clause_findings(text, tuple(clauses), pack)]
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Outcome(digest, pack.version, in_order(findings))


def text_findings(text: str, pack: Pack) -> Iterator[Finding]:
    """Give what the words of a text show, sentence by sentence."""
    rules = grammar(pack)
    page = _covered(canonical(text), rules)
    reader = _Reader(page, rules)
    for number, unit in enumerate(reader.units):
        for hit in _kept(reader.hits(number), rules):
            span = page.span(unit.start + max(0, hit.start - len(unit.lead)), unit.start + hit.end - len(unit.lead))
            yield _finding(text, span, hit, pack)


def _covered(page: Canonical, rules: Grammar) -> Canonical:
    return Canonical(rules.neutral.sub(lambda match: COVER * len(match[0]), page.text), page.at)


class _Reader:
    """One text, its units and the vocabularies marked in them."""

    def __init__(self, page: Canonical, rules: Grammar) -> None:
        self.page = page
        self.rules = rules
        self.units = units(page)
        self.framing = Framing(rules.frames)
        self.marks = self._marks()
        self.possible: dict[frozenset[str], list[Find]] = {}

    def _marks(self) -> list[frozenset[str]]:
        starts = [unit.start for unit in self.units]
        found: list[set[str]] = [set() for _ in self.units]
        for word, marked in self.rules.marked.items():
            for match in marked.own.finditer(self.page.text):
                found[max(0, bisect_right(starts, match.start()) - 1)].add(word)
        leads = {lead: self._words_in(lead) for lead in {unit.lead for unit in self.units}}
        known: dict[frozenset[str], frozenset[str]] = {}
        own = (frozenset(words | leads[unit.lead]) for words, unit in zip(found, self.units, strict=True))
        return [known[words] if words in known else known.setdefault(words, self._with_takers(words)) for words in own]

    def _words_in(self, lead: str) -> set[str]:
        return {word for word, marked in self.rules.marked.items() if lead and marked.own.search(lead)}

    def _with_takers(self, words: frozenset[str]) -> frozenset[str]:
        """Add the vocabularies that take in one of the words."""
        all_words = set(words)
        for word, marked in self.rules.marked.items():
            if not all_words.isdisjoint(marked.takes_in):
                all_words.add(word)
        return frozenset(all_words)

    def hits(self, number: int) -> list[Hit]:
        """Give the finds of one unit, at most one for each entry of the pack."""
        unit = self.units[number]
        whole = unit.whole
        found = []
        for find in self._possible(self.marks[number]):
            near = all(near.word or near.expression.pattern.search(whole) for near in find.with_)
            if near:
                hit = self._hit(find, number, unit, whole)
                if hit:
                    found.append(hit)
        return found

    def _possible(self, marks: frozenset[str]) -> list[Find]:
        """Give the finds whose vocabularies are in the sentence and no excusing one is; remembered for the next alike."""
        if marks not in self.possible:
            self.possible[marks] = [
                find
                for find in self.rules.finds
                if find.excuses.isdisjoint(marks)
                and any(way <= marks for way in find.needed)
                and all(near.word in marks for near in find.with_ if near.word)
            ]
        return self.possible[marks]

    def _hit(self, find: Find, number: int, unit: Unit, whole: str) -> Hit | None:
        lead = len(unit.lead)
        if find.by_meaning and self.framing.clean(unit):
            return None
        for start, end in find.at.places(whole):
            if end <= lead or start == end:
                continue
            if find.without and find.without.pattern.search(whole):
                return None
            if find.block and not self._in_block(find, unit):
                return None
            following = self.units[number + 1] if number + 1 < len(self.units) else None
            sense = self.framing.sense(unit, following, start, end, find.outer)
            if sense.cleared:
                continue
            severity, confidence = find.severity, find.confidence - (LINKED if find.block else 0)
            hedged = self.rules.marked["INTENT"].own.search(whole) is not None
            if find.intent and hedged:
                severity = find.intent
            weaker = sense.weaker or sense.recital or (find.weaker is not None and find.weaker.pattern.search(whole))
            if weaker and severity == "forbid":
                severity = "review"
            confidence -= HEDGED * (hedged + bool(weaker))
            return Hit(find, start, end, severity, round(max(0.1, confidence), 2))
        return None

    def _in_block(self, find: Find, unit: Unit) -> bool:
        text = self.page.text[unit.block.start : unit.block.end]
        return all(near.expression.pattern.search(text) for near in find.block)


def _kept(hits: list[Hit], rules: Grammar) -> list[Hit]:
    """Keep one hit of each rule (the heaviest, then the surest), and drop those that give way to another.

    Where a phrase forbids, what other rules find by meaning in the same sentence says nothing new and goes.
    """
    if any(hit.severity == "forbid" and not hit.find.by_meaning for hit in hits):
        hits = [hit for hit in hits if not hit.find.by_meaning]
    best: dict[str, Hit] = {}
    for hit in hits:
        other = best.get(hit.find.rule)
        if other is None or (hit.severity == "forbid", hit.confidence) > (other.severity == "forbid", other.confidence):
            best[hit.find.rule] = hit
    gone: set[str] = set()
    for keep, drops in rules.drops.items():
        name = keep.partition(":")[0]
        nearer = best.get(name)
        if nearer is None or name in gone or keep not in (name, nearer.find.name):
            continue
        for rule, other in best.items():
            softer = nearer.severity != "forbid" and other.severity == "forbid" and name not in SOFT_BUT_NEARER
            if rule != name and not softer and {rule, other.find.name} & drops:
                gone.add(rule)
    return [hit for rule, hit in best.items() if rule not in gone]


def _finding(text: str, span: tuple[int, int], hit: Hit, pack: Pack) -> Finding:
    rule = pack.rules[hit.find.rule]
    return Finding(
        id=rule.id,
        article=rule.article,
        severity=hit.severity,
        span=span,
        quote=text[span[0] : span[1]],
        reason=rule.reason,
        reason_en=rule.reason_en,
        rewrite=rule.rewrite,
        rewrite_en=rule.rewrite_en,
        confidence=hit.confidence,
    )
