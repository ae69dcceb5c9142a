"""The page of a project on which stands what of it counts, why not otherwise, and what is asked about it."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.counting import operations, queries
from luodi.counting.operations import NewInflow
from luodi.counting.operations.particulars import WORDS
from luodi.counting.refusals import CountingFieldWrong
from luodi.engines.counting import LANDMARKS
from luodi.projects.queries import project_heading
from luodi.values.money import Money
from luodi.web.access import actor_of, permitted
from luodi.web.answering import day_of, done, whole
from luodi.web.counting import words
from luodi.web.counting.figures import counted_line
from luodi.web.counting.ledger import inflow_line
from luodi.web.counting.views import finding_line, question_columns, question_line
from luodi.web.projects.tabs import project_tabs

YES_NO = {"yes": True, "no": False, "": None}


@permitted("counting.view")
def show(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what of a project counts, its findings and questions, its money, landing facts and particulars."""
    viewer, today = actor_of(request), timezone.localdate()
    heading = project_heading(project_id=project_id, viewer=viewer)
    known = queries.particulars_of(viewer, project_id)
    context = {
        "heading": heading,
        "tabs": project_tabs(viewer, project_id, "counting:project"),
        "counted": [counted_line(row) for row in queries.counted_of(viewer, project_id)],
        "findings": [finding_line(row) for row in queries.findings_of(viewer, project_id)],
        "questions": [question_line(row, today) for row in queries.questions_of(viewer, project_id, today=today)],
        "question_columns": question_columns()[1:],
        "inflows": [inflow_line(row) for row in queries.inflows_of(viewer, project_id)],
        "landmarks": queries.landmarks_of(viewer, project_id),
        "landmark_words": words.landmarks(),
        "landmark_options": [(kind, words.landmarks()[kind]) for kind in LANDMARKS],
        "known": known,
        "particulars": _particulars(known, heading.sees_amount),
        "changes": _changes(queries.particulars_changes(viewer, project_id), heading.sees_amount),
        "relatives": [("", _("不是")), *queries.relatives(viewer, project_id)] if heading.may_edit else [],
        "checked_at": queries.checked_at(project_id),
        "measures": list(words.measures().items()),
        "classes": words.classes(), "forms": words.forms(), "marks": words.marks(), "origins": words.origins(), "answers": words.answers(),
        "may_recheck": viewer.may("counting.approve"),
    }  # fmt: skip
    return render(request, "counting/project.html", context)


def _particulars(known, sees_amount: bool) -> dict:
    """Give what is known as the form's values."""
    if known is None:
        return {"version": 0}
    yes_no = {True: "yes", False: "no", None: ""}
    wan = {
        name: f"{value / 10_000:f}".rstrip("0").rstrip(".")
        if (value := getattr(known, name)) is not None and sees_amount
        else ""
        for name in ("registered_capital", "increment_amount")
    }
    return wan | {
        "version": known.version, "sector_code": known.sector_code, "sector_mark": known.sector_mark,
        "floor_area": known.floor_area if known.floor_area is not None else "",
        "headcount": known.headcount if known.headcount is not None else "",
        "insured": known.insured if known.insured is not None else "", "has_lease": yes_no[known.has_lease],
        "risky_address": yes_no[known.risky_address], "origin": known.origin, "former_address": known.former_address,
        "phase_of": known.phase_of_id or "", "phase_included": yes_no[known.phase_included],
        "increment_of": known.increment_of_id or "", "source": known.source,
    }  # fmt: skip


def _changes(rows: list[tuple], sees_amount: bool) -> list[dict]:
    shown = []
    for field, before, after, source, person, at in rows:
        hidden = field in ("registered_capital", "increment_amount") and not sees_amount
        shown.append({
            "field": WORDS[field][words.language() == "en"], "before": "＊＊＊" if hidden else before, "after": "＊＊＊" if hidden else after,
            "source": source, "person": person or _("系统"), "at": at,
        })  # fmt: skip
    return shown


@permitted("projects.edit", methods=("POST",))
def particulars(request: HttpRequest, project_id: int) -> HttpResponse:
    """State a project's particulars."""
    viewer = actor_of(request)
    heading = project_heading(project_id=project_id, viewer=viewer)

    def act() -> object:
        return operations.state_particulars(
            project_id=project_id, values=_stated(request, heading.sees_amount), source=request.POST.get("source", ""),
            version=whole(request.POST.get("version")) or 0, by=viewer, at=timezone.now(),
        )  # fmt: skip

    return done(request, act, _("计数要素已登记，已重新核对。"), "counting:project", project_id=project_id)


