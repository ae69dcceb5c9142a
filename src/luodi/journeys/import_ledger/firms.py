"""Which firm a row means: by code, name or alias, or one that looks alike and is offered for merging."""

from collections import defaultdict
from collections.abc import Sequence

from luodi.companies.queries import CompanyMatch, company_matches
from luodi.values.names import normalised

from .draft import Draft

OFFERED = 5


def judge_firms(drafts: Sequence[Draft]) -> None:
    """Find the firms of all rows; `known["firm"]` is the leading firm's id where it is certain.

    Firms that are only alike, or that share a name or a code with another, are asked about: `known["firms"]` holds the
    candidates as [id, name, code]. The statements do not grow with the rows.
    """
    with_firm = [draft for draft in drafts if draft.investors()]
    asked = list(dict.fromkeys((draft.investors()[0], draft.read.get("code", "")) for draft in with_firm))
    found = (
        dict(zip(asked, company_matches([name for name, _ in asked], [code for _, code in asked]), strict=True))
        if asked
        else {}
    )
    for draft in drafts:
        if draft.investors():
            _judge(draft, found[draft.investors()[0], draft.read.get("code", "")])
        elif "code" in draft.read:
            draft.doubt("code_without_firm", "investor", code=draft.read["code"])
    _judge_within(with_firm)


def _judge(draft: Draft, matches: list[CompanyMatch]) -> None:
    name, code = draft.investors()[0], draft.read.get("code", "")
    exact = [match for match in matches if match.how != "similar"]
    by_code = [match for match in exact if match.how == "code"]
    if by_code:
        draft.known["firm"] = by_code[0].company_id
        same_name = any(match.company_id == by_code[0].company_id and match.how != "code" for match in exact)
        if not same_name and normalised(by_code[0].name) != normalised(name):
            _offer(draft, by_code)
            draft.doubt("firm_code_other_name", "investor", name=name, known=by_code[0].name, code=code)
    elif exact and code and all(match.credit_code for match in exact):
        _offer(draft, exact)
        draft.doubt("firm_name_other_code", "code", name=name, known=exact[0].credit_code, code=code)
    elif len(exact) == 1:
        draft.known["firm"] = exact[0].company_id
    elif exact:
        _offer(draft, exact)
        draft.doubt("firm_name_shared", "investor", name=name, count=len(exact))
    elif matches:
        _offer(draft, matches)
        draft.doubt("firm_similar", "investor", name=name, known=[match.name for match in matches[:OFFERED]])


def _offer(draft: Draft, matches: list[CompanyMatch]) -> None:
    draft.known["firms"] = [[match.company_id, match.name, match.credit_code] for match in matches[:OFFERED]]


def _judge_within(drafts: Sequence[Draft]) -> None:
    """Hold the rows against each other: one code for two names, one name with two codes."""
    names: dict[str, dict[str, int]] = defaultdict(dict)
    codes: dict[str, dict[str, int]] = defaultdict(dict)
    for draft in drafts:
        code, name = draft.read.get("code"), normalised(draft.investors()[0])
        if code:
            names[code].setdefault(name, draft.number)
            codes[name].setdefault(code, draft.number)
    for draft in drafts:
        code, name = draft.read.get("code"), normalised(draft.investors()[0])
        if code and len(names[code]) > 1:
            others = [number for other, number in names[code].items() if other != name]
            draft.doubt("code_for_two_names", "code", code=code, rows=others[:5])
        if code and len(codes[name]) > 1:
            others = [number for other, number in codes[name].items() if other != code]
            draft.doubt("name_with_two_codes", "code", name=draft.investors()[0], rows=others[:5])
