"""An agreement's text cut into its clauses: head, 第N条, signature block; the clauses cover the text without gaps."""

import re
from dataclasses import dataclass

NUMBER = re.compile(
    r"^[ \t\u3000]*(第[ \u3000]*[一二三四五六七八九十百零〇两0-9０-９]{1,7}[ \u3000]*[条條])[ \t\u3000::、.．]*", re.M
)
SIGNATURE = re.compile(r"^[ \t\u3000]*(?:[(（]?以下无正文|甲\s*方\s*[(（]\s*(?:盖|签)章)", re.M)
LONGEST_TITLE = 30
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("payment", re.compile(r"奖励|补助|补贴|扶持|兑付|支付|资金拨付|奖补")),
    ("duty", re.compile(r"甲方.{0,12}(?:义务|责任|承诺)|供地|交付|审批|代办|协助")),
    ("term", re.compile(r"投资额|固定资产投资|营业收入|税收|研发|人才|指标|达产|开工|竣工|投产|进度")),
    ("remedy", re.compile(r"违约|整改|宽限|追回|赔偿|解除|终止")),
    ("dispute", re.compile(r"争议|仲裁|诉讼|管辖")),
    ("confidential", re.compile(r"保密|数据|信息安全")),
    ("validity", re.compile(r"生效|期限|附则|份数")),
)


@dataclass(frozen=True, slots=True)
class CutClause:
    """A clause and its span [start, end) in the text. `kind`: head, payment, duty, term, remedy, …, signature."""

    kind: str
    number: str
    title: str
    start: int
    end: int


def cut(text: str) -> list[CutClause]:
    """Cut a text at 第N条 at the beginning of a line; what stands before is the head, after 以下无正文 the signature."""
    heads = list(NUMBER.finditer(text))
    signature = next((m for m in SIGNATURE.finditer(text) if not heads or m.start() > heads[-1].start()), None)
    end = signature.start() if signature else len(text)
    starts = [head.start() for head in heads if head.start() < end]
    found = []
    if text[: starts[0] if starts else end].strip():
        found.append(CutClause("head", "", "", 0, starts[0] if starts else end))
    for head, start, stop in zip(heads, starts, [*starts[1:], end], strict=False):
        number = re.sub(r"[ \u3000]", "", head[1])
        title = _title(text[head.end() : stop])
        found.append(CutClause(_kind(title, text[head.end() : stop]), number, title, start, stop))
    if signature:
        found.append(CutClause("signature", "", "", end, len(text)))
    return found


def _title(body: str) -> str:
    """Give a clause's title: its first line if that is short and no sentence."""
    first = body.split("\n", 1)[0].strip(" \t\u3000")
    return "" if len(first) > LONGEST_TITLE or re.search(r"[。；;,，]", first) else first


def _kind(title: str, body: str) -> str:
    for words in (title, body):
        for kind, pattern in KINDS:
            if words and pattern.search(words):
                return kind
    return "other"
