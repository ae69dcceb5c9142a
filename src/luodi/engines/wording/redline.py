"""What changed between two versions: by clause, then by characters, numbers and words kept whole; and what it touches."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .clauses import CutClause, cut

TOKEN = re.compile(r"[A-Za-z]+|[0-9０-９][0-9０-９,.，．]*[0-9０-９]|\s+|.", re.S)
SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
DIGITS = r"[0-9０-９][0-9０-９,，.．]*|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+"
MONEY = re.compile(rf"(?:{DIGITS})\s*(?:千|百)?(?:万|亿)?\s*(?:美元|欧元|港元|日元|英镑|元|人民币)(?:整)?")
PERCENT = re.compile(rf"(?:{DIGITS})\s*[%％‰]|百分之(?:{DIGITS})")
TIME = re.compile(
    rf"(?:{DIGITS})\s*年\s*(?:{DIGITS})\s*月(?:\s*(?:{DIGITS})\s*日)?|\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|(?:{DIGITS})\s*个?\s*(?:工作日|自然日|年度|季度|年|月|日|天)"
)
INDICATOR = re.compile(
    r"固定资产投资|固投|营业收入|营收|税收|纳税|研发|人才|社会保险|社保|产值|能耗|排放|达产|投产|开工|竣工"
)
PAID = re.compile(r"支付|兑付|拨付|奖|补助|补贴|扶持|违约金|保证金|租金|价款")
PARTY_LINE = re.compile(r"^\s*[甲乙丙丁]\s*方\s*[:：(（]")
CLOSE, MANY_TOKENS = 0.5, 6000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed ("="), went ("-") or came ("+")."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause as it stands in the newer version (or stood, if removed), with what changed in it.

    `kind`: same, changed, added, removed. `touches`: money, term, indicator, party, other; empty for same.
    """

    kind: str
    number: str
    title: str
    was: str
    pieces: tuple[Piece, ...]
    touches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redline:
    """All clauses in order, and everything that the changes touch."""

    changes: tuple[ClauseChange, ...]
    touches: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Tell whether nothing changed."""
        return all(each.kind == "same" for each in self.changes)


def compare(old: str, new: str, parties: Sequence[str] = ()) -> Redline:
    """Compare two versions of an agreement; `parties` are names whose change counts as one of party."""
    pairs = _paired(old, new)
    changes = tuple(_change(old, before, new, after, parties) for before, after in pairs)
    touched = {touch for each in changes for touch in each.touches}
    return Redline(changes, tuple(name for name in ("money", "term", "indicator", "party", "other") if name in touched))


def touched_by(text: str) -> tuple[str, ...]:
    """Tell what a text speaks of at all: money, term, indicator; for a supplement that stands for itself."""
    found = []
    if MONEY.search(text) or PERCENT.search(text):
        found.append("money")
    if TIME.search(text):
        found.append("term")
    if INDICATOR.search(text):
        found.append("indicator")
    return tuple(found)


def _paired(old: str, new: str) -> list[tuple[CutClause | None, CutClause | None]]:
    before, after = cut(old), cut(new)
    keys = [_body(old, each) for each in before], [_body(new, each) for each in after]
    pairs: list[tuple[CutClause | None, CutClause | None]] = []
    for op, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if op == "equal":
            pairs += zip(before[i:j], after[k:m], strict=True)
        else:
            pairs += _matched(old, before[i:j], new, after[k:m])
    return pairs


def _matched(
    old: str, before: list[CutClause], new: str, after: list[CutClause]
) -> Iterable[tuple[CutClause | None, CutClause | None]]:
    """Pair changed clauses by title or number, else by likeness; the rest was removed or added."""
    left = list(before)
    pairs: list[tuple[CutClause | None, CutClause | None]] = []
    for each in after:
        twin = next((one for one in left if _name(one) and _name(one) == _name(each)), None)
        twin = twin or next((one for one in left if _alike(old, one, new, each)), None)
        while twin is not None and left[0] is not twin:
            pairs.append((left.pop(0), None))
        if twin is not None:
            left.remove(twin)
        pairs.append((twin, each))
    return [*pairs, *((one, None) for one in left)]


def _name(clause: CutClause) -> str:
    return clause.title or (clause.number if clause.number else clause.kind)


def _alike(old: str, one: CutClause, new: str, other: CutClause) -> bool:
    matcher = SequenceMatcher(None, _body(old, one)[:2000], _body(new, other)[:2000], autojunk=False)
    return matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE and matcher.ratio() >= CLOSE


def _body(text: str, clause: CutClause) -> str:
    whole = text[clause.start : clause.end].strip()
    return re.sub(r"^第\s*\S{1,7}?\s*[条條]\s*", "", whole)


def _change(
    old: str, before: CutClause | None, new: str, after: CutClause | None, parties: Sequence[str]
) -> ClauseChange:
    one = old[before.start : before.end].strip("\n") if before else ""
    other = new[after.start : after.end].strip("\n") if after else ""
    shown = after or before
    assert shown is not None
    pieces = _pieces(one, other)
    kind = "added" if before is None else "removed" if after is None else "changed"
    was = before.number if before and before.number != shown.number else ""
    if before and after and _body(old, before) == _body(new, after):
        return ClauseChange("same", shown.number, shown.title, was, (Piece("=", other),), ())
    return ClauseChange(kind, shown.number, shown.title, was, pieces, touches(one, other, parties))


def _pieces(one: str, other: str) -> tuple[Piece, ...]:
    if not one or not other:
        return (Piece("+" if other else "-", other or one),)
    first, second = TOKEN.findall(one), TOKEN.findall(other)
    if max(len(first), len(second)) > MANY_TOKENS:
        first, second = SENTENCE.findall(one), SENTENCE.findall(other)
    found: list[Piece] = []
    for op, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece("=", "".join(first[i:j])))
            continue
        if j > i:
            found.append(Piece("-", "".join(first[i:j])))
        if m > k:
            found.append(Piece("+", "".join(second[k:m])))
    return tuple(found)


def touches(one: str, other: str, parties: Sequence[str] = ()) -> tuple[str, ...]:
    """Say what the change from one wording to another touches: money, term, indicator, party, else other."""
    gone, come = _changed_sentences(one, other)
    if not gone and not come:
        return ()
    found = []
    paid = any(PAID.search(each) for each in (*gone, *come))
    measured = any(INDICATOR.search(each) for each in (*gone, *come))
    percents = _counts(PERCENT, gone) != _counts(PERCENT, come)
    if _counts(MONEY, gone) != _counts(MONEY, come) or (percents and (paid or not measured)):
        found.append("money")
    if _counts(TIME, gone) != _counts(TIME, come):
        found.append("term")
    if _counts(INDICATOR, gone) != _counts(INDICATOR, come) or _numbers(gone) != _numbers(come):
        found.append("indicator")
    if _names(gone, parties) != _names(come, parties):
        found.append("party")
    return tuple(found) or ("other",)


def _changed_sentences(one: str, other: str) -> tuple[list[str], list[str]]:
    first = Counter(each.strip() for each in SENTENCE.findall(one) if each.strip())
    second = Counter(each.strip() for each in SENTENCE.findall(other) if each.strip())
    return list((first - second).elements()), list((second - first).elements())


def _counts(pattern: re.Pattern[str], sentences: list[str]) -> Counter[str]:
    return Counter(re.sub(r"\s", "", found[0]) for each in sentences for found in pattern.finditer(each))


def _numbers(sentences: list[str]) -> Counter[str]:
    """Count the numbers of the sentences that speak of an indicator."""
    return Counter(
        found[0] for each in sentences if INDICATOR.search(each) for found in re.finditer(rf"{DIGITS}", each)
    )


def _names(sentences: list[str], parties: Sequence[str]) -> Counter[str]:
    named = Counter({name: sum(each.count(name) for each in sentences) for name in parties if len(name) > 1})
    return +named + Counter(each.strip() for each in sentences if PARTY_LINE.match(each))
