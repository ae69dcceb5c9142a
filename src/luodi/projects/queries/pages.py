"""One project with everything that its page shows, each value with its source; at most nine SQL statements."""

from datetime import datetime

from django.db.models import Q

from luodi.documents.models import Document, Row
from luodi.documents.queries import fact_sources
from luodi.engines.gates.stages import MAIN_CODES, STAGES, Stage
from luodi.journal import queries as journal
from luodi.people.models import Person
from luodi.projects.models import Change, Investor, Project, StageStep
from luodi.projects.permissions import confirms, edits, sees_amount
from luodi.projects.queries.mergers import refuse_merged
from luodi.projects.queries.rows import ChangeRow, ProjectPage, Source, StepRow
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

MONEY_FIELDS = frozenset({"amount", "original_currency", "original_amount", "rate", "rate_date"})


def project_page(*, project_id: int, viewer: Actor) -> ProjectPage:
    """Give one project with its sources, steps, changes and what the viewer may do with it.

    :raises NotFound: if there is none that the viewer may see; a withdrawn one is gone
    :raises ProjectMergedAway: naming the project in which a merged one lives on
    """
    project = (
        Project.objects.visible_to(viewer)
        .filter(pk=project_id, withdrawn_at=None)
        .select_related("unit", "officer", "company")
        .defer("grams")
        .first()
    )
    if project is None:
        refuse_merged(project_id=project_id, viewer=viewer)
        raise NotFound()
    shown = sees_amount(viewer, project.unit_id)
    steps = _steps(project)
    changes = tuple(change for change in _changes(project) if shown or change.field not in MONEY_FIELDS)
    source = source_of(project.source_kind, project.source_id, viewer, project.registered_at)
    claims = [step for step in steps if step[0].kind == "claimed"]
    maker = claims[-1][1] if claims else None
    return ProjectPage(
        id=project.pk, code=project.code, name=project.name, unit_id=project.unit_id, unit_name=project.unit.name,
        officer_id=project.officer_id, officer_name=project.officer.name if project.officer else "", track=project.track,
        company_id=project.company_id, company_name=project.company.name if project.company else project.company_name,
        amount=project.amount if shown else None, amount_hidden=not shown, binding=project.binding,
        original_currency=project.original_currency, original_amount=project.original_amount if shown else None,
        rate=project.rate if shown else None, rate_date=project.rate_date if shown else None,
        stage=project.stage_claimed, stage_confirmed=project.stage_confirmed or "", side_state=project.side_state,
        signed_date=project.signed_date, landed_date=project.landed_date, started_date=project.started_date,
        produced_date=project.produced_date, site=project.site, note=project.note, registered_at=project.registered_at,
        changed_at=project.changed_at, version=project.version, source=source,
        field_sources=_field_sources(changes),
        investors=tuple(
            Investor.objects.filter(project=project).order_by("id").values_list("company_id", "company__name")
        ),
        steps=tuple(step for step, _ in reversed(steps)),
        changes=changes,
        may_edit=edits(viewer, project.unit_id),
        may_confirm=confirms(viewer, project.unit_id),
        claimed_by_viewer=maker is not None and maker == viewer.person_id,
    )  # fmt: skip


def _steps(project: Project) -> list[tuple[StepRow, int | None]]:
    rows = StageStep.objects.filter(Q(project=project) | Q(project__merged_into=project)).order_by("id").values_list(
        "kind", "before", "after", "effective_date", "evidence", "document_id", "document__title", "claimed_by__name",
        "confirmed_by__name", "at", "claimed_by_id",
    )  # fmt: skip
    return [
        (StepRow(kind, before, after, day, evidence, doc, title or "", claimed or "", confirmed or "", at), maker)
        for kind, before, after, day, evidence, doc, title, claimed, confirmed, at, maker in rows
    ]


def _changes(project: Project) -> list[ChangeRow]:
    rows = (
        Change.objects.filter(Q(project=project) | Q(project__merged_into=project))
        .order_by("-id")
        .values_list("field", "before", "after", "reason", "person__name", "at")
    )
    return [
        ChangeRow(field, before, after, reason, person or "", at) for field, before, after, reason, person, at in rows
    ]


def _field_sources(changes: tuple[ChangeRow, ...]) -> dict[str, Source]:
    """Give the person behind each field that was corrected, the newest correction first."""
    found: dict[str, Source] = {}
    for change in changes:
        found.setdefault(change.field, Source("person", label=change.reason, person=change.person, at=change.at))
    return found


def source_of(kind: str, source_id: int | None, viewer: Actor, at: datetime | None = None) -> Source:
    """Give what a project came from: the sheet's row, the passage of a fact, the person, or the demo; one SQL statement.

    Of a document that is not the viewer's to see only the kind of the source is told.
    """
    if kind == "row" and source_id:
        seen = Document.objects.visible_to(viewer).values("pk")
        row = Row.objects.filter(pk=source_id, intake__document__in=seen).values_list(
            "number", "intake_id", "intake__document_id", "intake__document__file_name"
        )
        if found := row.first():
            return Source(
                "row",
                row_id=source_id,
                row=found[0],
                intake_id=found[1],
                document_id=found[2],
                document=found[3],
                at=at,
            )
    if kind == "fact" and source_id and (place := fact_sources([source_id], viewer).get(source_id)):
        return Source(
            "fact",
            quote=place.passage.quote,
            document_id=place.document_id,
            document=place.title,
            fact_id=source_id,
            at=at,
        )
    if kind == "person" and source_id:
        name = Person.objects.filter(pk=source_id).values_list("name", flat=True).first()
        return Source("person", person=name or "", at=at)
    return Source(kind, at=at)


def next_stages(stage: str, confirmed: str) -> tuple[tuple[Stage, str], ...]:
    """Give the stages ahead with what they wait for: "confirm" for claimed ones without evidence, "claim" for the next two."""
    said = STAGES[stage].order
    sure = STAGES[confirmed].order if confirmed else -1
    waiting = [(STAGES[code], "confirm") for code in MAIN_CODES if sure < STAGES[code].order <= said][-1:]
    ahead = [(STAGES[code], "claim") for code in MAIN_CODES if STAGES[code].order > said][:2]
    return (*waiting, *ahead)


def project_lines(*, project_id: int, viewer: Actor, limit: int = 30) -> list[journal.LineRow]:
    """Give the journal lines of a project that its page shows; those on amounts only where the viewer sees them.

    Two SQL statements; the caller has opened the page, which checks that the project is the viewer's to see.
    """
    unit_id = Project.objects.filter(pk=project_id).values_list("unit_id", flat=True).first()
    classes = frozenset({"public", "internal"} | ({"sensitive"} if unit_id and sees_amount(viewer, unit_id) else set()))
    return journal.lines(
        object_of=("projects.project", project_id), classes=classes, language=viewer.language, limit=limit
    )
