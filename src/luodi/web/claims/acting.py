"""What is done with one claim: checked, cross-checked, published, objected to, approved, archived, taken back; its files."""

from collections.abc import Callable
from mimetypes import guess_type
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.documents.operations import note_download
from luodi.documents.storage import open_bytes
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, whole
from luodi.web.claims import detail, words


@permitted("claims.check", methods=("POST",))
def check(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Check a claim for its department."""
    passed = request.POST.get("passed") == "1"
    granted = words.fen_of(request.POST.get("granted")) if passed else None
    given = {
        "passed": passed,
        "granted_fen": -1 if passed and granted is None else granted,
        "words": text(request, "words"),
    }
    return act(request, claim_id, operations.check_claim, _("核查结果已记录。"), **given)


@permitted("claims.cross", methods=("POST",))
def cross(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Cross-check a claim against double funding."""
    given = {"passed": request.POST.get("passed") == "1", "words": text(request, "words")}
    return act(request, claim_id, operations.cross_check, _("交叉核查结果已记录。"), **given)


@permitted("claims.cross", methods=("POST",))
def look(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Let the machine look for double funding."""
    count = operations.look_for_doubles(claim_id=claim_id, by=actor_of(request), at=timezone.now())
    messages.info(request, _("找到 %(n)s 项待处理疑点。") % {"n": count} if count else _("没有找到重复支持的疑点。"))
    return redirect("claims:detail", claim_id=claim_id)


@permitted("claims.view", methods=("POST",))
def settle(request: HttpRequest, check_id: int) -> HttpResponse:
    """Settle a doubt in words."""
    return _on(
        request,
        lambda by, at: operations.settle_doubt(check_id=check_id, answer=text(request, "answer"), by=by, at=at),
        _("疑点已处理。"),
    )


@permitted("claims.look", methods=("POST",))
def reveal(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Open what a claim was reckoned from for a reason, this once."""
    try:
        look = operations.look_at_inputs(
            claim_id=claim_id, reason=text(request, "reason", 300), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        if refusal.code in ("not_allowed", "not_found"):
            raise
        return detail.shown(request, claim_id, refusal)
    return detail.shown(request, claim_id, look_id=look.pk)


@permitted("claims.publish", methods=("POST",))
def object_to(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Write down an objection to a published claim."""
    return _on(
        request,
        lambda by, at: operations.object_to(
            claim_id=claim_id, by_whom=text(request, "by_whom"), text=text(request, "text"), by=by, at=at
        ),
        _("异议已登记，答复前不能审批。"),
        claim_id,
    )


@permitted("claims.publish", methods=("POST",))
def answer(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer an objection or appeal."""
    given = {"upheld": request.POST.get("upheld") == "1", "answer": text(request, "answer")}
    return _on(
        request,
        lambda by, at: operations.answer_objection(objection_id=objection_id, by=by, at=at, **given),
        _("已答复。"),
    )


@permitted("claims.approve", methods=("POST",))
def approve(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Approve a claim."""
    given = {"meeting_decision": text(request, "meeting_decision")}
    return act(request, claim_id, operations.approve_claim, _("已批准。"), **given)


@permitted("claims.approve", methods=("POST",))
def reject(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Reject a claim at the approval."""
    return act(
        request,
        claim_id,
        operations.reject_claim,
        _("已决定不予兑现，企业会收到理由。"),
        reason=text(request, "reason"),
    )


@permitted("claims.approve", methods=("POST",))
def release(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Give a claim's committed money back to its envelope."""
    said = _("已退回资金池，不予兑现。")
    return act(request, claim_id, operations.release_claim, said, reason=text(request, "reason"))


@permitted("claims.pay", methods=("POST",))
def archive(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put a paid claim into the archive."""
    return act(request, claim_id, operations.archive_claim, _("已归档。"))


@permitted("claims.recover", methods=("POST",))
def recover(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Propose to take back what was paid."""
    given = {"ground": text(request, "ground"), "amount_fen": words.fen_of(request.POST.get("amount")) or 0,
             "reason": text(request, "reason")}  # fmt: skip
    return _on(
        request,
        lambda by, at: operations.propose_recovery(claim_id=claim_id, by=by, at=at, **given),
        _("已提出追回，等另一人复核。"), claim_id,
    )  # fmt: skip


@permitted("claims.recover", methods=("POST",))
def decide_recovery(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Demand money back, or not."""
    given = {"demand": request.POST.get("demand") == "1", "note_text": text(request, "note")}
    return _on(
        request,
        lambda by, at: operations.decide_recovery(recovery_id=recovery_id, by=by, at=at, **given),
        _("已决定。"),
    )


@permitted("claims.pay", methods=("POST",))
def repaid(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Note money that came back."""
    given = {"amount_fen": words.fen_of(request.POST.get("amount")) or 0, "reference": text(request, "reference"),
             "day": day_of(text(request, "day")) or timezone.localdate()}  # fmt: skip
    return _on(
        request,
        lambda by, at: operations.note_repaid(recovery_id=recovery_id, by=by, at=at, **given),
        _("缴回已登记。"),
    )


@permitted("claims.view", methods=("POST",))
def upload(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put a file behind a claim."""
    return uploaded(request, claim_id)


def uploaded(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put the file of a form behind a claim, and lead back to where it was sent from."""
    file = request.FILES.get("file")
    return _on(
        request,
        lambda by, at: operations.upload_evidence(
            claim_id=claim_id, data=file.read() if file else b"", file_name=file.name if file else "",
            name=text(request, "name"), expires_date=day_of(text(request, "expires_date")), by=by, at=at,
        ),
        _("材料已附上。"), claim_id,
    )  # fmt: skip


@permitted("claims.view", methods=("POST",))
def drop_evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take evidence away."""
    return _on(
        request, lambda by, at: operations.drop_evidence(evidence_id=evidence_id, by=by, at=at), _("材料已撤下。")
    )


@permitted("claims.view")
def paper(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Give the file of a claim's evidence; the journal notes it."""
    return file_of(request, evidence_id)


def file_of(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Answer with the file of a claim's evidence, for who sees what the claim was reckoned from."""
    viewer = actor_of(request)
    found = queries.evidence_file(viewer, evidence_id).document
    body = open_bytes(found.file_id, found.file_name)
    note_download(document_id=found.pk, by=viewer, at=timezone.now())
    response = HttpResponse(body, content_type=guess_type(found.file_name)[0] or "application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    return response


def act(request: HttpRequest, claim_id: int, do: Callable, said: str, **given: object) -> HttpResponse:
    """Take a step with a claim as it was read; what is refused is said on its page, with what was typed."""
    version = whole(request.POST.get("version")) or 0
    try:
        do(claim_id=claim_id, version=version, by=actor_of(request), at=timezone.now(), **given)
    except Refusal as refusal:
        if refusal.code in ("not_allowed", "not_found", "stale"):
            raise
        return detail.shown(request, claim_id, refusal)
    messages.success(request, said)
    return redirect("claims:detail", claim_id=claim_id)


def text(request: HttpRequest, name: str, longest: int = 1000) -> str:
    """Read a form's text."""
    return request.POST.get(name, "").strip()[:longest]


def _on(request: HttpRequest, do: Callable, said: str, claim_id: int | None = None) -> HttpResponse:
    """Act on something that hangs on a claim, and lead to the claim with what was done or refused."""
    try:
        row = do(actor_of(request), timezone.now())
        messages.success(request, said)
        claim_id = claim_id or _claim_of(row)
    except Refusal as refusal:
        if refusal.code in ("not_allowed", "not_found", "stale"):
            raise
        messages.error(request, detail.sentence(refusal))
    page = "claims:mine" if actor_of(request).may("claims.own") else "claims:detail"
    if claim_id is None:
        return (
            redirect(request.META.get("HTTP_REFERER") or "claims:index")
            if _own_referer(request)
            else redirect("claims:index")
        )
    return redirect(page, claim_id=claim_id)


def _claim_of(row: object) -> int | None:
    return getattr(row, "claim_id", None) or getattr(getattr(row, "recovery", None), "claim_id", None)


def _own_referer(request: HttpRequest) -> bool:
    return (request.META.get("HTTP_REFERER") or "").startswith(f"{request.scheme}://{request.get_host()}/claims/")
