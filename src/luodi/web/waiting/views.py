"""The waiting list: what waits for the person who looks, pile by pile, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.cockpit.waiting import Pile, Waiting, waiting
from luodi.web.access import actor_of, permitted
from luodi.web.projects.gates.words import kinds, language


@permitted("desk.view")
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for the viewer."""
    viewer, today = actor_of(request), timezone.localdate()
    piles = waiting(viewer=viewer, today=today)
    context = {
        "piles": [(pile, _titles().get(pile.code, pile.code), [_row(row) for row in pile.rows]) for pile in piles],
        "total": sum(pile.total for pile in piles),
        "late": sum(row.late for pile in piles for row in pile.rows),
        "more": {pile.code: _more(pile) for pile in piles},
    }
    return render(request, "waiting/index.html", context)


def _titles() -> dict[str, str]:
    return {
        "opinions": _("待我单位出具意见"), "gates": _("待通过的关口"), "conditions_to_accept": _("待认可的条件落实"),
        "conditions_to_meet": _("待我单位落实的条件"), "claims": _("待核定的自报阶段"), "failures": _("待认定的复盘"),
        "tasks": _("任务与督办"), "instructions": _("领导批示"), "leads_to_accept": _("待受理的首谈报备"),
        "rights": _("将失效的首谈权"), "conflicts": _("待处理的首谈争议"), "transfers": _("待办的流转"),
        "reviews": _("公平竞争审查"), "agreements": _("待办的协议"), "decisions": _("待核的会议决定"),
        "questions": _("数据质疑"), "follow_ups": _("待销号的督办件"),
        "idle_trips": _("没有行动的考察"), "payouts": _("待办的兑现"),
    }  # fmt: skip


def _sentences() -> dict[str, str]:
    return {
        "give_opinion": _("%(unit)s · %(kind)s"), "pass_gate": _("材料齐备，可以通过 %(gate)s %(stage)s"),
        "gate_lacks": _("到 %(gate)s %(stage)s 还缺 %(n)s 项"), "confirm_claim": _("自报到“%(stage)s”，凭证据核定"),
        "accept_condition": _("报告已落实：%(text)s"), "meet_condition": _("%(gate)s 之前落实：%(text)s（%(unit)s）"),
        "approve_failure": _("尽职免责复盘待认定"), "do_task": _("%(unit)s"),
        "report_instruction": _("报告落实情况：%(text)s"), "close_instruction": _("已有报告，待您了结：%(text)s"),
        "accept_lead": _("受理或退回报备"), "lead_silent": _("久无接洽，补记接洽，否则转入线索池"),
        "lead_ending": _("保护期将满，续期或放弃"), "hear_conflict": _("%(number)s 待听取双方"),
        "rule_conflict": _("%(number)s 待裁定"), "decide_conflict": _("%(number)s 的申诉待决定"),
        "accept_transfer": _("由%(before)s流转而来，接收或谢绝"), "decide_transfer": _("%(before)s → %(after)s，待批准"),
        "answer_review": _("%(number)s 有 %(n)s 处待答复"), "complete_review": _("%(number)s 待补听取意见或初审"),
        "accept_review": _("%(number)s 有 %(n)s 处答复待认可"), "conclude_review": _("%(number)s 可以出具结论"),
        "approve_agreement": _("待审批"), "sign_agreement": _("已审批，待登记签署"),
        "approve_decision": _("%(number)s，核对纪要后认可或退回"), "answer_question": _("待答复：%(text)s"),
        "decide_question": _("答复待认定：%(text)s"), "settle_follow_up": _("%(unit)s报办结，核实后销号或退回"),
        "payout_invited": _("“%(clause)s”待确认"), "payout_submitted": _("“%(clause)s”待部门核查"),
        "payout_checked": _("“%(clause)s”待交叉核查"), "payout_crossed": _("“%(clause)s”待公示"),
        "payout_published": _("“%(clause)s”公示期满，待审批"), "payout_approved": _("“%(clause)s”待按比例分配"),
        "payout_committed": _("“%(clause)s”待支付"),
        "act_on_trip": _("考察归来 %(n)s 天，还没有一项行动"),
    }  # fmt: skip


def _row(row: Waiting) -> tuple[Waiting, str, str]:
    """Give a row with its sentence and address; a source that words itself gives its sentence as `what`."""
    values = {name: value or _("未定") if name == "unit" else value for name, value in row.values.items()}
    if "kind" in values:
        values["kind"] = kinds().get(str(values["kind"]), values["kind"])
    if language() == "en":
        values |= {name.removesuffix("_en"): value for name, value in values.items() if name.endswith("_en")}
    sentence = _sentences().get(row.what, row.what)
    try:
        href = reverse(row.page, kwargs=row.at) + (f"#{row.anchor}" if row.anchor else "")
    except NoReverseMatch:
        href = ""
    return row, sentence % values if "%(" in sentence else sentence, href


def _more(pile: Pile) -> int:
    return pile.total - len(pile.rows)
