"""Which stated counts of a meeting are batches, of which kind, with which total and which named members. Pure."""

from decimal import Decimal

from luodi.journeys.page_facts import Left, PageArticle, PageFact, bare, matching, mentions, words
from luodi.meetings.reported import Named, ReportedBatch

NEAR = 60


def batches_of(article: PageArticle, meeting_kind: str) -> tuple[list[ReportedBatch], list[Left]]:
    """Decide the batches of a meeting, in the order of the text, and name the facts that become none and why."""
    decided: list[tuple[PageFact, str, tuple[str, ...]]] = []
    left: list[Left] = []
    for fact in article.of_type("count"):
        kind, unclear = kind_of(fact, meeting_kind)
        if not kind or not _counts(fact):
            left.append(Left(fact.id, "count_of_no_batch"))
        elif any(kind == other and _count(fact) == _count(known) for known, other, _ in decided):
            left.append(Left(fact.id, "count_told_twice"))
        else:
            decided.append((fact, kind, unclear))
    totals, orphans = _totals(article, [fact for fact, _, _ in decided])
    members, strangers = _members(article, decided)
    batches = [_batch(fact, kind, unclear, totals.get(fact.id), members[fact.id]) for fact, kind, unclear in decided]
    return batches, left + orphans + strangers


def kind_of(fact: PageFact, meeting_kind: str) -> tuple[str, tuple[str, ...]]:
    """Decide the kind of a count: "" for no batch, "other" with the kinds in question where the wording is not clear."""
    table = words()
    relation, thing = fact.text("relation"), bare(fact.text("object"))
    by_relation, by_object = matching(relation, table["relations"]), matching(thing, table["objects"])
    told_only = meeting_kind in table["batches_at"]["told_by_a_relation"]
    if meeting_kind not in table["batches_at"]["any"] and not (told_only and relation):
        return "", ()
    if by_relation:
        return _by_act(by_relation, by_object)
    if mentions(relation, table["never"]["words"]) or (not relation and not by_object):
        return "", ()
    if not relation or mentions(relation, table["open_relations"]["words"]):
        return _only(by_object)
    return ("other", tuple(by_object)) if by_object else ("", ())


def _by_act(by_relation: list[str], by_object: list[str]) -> tuple[str, tuple[str, ...]]:
    """Decide by what was done; an object of another kind makes it a question, except where the act decides by itself."""
    if len(by_relation) == 1 and by_relation[0] in words()["decisive"]["kinds"]:
        return by_relation[0], ()
    shared = [kind for kind in by_relation if kind in by_object]
    if by_object and not shared:
        return "other", tuple(dict.fromkeys(by_relation + by_object))
    return _only(shared or by_relation)


def _only(kinds: list[str]) -> tuple[str, tuple[str, ...]]:
    return (kinds[0], ()) if len(kinds) == 1 else ("other", tuple(kinds) or ("other",))


def _count(fact: PageFact) -> int:
    return int(fact.value["value"])


def _counts(fact: PageFact) -> bool:
    value = fact.value.get("value")
    return isinstance(value, (int, float, Decimal)) and value == int(value) and value > 0


def _batch(
    fact: PageFact, kind: str, unclear: tuple[str, ...], total: PageFact | None, named: list[Named]
) -> ReportedBatch:
    return ReportedBatch(
        kind=kind,
        label=label_of(fact),
        count=_count(fact),
        fact_id=fact.id,
        total=Decimal(str(total.value["value"])) if total else None,
        total_fact_id=total.id if total else None,
        binding=_binding(fact, total),
        named=tuple(named),
        unclear=unclear,
    )


def label_of(fact: PageFact) -> str:
    """Give the words for a batch: what happened to what ("集中签约的重点项目"), at most 120 characters."""
    relation, thing = fact.text("relation"), bare(fact.text("object")) or fact.quote
    told = "" if relation.isascii() or not relation else f"{relation}的"
    return f"{told}{thing}"[:120]


def _binding(fact: PageFact, total: PageFact | None) -> str:
    said = fact.text("relation") + fact.text("object") + (total.text("role") if total else "")
    for kind in ("framework", "binding"):
        if mentions(said, words()["totals"][kind]):
            return kind
    return "unknown"


def _totals(article: PageArticle, counts: list[PageFact]) -> tuple[dict[int, PageFact], list[Left]]:
    """Give each count the money that is its total; money of no count, or in another currency, stays outside."""
    found: dict[int, PageFact] = {}
    left: list[Left] = []
    for money in article.of_type("money"):
        owner = _owner(money, counts)
        if owner is None or owner.id in found:
            left.append(Left(money.id, "money_of_no_count"))
        elif money.text("currency") not in ("", "CNY") or not _positive(money):
            left.append(Left(money.id, "money_in_another_currency"))
        else:
            found[owner.id] = money
    return found, left


def _positive(money: PageFact) -> bool:
    value = money.value.get("value")
    return isinstance(value, (int, float, Decimal)) and value > 0


def _owner(money: PageFact, counts: list[PageFact]) -> PageFact | None:
    of = bare(money.text("of"))
    if of:
        named = [fact for fact in counts if of in bare(fact.quote) or bare(fact.quote) in of or _same_count(fact, of)]
        return named[0] if len(named) == 1 else None
    if not mentions(money.text("role"), words()["totals"]["roles"]):
        return None
    near = [fact for fact in counts if 0 <= money.start - fact.spans[-1][1] <= NEAR]
    return max(near, key=lambda fact: fact.start, default=None)


def _same_count(fact: PageFact, of: str) -> bool:
    thing = bare(fact.text("object"))
    return bool(thing) and of == f"{_count(fact)}{fact.text('measure')}{thing}"


def _members(
    article: PageArticle, decided: list[tuple[PageFact, str, tuple]]
) -> tuple[dict[int, list[Named]], list[Left]]:
    """Find the members that the text names: the count's own list, organisations whose role says so, deals of a signing."""
    orgs = article.of_type("org")
    members: dict[int, list[Named]] = {}
    for fact, kind, _ in decided:
        listed = [Named(str(name), _passage(str(name), orgs, fact)) for name in fact.value.get("named") or ()]
        if sum(kind == other for _, other, _ in decided) == 1:
            listed += [Named(org.text("name"), org.id) for org in orgs if _belongs(org, kind)]
        members[fact.id] = _once(listed)
    left = []
    signings = [fact.id for fact, kind, _ in decided if kind == "signing"]
    for deal in article.of_type("deal"):
        name = deal.text("project") or deal.text("investor")
        if len(signings) == 1 and name:
            members[signings[0]] = _once([*members[signings[0]], Named(name[:200], deal.id)])
        else:
            left.append(Left(deal.id, "deal_of_no_batch"))
    return members, left


def _belongs(org: PageFact, kind: str) -> bool:
    return bool(org.text("role")) and matching(org.text("role"), words()["relations"]) == [kind]


def _passage(name: str, orgs: list[PageFact], count: PageFact) -> int:
    """Give the fact that names a member: the organisation's own passage if it was confirmed, else the count's."""
    same = [org.id for org in orgs if bare(org.text("name")) == bare(name)]
    return same[0] if same else count.id


def _once(listed: list[Named]) -> list[Named]:
    seen: dict[str, Named] = {}
    for named in listed:
        seen.setdefault(bare(named.name), named)
    return list(seen.values())
