"""The receipt of a paid claim, as Word and PDF: who got what by which clause, from which inputs, decided by whom."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import queries
from luodi.claims.queries import ClaimPage
from luodi.engines.papers import Heading, Pairs, Paper, Paragraph, Signatures, Table, docx_of, pdf_of, usual_font
from luodi.people.operations import note_exported
from luodi.values.refusal import NotFound
from luodi.web.access import actor_of, permitted
from luodi.web.claims import words
from luodi.web.formats import day, moment

KINDS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_of),
    "pdf": ("application/pdf", lambda paper: pdf_of(paper, font=usual_font())),
}


@permitted("claims.view")
def receipt(request: HttpRequest, claim_id: int, kind: str) -> HttpResponse:
    """Give the receipt of a paid claim."""
    return _receipt(request, claim_id, kind, own=False)


@permitted("claims.own")
def own(request: HttpRequest, claim_id: int, kind: str) -> HttpResponse:
    """Give the receipt of a paid claim of one's own firm."""
    return _receipt(request, claim_id, kind, own=True)


def _receipt(request: HttpRequest, claim_id: int, kind: str, *, own: bool) -> HttpResponse:
    viewer, at = actor_of(request), timezone.now()
    found = queries.claim_page(viewer, claim_id, today=timezone.localdate(at))
    if kind not in KINDS or found.row.stage not in ("paid", "archived") or (own and "firm" not in found.may):
        raise NotFound()
    number = note_exported(what="receipt", rows=1, fields=["claim"], filters={"claim": claim_id}, by=viewer, at=at)
    media, write = KINDS[kind]
    response = HttpResponse(write(_paper(found, number)), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="receipt-{claim_id}.{kind}"'
    return response


def _paper(found: ClaimPage, number: int) -> Paper:
    row = found.row
    paid = next((each for each in found.payments if each.state == "paid"), None)
    pairs = [
        (_("企业"), row.company), (_("条款"), f"{row.clause}（{row.clause_code} v{found.clause_number}）"),
        (_("依据年度"), str(row.year)), (_("主管部门"), row.unit), (_("资金池"), row.envelope),
        (_("实付金额"), f"{words.yuan(row.payable_fen)} {_('元')}"),
        (_("支付日期"), day(paid.paid_date) if paid and paid.paid_date else "—"),
        (_("指令号"), paid.number if paid else "—"),
        (_("审批"), f"{found.hands.approved_by} {moment(found.hands.approved_at) if found.hands.approved_at else ''}"),
        (_("会议决定"), found.hands.meeting_decision or "—"), (_("条款校验值"), found.clause_sha256[:32]),
        (_("数据校验值"), found.inputs_sha256[:32]),
    ]  # fmt: skip
    blocks: list = [Pairs(tuple(pairs))]
    if not found.hidden:
        lines = found.explanation_en if words.english() and found.explanation_en else found.explanation
        blocks += [Heading(_("金额怎么来的"), 2), *(Paragraph(line) for line in lines)]
        inputs = tuple((each.label, each.value, each.source) for each in found.inputs)
        blocks += [
            Heading(_("数据与来源"), 2),
            Table(rows=inputs, head=((_("数据"), _("值"), _("来源")),), widths=(2, 2, 4)),
        ]
    blocks += [
        Paragraph(_("本凭证编号 %(n)s，可凭编号核对。") % {"n": number}),
        Signatures(((_("财政部门（盖章）"), ""), (_("日期"), ""))),
    ]
    return Paper(_("政策兑现凭证"), tuple(blocks))
