"""Rules 1 to 6: what is signed is counted once, at its first signing, by its increment, for newly attracted firms."""

from collections.abc import Iterator, Sequence

from .cases import SIGNED, Case, Hit, Settings
from .likeness import bare_name, increase_word, likeness, phase_word, same_investor

BINDING_WORDS = {"framework": "框架", "unknown": "未注明", "binding": "合同"}
SAME_WORDS = {
    "credit_code": ("信用代码相同", "same credit code"), "company": ("企业相同", "same firm"), "group": ("集团相同", "same group"),
    "name": ("名称相近", "like name"), "credit_code+site": ("信用代码、地点相同", "same credit code and site"),
    "company+site": ("企业、地点相同", "same firm and site"), "group+site": ("集团、地点相同", "same group and site"),
}  # fmt: skip
OPEN_LINKS = ("phase_of", "increment_of")


def _day(value: object) -> str:
    return str(value) if value else ""


def linked(case: Case, other: Case) -> bool:
    """Tell whether somebody has said how the two belong together (a phase or an increase), in either direction."""
    return any(
        getattr(one, link) == two.id for link in OPEN_LINKS for one, two in ((case, other), (other, case))
    )  # fmt: skip


def earlier(case: Case, peers: Sequence[Case]) -> list[Case]:
    """Give the signed projects that were entered before this one, the first one first."""
    return sorted((each for each in peers if each.signed and each.order < case.order), key=lambda each: each.order)


def _repeats(case: Case, peers: Sequence[Case], settings: Settings) -> Iterator[tuple[Case, float, str]]:
    """Give the earlier signings that this one repeats: alike, of the same kind of agreement, not said to be linked."""
    if not case.signed:
        return
    for other in earlier(case, peers):
        if linked(case, other) or other.binding != case.binding or phase_word(case.name) != phase_word(other.name):
            continue
        score, same = likeness(case, other)
        if score >= settings.number("counting.similar"):
            yield other, score, same


def resigned(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a signing that repeats one entered before (pattern 1: first signing only)."""
    for other, score, same in _repeats(case, peers, settings):
        seen = {
            "other": other.name, "similar": f"{score:.2f}", "same": SAME_WORDS[same][0], "same_en": SAME_WORDS[same][1],
            "first_date": _day(other.signed_date), "date": _day(case.signed_date),
        }  # fmt: skip
        return [Hit("resigned", seen, other_id=other.id)]
    return []


def framework(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a framework, or an unstated kind, that claims what only a contract brings (pattern 2)."""
    beyond = case.stage > SIGNED or case.landed_date is not None or case.started_date is not None
    if case.binding == "binding" or not beyond:
        return []
    seen = {"binding": case.binding, "binding_zh": BINDING_WORDS[case.binding], "stage": f"P{max(case.stage, SIGNED)}"}
    return [Hit("framework", seen)]


def phases(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a later phase that the signed scope includes, or of which nobody has said it (pattern 3)."""
    by_id = {each.id: each for each in peers}
    if case.phase_of is not None:
        if case.phase_included is False:
            return []
        parent = by_id.get(case.phase_of)
        seen = {"other": parent.name if parent else "", "phase": phase_word(case.name), "included": "yes"}
        return [Hit("phases", seen, other_id=case.phase_of)] if case.signed else []
    if not case.signed or case.increment_of is not None:
        return []
    for other in earlier(case, peers):
        word = phase_word(case.name) or phase_word(other.name)
        named = word and phase_word(case.name) != phase_word(other.name)
        if named and same_investor(case, other) and bare_name(case.name) == bare_name(other.name):
            if linked(case, other):
                continue
            return [Hit("phases", {"other": other.name, "phase": word, "included": "unsaid"}, other_id=other.id)]
    return []


def increment(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a capital increase that is registered as a project of its own (pattern 4)."""
    word = increase_word(case.name)
    if not word or not case.signed or case.increment_of is not None or case.phase_of is not None:
        return []
    for other in earlier(case, peers):
        if same_investor(case, other) and other.binding != "framework":
            return [Hit("increment", {"other": other.name, "word": word}, other_id=other.id)]
    return []


def moved(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a firm that only moved within the district (pattern 5)."""
    if case.origin == "outside":
        return []
    if case.origin == "in_district":
        return [Hit("moved", {"how": "登记为本区企业迁移", "how_en": "registered as a move"})]
    word = next((word for word in settings.words("counting.district_words") if word in case.former_address), "")
    if word:
        how = f"迁出地址含“{word}”"
        return [Hit("moved", {"how": how, "how_en": f"the former address contains “{word}”"})]
    if case.increment_of is not None or case.phase_of is not None or not case.signed:
        return []
    for other in earlier(case, peers):
        if other.unit_id != case.unit_id and other.landed_date and same_investor(case, other):
            how = f"同一投资方已于 {other.landed_date} 在{other.unit_name}落地“{other.name}”"
            how_en = f"the investor landed “{other.name}” in {other.unit_name} on {other.landed_date}"
            return [Hit("moved", {"how": how, "how_en": how_en}, other_id=other.id)]
    return []


def shared(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a project that two units each claim in full, or shares that do not sum to one (pattern 6)."""
    total = "" if case.shares_ppm is None else f"{case.shares_ppm / 1_000_000:.6f}"
    for other, _, _ in _repeats(case, peers, settings):
        if other.unit_id != case.unit_id:
            seen = {"other": other.name, "other_unit": other.unit_name, "sum": total}
            return [Hit("shared", seen, other_id=other.id)]
    if case.shares_ppm is not None and case.shares_ppm != 1_000_000:
        return [Hit("shared", {"other": case.name, "other_unit": case.unit_name, "sum": total})]
    return []
