"""Asking to act for a firm without an account: the public form and its state; the bureau's queue beside the register."""

from dataclasses import asdict
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.operations import Applicant
from luodi.claims.queries import ApplicationRow
from luodi.people.queries import parameter
from luodi.values.refusal import NotAllowed, NotFound, Refusal, Stale, sentence_of
from luodi.web.access import actor_of, permitted, public
from luodi.web.answering import done, sentence, whole
from luodi.web.claims import desk, words
from luodi.web.claims.acting import text
from luodi.web.tables import Column, Filter, Paging

SIZE = 20
BADGES = {"asked": "amber", "approved": "green", "refused": "red"}
MOST_READ = operations.MOST_BYTES + 1  # a byte more than is taken is enough to refuse by


def states() -> dict[str, str]:
    """Give the states of an application in words."""
    return {"asked": _("待审核"), "approved": _("已通过"), "refused": _("未通过")}


def roles() -> dict[str, str]:
    """Give what an applicant is in the firm in words."""
    return {
        "legal": _("法定代表人"), "manager": _("高级管理人员"), "finance": _("财务人员"), "agent": _("其他受委托人"),
    }  # fmt: skip


@public(methods=("GET", "HEAD", "POST"))
def apply(request: HttpRequest) -> HttpResponse:
    """Show the form by which a firm's person asks for an account; take it in, and show the receipt number this once."""
    context: dict = {
        "roles": [("", _("请选择")), *roles().items()], "given": {}, "refusal": "", "receipt": "",
        "keep_days": parameter("claims.application_keep_days", on=timezone.localdate()),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "claims/apply.html", context)
    names = {"credit_code": 40, "firm_name": 160, "name": 40, "phone": 20, "role": 10}
    given = {name: text(request, name, longest) for name, longest in names.items()}
    consents = request.POST.get("consent") == "1"
    files = {kind: request.FILES[kind] for kind in operations.PAPER_KINDS if kind in request.FILES}
    try:
        receipt = operations.apply(
            applicant=Applicant(**given, consents=consents),
            papers={kind: (file.name or "", file.read(MOST_READ)) for kind, file in files.items()},
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        context |= {"given": given | {"consent": consents}, "refusal": sentence(refusal)}
        return render(request, "claims/apply.html", context, status=refusal.status)
    return render(request, "claims/apply.html", context | {"receipt": receipt}, status=201)


@public(methods=("GET", "HEAD", "POST"))
def apply_state(request: HttpRequest) -> HttpResponse:
    """Show an applicant how an application stands, by its receipt number; the number stands in no address."""
    context: dict = {"found": None, "word": "", "refusal": ""}
    if request.method != "POST":
        return render(request, "claims/apply_state.html", context)
    try:
        found = operations.state_of_application(
            receipt=text(request, "receipt", 80), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        return render(
            request, "claims/apply_state.html", context | {"refusal": sentence(refusal)}, status=refusal.status
        )
    context |= {"found": found, "word": states()[found.state], "badge_colour": BADGES[found.state]}
    return render(request, "claims/apply_state.html", context)


@permitted("claims.sign_up")
def index(request: HttpRequest) -> HttpResponse:
    """Show the applications beside what the register knows, those of a state only if asked."""
    return _index(request, None)


@permitted("claims.sign_up", methods=("POST",))
def decide(request: HttpRequest, application_id: int) -> HttpResponse:
    """Approve an application, showing the one-time code once, or refuse it with a reason."""
    by, at, note = actor_of(request), timezone.now(), text(request, "note", 300)
    if request.POST.get("approve") != "1":
        return done(
            request,
            lambda: operations.refuse_applicant(application_id=application_id, reason=note, by=by, at=at),
            _("已处理。"), "claims:applications",
        )  # fmt: skip
    try:
        found = operations.admit_applicant(
            application_id=application_id, sign_in_name=text(request, "sign_in_name", 60), note=note, by=by, at=at
        )
    except (NotAllowed, NotFound, Stale):
        raise
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("claims:applications")
    return _index(request, (found.sign_in_name, found.code))


@permitted("claims.sign_up")
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give a paper of an application as an attachment; the journal notes the look."""
    found = operations.open_paper(paper_id=paper_id, by=actor_of(request), at=timezone.now())
    kind = "application/pdf" if found.file_kind == "pdf" else "image/jpeg"
    response = HttpResponse(bytes(found.body or b""), content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    return response


def _index(request: HttpRequest, code: tuple[str, str] | None) -> HttpResponse:
    viewer, page = actor_of(request), whole(request.GET.get("page")) or 1
    state = request.GET.get("state", "asked")
    asked_for = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    rows, counts = queries.applications(viewer, state=state, words=asked_for, page=page, size=SIZE)
    total = counts.get(state, sum(counts.values()))
    pages = max(1, -(-total // SIZE))
    context = {
        "rows": [_shown(row) for row in rows], "columns": _columns(), "tabs": desk.tabs(request, viewer), "code": code,
        "paging": Paging(total=total, shown=len(rows), page=min(page, pages), pages=pages),
        "states": [(word, f"?state={each}", state == each, counts[each]) for each, word in states().items()]
        + [(_("全部"), "?state=all", state not in counts, None)],
        "filters": [Filter("q", _("企业、代码或姓名"), "text")], "narrowed": bool(asked_for),
    }  # fmt: skip
    return render(request, "claims/applications.html", context)


def _shown(row: ApplicationRow) -> dict:
    papers = {"licence": _("营业执照"), "power": _("授权委托书")}
    language = "en" if words.english() else "zh-hans"
    return asdict(row) | {
        "word": states()[row.state], "badge": BADGES[row.state], "role_word": roles()[row.role],
        "firm": row.firm_name or _("已清除"), "suggested": f"{row.credit_code[-6:].lower()}-{row.phone[-4:]}",
        "doubt_words": [sentence_of(f"application_doubt_{each['code']}", each, language) for each in row.doubts],
        "papers": [(papers[each.kind], each.there, each.id, each.file_name) for each in row.papers],
        "company_page": reverse("companies:detail", kwargs={"company_id": row.company_id}) if row.company_id else "",
    }  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("firm", _("申请的企业"), width="grow", card="title"), Column("register", _("企业库"), width="xl", card="wide"),
        Column("name", _("申请人"), width="md"), Column("papers", _("证明"), width="lg", card="wide"),
        Column("state", _("状态"), "badge", "md"), Column("act", _("审核"), width="xl", card="wide"),
    )  # fmt: skip
