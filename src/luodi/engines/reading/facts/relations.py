"""What a count was about: the predicate in the text (relation) and its published kind (relation_kind)."""

import re

from ..vocabulary import words
from .context import Draft

BEFORE = re.compile(
    r"(集中签约|现场签约|签约|签订|签署|发布|推介|新增|引进|落地|开工|竣工|投产|培育|储备|实施|推进|评选出|表彰|聘请|聘任|走访|服务|听取|参观|建成|梳理|化解|解决)(?:了)?\Z"
)
ADVERBS = re.compile(r"^(?:现场|集中|当场|分别|共同|正式|成功|先后|陆续|相继|已|均|上台|将)+")


def relation_of(draft: Draft, next_start: int) -> None:
    """Add `relation` and `relation_kind` to a count, where its clause has them."""
    text = draft.strip.text
    clause_start = max(text.rfind(mark, 0, draft.start) for mark in ",。;:!?\n\x1d\t") + 1
    ends = [e for e in (text.find(mark, draft.end) for mark in "。;!?\n\x1d") if e >= 0]
    stop = min([*ends, next_start, len(text)])
    after = text[draft.end : stop]
    relation = _relation(text[clause_start : draft.start], after)
    if relation:
        draft.fields["relation"] = relation
    kind = _kind(str(draft.fields["object"]), relation or "", text[clause_start : draft.start], after)
    if kind:
        draft.fields["relation_kind"] = kind


def _relation(before: str, after: str) -> str | None:
    first = re.match(r"[^,。;:、\n]{1,24}", after)
    if first:
        predicate = ADVERBS.sub("", first.group()).replace("了", "", 1).strip()
        if (
            len(predicate) > 1
            and not predicate[0].isdigit()
            and not predicate.startswith(("的", "和", "与", "及", "中", "以上", "在", "等"))
        ):
            return predicate
    match = BEFORE.search(before)
    return match.group(1) if match else None


def _kind(counted: str, relation: str, before: str, after: str) -> str | None:
    kinds = words("relations")
    for text in (counted, relation, before + after[:24]):
        for kind, listed in kinds.items():
            if any(word in text for word in listed):
                return kind
    return None
