"""What a framework agreement must not say: money owed, land promised, a payment triggered (handbook §2.3)."""

import re
from dataclasses import dataclass

from .clauses import cut
from .redline import MONEY, PERCENT, SENTENCE

OWED = re.compile(r"(?:甲方|区政府|管委会|街道|政府).{0,30}(?:支付|拨付|兑付|给予|奖励|补助|补贴|返还|扶持资金)")
LAND = re.compile(
    r"(?:供地|供应|出让|划拨|交付).{0,20}(?:亩|平方米|地块|用地)|(?:亩|地块|用地).{0,20}(?:供应|出让|交付|供地)"
)
TRIGGER = re.compile(r"(?:达到|完成|实现).{0,40}(?:后|时|的)[，,]?.{0,12}(?:支付|拨付|兑付|给予|奖励)")
DENIED = re.compile(
    r"不(?:构成|涉及|包含|约定|承诺|作为|产生)|另行(?:签订|约定|协商)|以.{0,12}(?:投资协议|正式协议).{0,6}为准"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise found in a text: money, land or trigger; the number of its clause and the sentence."""

    kind: str
    number: str
    sentence: str


def promises_in(text: str) -> list[Promise]:
    """List the sentences in which the district owes money, promises land, or a payment is triggered.

    A sentence that denies it, or leaves it to a later agreement, is none.
    """
    found = []
    for clause in cut(text):
        if clause.kind == "signature":
            continue
        for match in SENTENCE.finditer(text[clause.start : clause.end]):
            sentence = match[0].strip()
            if not sentence or DENIED.search(sentence):
                continue
            kind = _kind(sentence)
            if kind:
                found.append(Promise(kind, clause.number, sentence[:80]))
    return found


def _kind(sentence: str) -> str:
    if OWED.search(sentence) and (MONEY.search(sentence) or PERCENT.search(sentence)):
        return "money"
    if TRIGGER.search(sentence):
        return "trigger"
    return "land" if LAND.search(sentence) else ""
