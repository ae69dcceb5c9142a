"""Answers to doubtful rows: which are possible, and what a stored answer means.

An answer is a short text: "skip", "import", "link:12", "import firm:7", "import firm:new".
"""

from dataclasses import dataclass

from luodi.values.refusal import Refusal

NEEDS_REASON = frozenset(("ledger_known_own", "ledger_known_similar", "ledger_occupied", "ledger_repeated"))


class AnswerUnknown(Refusal):
    """The answer is not one of those offered for the row. Params: row, answer."""

    code = "import_answer_unknown"


class AnswerNeedsReason(Refusal):
    """Registering what looks like a duplicate needs a reason. Params: rows."""

    code = "import_answer_needs_reason"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person decided for a row: take it in or not, as which existing project, with which firm.

    `firm` is a firm's id, 0 for a new firm, None where nothing was asked.
    """

    take: bool
    link: int | None = None
    firm: int | None = None

    @classmethod
    def of(cls, stored: str) -> "Answer":
        """Read a stored answer; an unanswered row is not taken."""
        take, link, firm = False, None, None
        for word in stored.split():
            name, _, value = word.partition(":")
            if name == "link":
                link = int(value)
            elif name == "firm":
                firm = 0 if value == "new" else int(value)
            else:
                take = name == "import"
        return cls(take, link, firm)


@dataclass(frozen=True, slots=True)
class Offer:
    """One possible answer: its text, what it means (a code of the page), and names to show; `reason` says if one is needed."""

    value: str
    meaning: str
    names: dict[str, str]
    reason: bool = False


def offers(findings: list[dict], known: dict) -> list[Offer]:
    """List the possible answers to a doubtful row, the safest first."""
    codes = {each["code"] for each in findings}
    reason = bool(codes & NEEDS_REASON)
    found = [Offer("skip", "skip", {})]
    found += [Offer(f"link:{pk}", "link", {"code": code, "name": name}) for pk, code, name in known.get("same", ())]
    if "firms" in known:
        found += [
            Offer(f"import firm:{pk}", "import_firm", {"name": name, "code": code or ""}, reason)
            for pk, name, code in known["firms"]
        ]
        if not codes & {"ledger_firm_code_other_name"}:
            found.append(Offer("import firm:new", "import_new_firm", {}, reason))
    else:
        found.append(Offer("import", "import_reason" if reason else "import", {}, reason))
    return found


def require_offered(answer: str, row: int, findings: list[dict], known: dict) -> Offer | None:
    """Give the offer that an answer picks; "" takes an answer back.

    :raises AnswerUnknown: if it is none of them
    """
    if not answer:
        return None
    for offer in offers(findings, known):
        if offer.value == answer:
            return offer
    raise AnswerUnknown(row=row, answer=answer[:40])
