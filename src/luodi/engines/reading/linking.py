"""Facts tied to each other: what an amount is of, which count a name stands under."""

from .facts.context import Context, Draft


def link(context: Context) -> None:
    """Add `of` to amounts (the nearest count of the sentence), and drop parties of agreements that a deal already names."""
    investors = {str(deal.fields["investor"]) for deal in context.of_type("deal")}
    context.drafts[:] = [
        draft
        for draft in context.drafts
        if not (draft.type == "org" and draft.fields["role"] == "签订协议" and draft.fields["name"] in investors)
    ]
    counts = [draft for draft in context.of_type("count") if draft.strip is context.body]
    for money in context.of_type("money"):
        if money.strip is not context.body:
            continue
        start, end = context.sentence_at(money.start)
        inside = [count for count in counts if start <= count.start < end]
        nearest = _nearest(inside, money)
        if nearest is not None:
            money.fields["of"] = context.quote(context.body, nearest.start, nearest.end)


def _nearest(counts: list[Draft], money: Draft) -> Draft | None:
    before = [count for count in counts if count.end <= money.start]
    after = [count for count in counts if count.start >= money.end and count.start - money.end <= 2]
    if after:
        return after[0]
    return before[-1] if before else None
