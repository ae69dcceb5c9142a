"""The form of a registration: duplicates show while one types, and as a step of their own without scripts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from luodi.leads import operations
from luodi.leads.operations import NewLead
from luodi.leads.queries import AskedInvestor, Found
from luodi.projects.queries import project_heading, tracks, units_to_edit
from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, NotFound, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.leads import words

TEXTS = {
    "title": 120, "investor_name": 160, "credit_code": 40, "foreign_number": 60, "controller": 160, "sector_code": 8, "product": 160,
    "site": 160, "need": 200, "contact_name": 40, "contact_phone": 20, "evidence_kind": 12, "evidence_text": 500, "track": 40,
    "assist_wish": 300, "apart_reason": 300,
}  # fmt: skip
CHECKS = ("amount_checked", "ranked", "confidential")
FIELD_OF = {
    "lead_evidence_in_future": "evidence_at", "lead_evidence_too_old": "evidence_at", "lead_sector_unknown": "sector_code",
    "lead_amount_implausible": "amount", "lead_amount_foreign": "amount", "lead_amount_too_small": "amount",
    "lead_title_tells_investor": "title", "lead_known_in_unit": "apart_reason",
}  # fmt: skip


class TimeNotUnderstood(Refusal):
    """The time of the evidence can't be read."""

    code = "lead_time_not_understood"


class ShareNotUnderstood(Refusal):
    """The controller's share is no percentage."""

    code = "lead_share_not_understood"


def _time(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError as error:
        raise TimeNotUnderstood(text=text[:30]) from error
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def _share(text: str) -> Decimal | None:
    bare = text.strip().rstrip("%％")
    if not bare:
        return None
    try:
        share = Decimal(bare)
    except InvalidOperation as error:
        raise ShareNotUnderstood(text=text[:20]) from error
    if not (share.is_finite() and 0 < share <= 100) or share != share.quantize(Decimal("0.01")):
        raise ShareNotUnderstood(text=text[:20])
    return share


def _money(text: str) -> Money | None:
    return Money.parse(text.strip(), unit="万元") if text.strip() else None


READERS: dict[str, Callable[[str], Any]] = {"amount": _money, "evidence_at": _time, "controller_share": _share}


def read(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Read a posted form: the values, the texts to show again, and a sentence for each field that can't be read."""
    language = translation.get_language() or "zh"
    texts = {
        name: given.get(name, "").strip()[:2000]
        for name in (*TEXTS, *READERS, *CHECKS, "unit_id", "project_id", "evidence_document_id")
    }
    values: dict[str, Any] = {name: texts[name][:limit] for name, limit in TEXTS.items()}
    errors: dict[str, str] = {}
    for name, reader in READERS.items():
        try:
            values[name] = reader(texts[name])
        except Refusal as refusal:
            errors[name] = refusal.sentence(language)
    values |= {name: bool(given.get(name)) for name in CHECKS}
    values |= {name: whole(texts[name]) for name in ("project_id", "evidence_document_id")}
    values["unit_id"] = whole(texts["unit_id"])
    return values, texts, errors


def _asked(values: dict[str, Any], viewer: Actor) -> AskedInvestor:
    share = values.get("controller_share")
    names = ("investor_name", "credit_code", "foreign_number", "controller")
    return AskedInvestor(
        *(values[name] for name in names), None if share is None else float(share), values["product"], values["site"],
        values["unit_id"] or viewer.unit_id,
    )  # fmt: skip


@permitted("leads.register", methods=("POST",))
def check(request: HttpRequest) -> HttpResponse:
    """Answer the part of the form that says whom the investor may be, while one types; looks at others' are logged."""
    values, _texts, _errors = read(request.POST)
    found = operations.look_up(asked=_asked(values, actor_of(request)), by=actor_of(request), at=timezone.now())
    return render(request, "leads/candidates.html", {"found": found, "reasons": _reasons})


@permitted("leads.register", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Show the form; posted, look for duplicates, and register when the candidates shown were seen."""
    viewer = actor_of(request)
    if request.method != "POST":
        return _form(request, _blank(request, viewer))
    values, texts, errors = read(request.POST)
    if errors:
        return _form(request, texts, errors=errors, status=422)
    found = operations.look_up(asked=_asked(values, viewer), by=viewer, at=timezone.now())
    if request.POST.get("step") == "check" or (found.hits and request.POST.get("seen") != found.seal):
        return _form(request, texts, found=found, status=200 if request.POST.get("step") == "check" else 422)
    values["unit_id"] = values["unit_id"] or viewer.unit_id or 0
    try:
        row = operations.register_lead(lead=NewLead(**values), seen=found.seal, by=viewer, at=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        errors = {FIELD_OF.get(refusal.code, ""): sentence(refusal)}
        return _form(request, texts, errors=errors, found=found, status=refusal.status)
    if row.state == "shadow":
        messages.warning(
            request,
            _(
                "该投资方已有其他单位的有效报备，本次登记为“协作”。原首谈权空出时会提醒您；认为接洽在先的，可以提出冲突。"
            ),
        )
    else:
        messages.success(request, _("已报备，等待投资促进局受理。"))
    return redirect("leads:detail", registration_id=row.pk)


def _blank(request: HttpRequest, viewer: Actor) -> dict[str, str]:
    texts = dict.fromkeys(words.fields(), "")
    texts["unit_id"] = str(viewer.unit_id or "")
    texts["evidence_kind"] = "minutes"
    project_id = whole(request.GET.get("project"))
    if project_id:
        heading = project_heading(project_id=project_id, viewer=viewer)
        texts |= {
            "project_id": str(project_id), "title": heading.name, "investor_name": heading.company_name,
            "unit_id": str(heading.unit_id),
        }  # fmt: skip
    return texts


def _form(
    request: HttpRequest, texts: dict[str, str], *, errors: dict[str, str] | None = None, found: Found | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    viewer = actor_of(request)
    context = {
        "texts": dict.fromkeys(words.fields(), "") | texts,
        "errors": errors or {},
        "labels": words.fields(),
        "found": found,
        "reasons": _reasons,
        "units": [(unit.id, unit.name) for unit in units_to_edit(viewer=viewer)],
        "tracks": tracks(viewer=viewer, today=timezone.localdate())[:12],
        "evidence_kinds": words.evidence_kinds(),
        "asks_apart": "apart_reason" in (errors or {}) or bool(texts.get("apart_reason")),
        "asks_amount": "amount" in (errors or {}) or bool(texts.get("amount_checked")),
    }
    return render(request, "leads/form.html", context, status=status)


def _reasons(reasons) -> str:
    language = translation.get_language() or "zh"
    return ("、" if language.startswith("zh") else ", ").join(reason.words(language) for reason in reasons)