def _stated(request: HttpRequest, sees_amount: bool) -> dict[str, object]:
    """Read the form: only what stands in it is stated; empty means unknown."""
    given = request.POST
    values: dict[str, object] = {
        name: given[name].strip()
        for name in ("sector_code", "sector_mark", "origin", "former_address")
        if name in given
    }
    values |= {
        name: YES_NO.get(given[name]) for name in ("has_lease", "risky_address", "phase_included") if name in given
    }
    for name in ("headcount", "insured", "phase_of", "increment_of"):
        if name in given:
            text = given[name].strip()
            number = whole(text)
            if text and number is None:
                raise CountingFieldWrong(field=WORDS[name][0], field_en=WORDS[name][1], value=text[:60])
            values[name] = number
    if "floor_area" in given:
        text = given["floor_area"].strip().replace(",", "")
        if text and not text.replace(".", "", 1).isdigit():
            raise CountingFieldWrong(field=WORDS["floor_area"][0], field_en=WORDS["floor_area"][1], value=text[:60])
        values["floor_area"] = Decimal(text) if text else None
    for name in ("registered_capital", "increment_amount"):
        if name in given and sees_amount:
            text = given[name].strip()
            values[name] = Money.parse_in(text, "万元")[0].amount if text else None
    if "increment_of" in values and values["increment_of"] is None:
        values.pop("increment_amount", None)
    if "phase_of" in values and values["phase_of"] is None:
        values.pop("phase_included", None)
    return values


@permitted("projects.edit", methods=("POST",))
def put_landmark(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put a dated fact of landing or starting."""
    viewer, given = actor_of(request), request.POST
    project_heading(project_id=project_id, viewer=viewer)

    def act() -> object:
        day, amount = day_of(given.get("date", "")), given.get("amount", "").strip()
        if day is None:
            raise CountingFieldWrong(field=_("发生日期"), value=given.get("date", "")[:20])
        return operations.put_landmark(
            project_id=project_id, kind=given.get("kind", ""), day=day, evidence=given.get("evidence", ""),
            amount=Money.parse_in(amount, "万元")[0].amount if amount else None, by=viewer, at=timezone.now(),
        )  # fmt: skip

    return done(request, act, _("落地事实已登记，等待另一人确认。"), "counting:project", project_id=project_id)


@permitted("projects.edit", methods=("POST",))
def enter_inflow(request: HttpRequest, project_id: int) -> HttpResponse:
    """Enter money that came in for a project."""
    viewer = actor_of(request)
    project_heading(project_id=project_id, viewer=viewer)

    def act() -> object:
        return operations.enter_inflow(inflow=_inflow(request, project_id), by=viewer, at=timezone.now())

    return done(request, act, _("到资已登记，等待另一人确认。"), "counting:project", project_id=project_id)


def _inflow(request: HttpRequest, project_id: int) -> NewInflow:
    given = request.POST
    paid, currency, rate = (
        day_of(given.get("paid_date", "")),
        given.get("currency", "CNY").strip().upper()[:10] or "CNY",
        given.get("rate", "").strip(),
    )
    if paid is None:
        raise CountingFieldWrong(field=_("到资日期"), value=given.get("paid_date", "")[:20])
    if rate and not rate.replace(".", "", 1).isdigit():
        raise CountingFieldWrong(field=_("汇率"), value=rate[:20])
    amount = Money.parse_in(given.get("amount", "").strip(), "万元")[0].amount
    return NewInflow(
        project_id=project_id, capital_class=given.get("class", ""), form=given.get("form", "paid_in"), paid_date=paid, amount=amount,
        currency=currency, rate=Decimal(rate) if rate else None, rate_date=day_of(given.get("rate_date", "")),
        slip=given.get("slip", ""), payer=given.get("payer", ""),
    )  # fmt: skip


@permitted("counting.view", methods=("POST",))
def ask(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask a question to one figure of a project."""
    viewer = actor_of(request)

    def act() -> object:
        return operations.ask_about_figure(
            project_id=project_id, measure=request.POST.get("measure", ""), text=request.POST.get("text", ""), by=viewer,
            at=timezone.now(),
        )  # fmt: skip

    project_heading(project_id=project_id, viewer=viewer)
    return done(request, act, _("质疑已发给责任单位。"), "counting:project", project_id=project_id)


@permitted("counting.approve", methods=("POST",))
def recheck(request: HttpRequest, project_id: int) -> HttpResponse:
    """Check a project anew."""
    viewer = actor_of(request)
    project_heading(project_id=project_id, viewer=viewer)

    def act() -> object:
        return operations.recheck_project(project_id=project_id, by=viewer, at=timezone.now())

    return done(request, act, _("已按现行规则重新核对。"), "counting:project", project_id=project_id)
