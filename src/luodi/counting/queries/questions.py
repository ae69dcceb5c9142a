"""Reading questions to the numbers: the list, one, of a project, statistics by unit and rule, what waits for whom."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, Case, Count, DurationField, ExpressionWrapper, F, Q, When

from luodi.counting.models import Question, QuestionStep
from luodi.counting.permissions import may_answer, may_decide
from luodi.counting.queries.findings import finding_rows
from luodi.counting.queries.rows import ListPage, QuestionDetail, QuestionRow, StatRow, StepRow
from luodi.engines import counting as engine
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

SORTS = {
    "due": (Case(When(state="open", then=0), When(state="answered", then=1), default=2), "due_date", "pk"),
    "-due": (Case(When(state="open", then=0), When(state="answered", then=1), default=2), "-due_date", "-pk"),
    "asked": ("asked_at", "pk"),
    "-asked": ("-asked_at", "-pk"),
    "unit": ("unit__sort", "unit_id", "-pk"),
    "-unit": ("-unit__sort", "-unit_id", "-pk"),
}
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What a list of questions is narrowed to. `state` also takes "late" and "mine" (waits for the viewer)."""

    state: str = ""
    unit_id: int | None = None
    rule: str = ""
    words: str = ""


def questions(
    viewer: Actor, asked: QuestionFilter, *, today: date, sort: str = "due", page: int = 1, size: int = 50
) -> ListPage:
    """List the questions that the viewer may see; three SQL statements."""
    seen = Question.objects.visible_to(viewer)
    found = seen.filter(_narrowed(asked, today))
    first = (max(page, 1) - 1) * size
    rows = _joined(found).order_by(*SORTS.get(sort, SORTS["due"]))[first : first + size]
    counts = seen.aggregate(
        all=Count("pk"), open=Count("pk", filter=Q(state="open")), answered=Count("pk", filter=Q(state="answered")),
        decided=Count("pk", filter=Q(state__in=["upheld", "explained"])),
        late=Count("pk", filter=Q(state="open", due_date__lt=today)),
    )  # fmt: skip
    return ListPage(tuple(_row(each, today) for each in rows), found.count(), counts)


def question(viewer: Actor, question_id: int, *, today: date) -> QuestionDetail:
    """Give one question with its finding and its steps; three SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _joined(Question.objects.visible_to(viewer)).filter(pk=question_id).first()
    if found is None:
        raise NotFound()
    steps = QuestionStep.objects.filter(question=found).order_by("pk").values_list(
        "kind", "text", "person__name", "at", "due_date", "document_id"
    )  # fmt: skip
    rows = tuple(
        StepRow(kind, text, person or "", at, due, document) for kind, text, person, at, due, document in steps
    )
    units = {found.unit_id, found.project.unit_id}
    return QuestionDetail(
        _row(found, today), finding_rows(viewer, [found.finding_id])[found.finding_id], rows,
        may_answer=found.state == "open" and may_answer(viewer, units),
        may_decide=found.state == "answered" and may_decide(viewer, found.answered_by_id),
        answered_by_viewer=found.answered_by_id is not None and found.answered_by_id == viewer.person_id,
    )  # fmt: skip


def questions_of(viewer: Actor, project_id: int, *, today: date) -> tuple[QuestionRow, ...]:
    """Give the questions to a project's figures, undecided ones first; one SQL statement."""
    rows = _joined(Question.objects.visible_to(viewer).filter(project_id=project_id)).order_by(*SORTS["due"])
    return tuple(_row(each, today) for each in rows)


def statistics(viewer: Actor, by: str, *, today: date) -> tuple[StatRow, ...]:
    """Give questions by "unit" or "rule": open, late, answered, upheld, explained, mean days; one SQL statement."""
    key, name = ("unit_id", "unit__name") if by == "unit" else ("finding__rule", "finding__rule")
    took = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
    rows = (
        Question.objects.visible_to(viewer).order_by().values_list(key, name)
        .annotate(
            open=Count("pk", filter=Q(state="open")), late=Count("pk", filter=Q(state="open", due_date__lt=today)),
            answered=Count("pk", filter=Q(state="answered")), upheld=Count("pk", filter=Q(state="upheld")),
            explained=Count("pk", filter=Q(state="explained")), took=Avg(took, filter=Q(answered_at__isnull=False)),
        )
    )  # fmt: skip
    found = [
        StatRow(str(row[0]), row[1], *row[-6:-1], None if row[-1] is None else Decimal(row[-1].total_seconds() / 86400).quantize(Decimal("0.1")))
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.open, -row.late, row.name)))


def waiting_questions(viewer: Actor, *, today: date, limit: int = 50) -> tuple[tuple[QuestionRow, str], ...]:
    """Give what waits for the viewer: questions to answer ("answer") and answers to decide ("decide"); one statement."""
    mine = Q(pk__in=[])
    if viewer.may("counting.answer") and viewer.unit_ids:
        mine |= Q(state="open", unit_id__in=viewer.unit_ids)
    if viewer.may("counting.approve"):
        mine |= Q(state="answered") & ~Q(answered_by_id=viewer.person_id)
    rows = _joined(Question.objects.visible_to(viewer).filter(mine)).order_by("due_date", "pk")[:limit]
    return tuple((_row(each, today), "answer" if each.state == "open" else "decide") for each in rows)


def units_of_questions(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) that were asked something which the viewer may see; one SQL statement."""
    rows = Question.objects.visible_to(viewer).order_by().values_list("unit_id", "unit__name").distinct()
    return sorted(rows, key=lambda each: each[1])


def _narrowed(asked: QuestionFilter, today: date) -> Q:
    states = {
        "late": Q(state="open", due_date__lt=today), "decided": Q(state__in=["upheld", "explained"]), "": Q(),
    }  # fmt: skip
    condition = states.get(asked.state, Q(state=asked.state))
    if asked.unit_id:
        condition &= Q(unit_id=asked.unit_id)
    if asked.rule in engine.rules() or asked.rule == "asked":
        condition &= Q(finding__rule=asked.rule)
    if asked.words:
        named = Q(project__name__icontains=asked.words) | Q(project__code__iexact=asked.words)
        condition &= named | Q(text__icontains=asked.words)
    return condition


def _joined(rows):
    return rows.select_related("project", "unit", "finding", "asked_by", "answered_by", "decided_by")


def lamp_of(state: str, due_date: date, today: date) -> str:
    """Give a question's lamp: red late, amber within two days, green later, blue answered, grey decided."""
    if state != "open":
        return "blue" if state == "answered" else "grey"
    return "red" if due_date < today else "amber" if due_date <= today + SOON else "green"


def _row(found: Question, today: date) -> QuestionRow:
    def name(person) -> str:
        return person.name if person else ""

    return QuestionRow(
        found.pk, found.project_id, found.project.code, found.project.name, found.unit_id, found.unit.name,
        found.finding.rule, found.measure, found.text, found.state, found.round, found.due_date,
        lamp_of(found.state, found.due_date, today), name(found.asked_by), found.asked_at, name(found.answered_by),
        found.answered_at, name(found.decided_by), found.version,
    )  # fmt: skip
