"""What the engine knows of a clause, as the pages show it: structure in words, cases, problems, differences."""

from django.utils.translation import gettext as _

from luodi.engines.policies import Clause, Field
from luodi.engines.policies.comparing import differences
from luodi.engines.policies.kinds import money_words
from luodi.engines.policies.tree import conjuncts
from luodi.engines.policies.wording import in_words
from luodi.policies.clause_files import table_of
from luodi.policies.queries import ClausePage, Judged
from luodi.policies.refusals import ClauseFileNotUsable
from luodi.web.policies import words


def language() -> str:
    """Give the reader's language as the engine takes it."""
    return "en" if words.english() else "zh"


def clause_said(found: Judged) -> list[tuple[str, str]]:
    """Say a clause's structure as (label, words), each with what the text says."""
    clause = found.clause
    if clause is None:
        return []
    caps = [
        (_("每户每年封顶"), clause.cap_year), (_("每户累计封顶"), clause.cap_lifetime),
    ]  # fmt: skip
    said = [
        (_("适用行业"), "、".join(clause.industries) or _("不限")),
        (_("条件"), "；".join(in_words(each, language()) for each in conjuncts(clause.when)) or _("无")),
        (_("金额"), in_words(clause.amount, language())),
        (_("取整"), f"{_rounding(clause)}"),
        *((label, money_words(amount, language())) for label, amount in caps if amount is not None),
    ]  # fmt: skip
    if clause.negative_list and found.negative:
        said.insert(1, (_("负面清单"), found.negative))
    if found.envelope:
        over = _("超出时按比例折算") if found.envelope.over == "pro_rata" else _("先到先得")
        title = words.in_language(found.envelope.title, found.envelope.title_en)
        said.append((_("资金"), f"{title} {money_words(found.envelope.amount_fen, language())}，{over}"))
    if found.group:
        rule = words.group_rules()[found.group.rule]
        said.append((_("重复享受"), f"{words.in_language(found.group.title, found.group.title_en)}：{rule}"))
    said.append((_("公示"), _("%(n)s 个工作日") % {"n": clause.notice_days}))
    if clause.share_ppm:
        names = {"city": _("市"), "district": _("区")}
        shares = "，".join(f"{names.get(who, who)} {ppm / 10_000:g}%" for who, ppm in clause.share_ppm.items())
        said.append((_("分担"), shares))
    return said


def _rounding(clause: Clause) -> str:
    unit = {1: _("分"), 100: _("元"), 10_000: _("百元"), 1_000_000: _("万元")}.get(
        clause.round_fen, str(clause.round_fen)
    )
    return (
        _("四舍五入到%(unit)s") % {"unit": unit}
        if clause.round_mode == "half_up"
        else _("向下取整到%(unit)s") % {"unit": unit}
    )


def case_rows(found: Judged) -> list[dict]:
    """Give the cases with what was expected and what came out."""
    statuses = words.statuses()
    rows = []
    for each in found.cases:
        expected = statuses.get(each.case.status, each.case.status)
        if each.case.amount_fen is not None:
            expected += f" {money_words(each.case.amount_fen, language())}"
        came = f"{statuses.get(each.status, each.status)} {money_words(each.amount_fen, language())}"
        rows.append({"name": each.case.name, "expected": expected, "came": came, "passed": each.passed})
    return rows


def problem_rows(found: Judged) -> list[dict]:
    """Give the problems with place, sentence and what would be right."""
    return [
        {
            "line": each.line, "column": each.column, "where": each.clause or each.file, "sentence": each.sentence(language()),
            "right": each.right(language()), "error": each.grade == "error",
        }
        for each in found.problems
    ]  # fmt: skip


def sentences(page: ClausePage) -> tuple[str, ...]:
    """Say in sentences what differs from the version before; nothing where one of them can't be read."""
    if page.judged.clause is None or page.before_clause is None:
        return ()
    return differences(page.before_clause, page.judged.clause, language())


def head_parts(text: str) -> dict[str, list[tuple[str, str]]]:
    """Give what a policy's head says: envelopes, groups, parameters and caps as (label, words)."""
    try:
        table = table_of(text)
    except ClauseFileNotUsable:
        return {}
    overs = {"pro_rata": _("超出时按比例折算"), "first_come": _("先到先得")}
    envelopes = [
        (each.get("title", key), f"{each.get('year', '')} · {each.get('amount', '')} · {overs.get(each.get('over'), '')}")
        for key, each in table.get("envelopes", {}).items()
    ]  # fmt: skip
    groups = [
        (each.get("title", key), words.group_rules().get(each.get("rule"), ""))
        for key, each in table.get("groups", {}).items()
    ]
    parameters = [
        (each.get("title", key), "；".join(f"{value.get('from')} {value.get('value')}" for value in each.get("values", [])))
        for key, each in table.get("parameters", {}).items()
    ]  # fmt: skip
    caps = [
        (cap.get("when", _("其他")), str(cap.get("amount", ""))) for cap in table.get("caps", {}).get("firm_year", [])
    ]  # fmt: skip
    found = {_("资金"): envelopes, _("重复享受"): groups, _("参数"): parameters, _("每户每年总封顶"): caps}
    return {label: rows for label, rows in found.items() if rows}


def field_note(field: Field, storable: set[str]) -> str:
    """Say what is to be known about a field: not payable, secret, never stored."""
    notes = []
    if field.driver:
        notes.append(_("条款用到它时，公平竞争审查会列为问题"))
    if not field.payable:
        notes.append(_("只监测，不得作为给钱的依据"))
    if field.code not in storable:
        notes.append(_("统计直报资料不在系统里保存"))
    return "；".join(notes)


__all__ = [
    "case_rows", "clause_said", "field_note", "head_parts", "language", "problem_rows", "sentences",
]  # fmt: skip
