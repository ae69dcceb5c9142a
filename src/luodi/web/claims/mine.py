"""The firm's own pages: what it is due and why, its profile with sources, its claims, its account."""

from collections.abc import Callable
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.queries import Standing
from luodi.values.refusal import NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, sentence, whole
from luodi.web.claims import detail, firms, words
from luodi.web.claims.acting import file_of, text

STATUS_BADGES = {"eligible": "green", "maybe": "amber", "no": "plain"}


@permitted("claims.own")
def index(request: HttpRequest) -> HttpResponse:
    """Show what the firm is due, what is missing, and its claims."""
    viewer, at = actor_of(request), timezone.now()
    company_id, names = _firm(request)
    year = _year(request)
    rows = queries.own_standings(viewer, company_id, year, at=at) if company_id else []
    today = timezone.localdate(at)
    context = {
        "firm": company_id, "names": names, "name": dict(names).get(company_id, ""), "year": year,
        "years": _years(year), "due": [_standing(each) for each in rows if each.status == "eligible"],
        "nearly": [_standing(each) for each in rows if each.status == "maybe"],
        "others": [_standing(each) for each in rows if each.status == "no"],
        "claims": [
            words.shown(each, today) | {"page": reverse("claims:mine", kwargs={"claim_id": each.id})}
            for each in (queries.claims_of_firm(viewer, company_id, today=today) if company_id else [])
        ],
        "tabs": _tabs(request),
    }  # fmt: skip
    return render(request, "claims/mine.html", context)


@permitted("claims.own")
def profile(request: HttpRequest) -> HttpResponse:
    """Show what is known of the firm, each with its source."""
    company_id, names = _firm(request)
    year = _year(request)
    rows = queries.profile_of(actor_of(request), company_id, year, at=timezone.now()) if company_id else []
    states = words.input_states()
    context = {
        "name": dict(names).get(company_id, ""), "year": year, "tabs": _tabs(request),
        "rows": [
            asdict(each) | {"word": states.get(each.state, each.state), "badge": words.INPUT_BADGES.get(each.state, "plain"),
                            "name": each.label_en if words.english() else each.label}
            for each in rows
        ],
    }  # fmt: skip
    return render(request, "claims/mine_profile.html", context)


@permitted("claims.own", methods=("GET", "HEAD", "POST"))
def account(request: HttpRequest) -> HttpResponse:
    """Show the firm's account, and take a change that a second person confirms."""
    viewer = actor_of(request)
    company_id, names = _firm(request)
    if request.method == "POST":
        given = {
            "holder": text(request, "holder", 160),
            "bank": text(request, "bank", 120),
            "number": text(request, "number", 60),
        }
        return done(
            request,
            lambda: operations.propose_account(company_id=company_id or 0, by=viewer, at=timezone.now(), **given),
            _("已提出，财政复核后生效。"), "claims:mine_account",
        )  # fmt: skip
    states = firms.account_states()
    rows = queries.accounts(viewer, company_id=company_id) if company_id else []
    context = {
        "name": dict(names).get(company_id, ""), "tabs": _tabs(request),
        "rows": [asdict(row) | {"word": states[row.state], "badge": firms.ACCOUNT_BADGES[row.state]} for row in rows],
    }  # fmt: skip
    return render(request, "claims/mine_account.html", context)


@permitted("claims.own")
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Show one of the firm's claims."""
    return shown(request, claim_id)


@permitted("claims.own", methods=("POST",))
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a claim; the draft is kept."""
    company_id, _names = _firm(request)
    given = {
        "clause": text(request, "clause", 60),
        "year": whole(text(request, "year", 4)) or timezone.localdate().year,
    }
    try:
        row = operations.draft_claim(company_id=company_id or 0, by=actor_of(request), at=timezone.now(), **given)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, sentence(refusal))
        return redirect("claims:mine_index")
    return redirect("claims:mine", claim_id=row.pk)


@permitted("claims.own", methods=("POST",))
def confirm(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Confirm an invitation."""
    return _act(request, claim_id, operations.confirm_invitation, _("已确认，数据已冻结，进入核查。"))


@permitted("claims.own", methods=("POST",))
def decline(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Decline an invitation, or withdraw a claim."""
    return _act(request, claim_id, operations.decline_invitation, _("已撤回。"), reason=text(request, "reason", 300))


@permitted("claims.own", methods=("POST",))
def keep(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Keep a draft."""
    return _act(request, claim_id, operations.keep_draft, _("草稿已保存。"), words=text(request, "words"))


@permitted("claims.own", methods=("POST",))
def submit(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Hand a draft in."""
    return _act(request, claim_id, operations.submit_claim, _("已提交，数据已冻结，进入核查。"))


@permitted("claims.own", methods=("POST",))
def appeal(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Object to the publication of one's own claim, or appeal against its rejection."""
    by = actor_of(request)
    return done(
        request,
        lambda: operations.object_to(
            claim_id=claim_id, by_whom=by.name, text=text(request, "text"), by=by, at=timezone.now()
        ),
        _("已提出，部门会答复。"), "claims:mine", claim_id=claim_id,
    )  # fmt: skip


@permitted("claims.own", methods=("POST",))
def upload(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put a file behind one's own claim."""
    file = request.FILES.get("file")
    return done(
        request,
        lambda: operations.upload_evidence(
            claim_id=claim_id, data=file.read() if file else b"", file_name=file.name if file else "",
            name=text(request, "name", 120), expires_date=day_of(text(request, "expires_date")), by=actor_of(request),
            at=timezone.now(),
        ),
        _("材料已附上。"), "claims:mine", claim_id=claim_id,
    )  # fmt: skip


@permitted("claims.own", methods=("POST",))
def drop_evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take evidence of one's own claim away."""
    row = queries.evidence_file(actor_of(request), evidence_id)
    return done(
        request,
        lambda: operations.drop_evidence(evidence_id=evidence_id, by=actor_of(request), at=timezone.now()),
        _("材料已撤下。"), "claims:mine", claim_id=row.claim_id,
    )  # fmt: skip


@permitted("claims.own")
def paper(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Give a file of one's own claim."""
    return file_of(request, evidence_id)


def shown(request: HttpRequest, claim_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Show one of the firm's claims, with what was refused where something was."""
    viewer, today = actor_of(request), timezone.localdate()
    found = queries.claim_page(viewer, claim_id, today=today)
    if "firm" not in found.may:
        raise NotFound()
    context = detail.common(found, today) | {
        "refusal": sentence(refusal) if refusal else "", "entered": request.POST, "tabs": _tabs(request),
    }  # fmt: skip
    return render(request, "claims/mine_claim.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, claim_id: int, do: Callable, said: str, **given: object) -> HttpResponse:
    version = whole(request.POST.get("version")) or 0
    try:
        do(claim_id=claim_id, version=version, by=actor_of(request), at=timezone.now(), **given)
    except Refusal as refusal:
        if refusal.code in ("not_allowed", "not_found", "stale"):
            raise
        return shown(request, claim_id, refusal)
    messages.success(request, said)
    return redirect("claims:mine", claim_id=claim_id)


def _year(request: HttpRequest) -> int:
    """Give the basis year that is asked for; the last whole year where none is."""
    return whole((request.GET.get("year") or "")[:4]) or timezone.localdate().year - 1


def _firm(request: HttpRequest) -> tuple[int | None, list[tuple[int, str]]]:
    """Give the firm that the page is about (the first of the person's, or the chosen one), and all of them."""
    names = queries.own_firms(actor_of(request))
    wanted = whole(request.GET.get("firm") or request.POST.get("firm"))
    chosen = next((pk for pk, _name in names if pk == wanted), names[0][0] if names else None)
    return chosen, names


def _years(chosen: int) -> list[tuple[int, bool]]:
    this = timezone.localdate().year
    return [(year, year == chosen) for year in (this, this - 1, this - 2)]


def _standing(each: Standing) -> dict:
    place = 1 if words.english() else 0
    return {
        "clause": each.clause, "title": each.title_en if place else each.title, "department": each.department,
        "mode": words.modes()[each.mode], "applies": each.mode == "apply", "amount": words.yuan(each.granted_fen),
        "possible": words.yuan(each.possible_fen) if each.possible_fen else "", "why": [pair[place] for pair in each.why],
        "missing": [pair[place] for pair in each.missing], "evidence": each.evidence,
        "claim": reverse("claims:mine", kwargs={"claim_id": each.claim_id}) if each.claim_id else "",
        "stage": words.stages().get(each.claim_stage, ""), "badge": STATUS_BADGES[each.status],
    }  # fmt: skip


def _tabs(request: HttpRequest) -> list[tuple]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    pages = [
        ("claims:mine_index", _("我能享受什么")), ("claims:mine_profile", _("我的数据")),
        ("claims:mine_account", _("收款账户")),
    ]  # fmt: skip
    return [(word, reverse(page), here == page, None) for page, word in pages]
