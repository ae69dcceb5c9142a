"""Reading findings: by rule, of a project, one; what belongs to another unit is hinted at, never shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery

from luodi.counting.models import Finding, FindingStep, Question
from luodi.counting.queries.cases import PARAMETERS
from luodi.counting.queries.rows import FindingRow, ListPage, RuleRow, StepRow
from luodi.engines import counting as engine
from luodi.people.models import Parameter
from luodi.projects.permissions import amount_units, row_units
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

HIDDEN_OTHER = {
    "other": "其他单位的项目", "other_unit": "其他单位", "other_amount": "＊＊＊", "other_date": "＊＊＊",
    "how": "同一投资方已在本区另一单位落地", "how_en": "the investor landed in another unit before", "first_date": "＊＊＊",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What a list of findings is narrowed to. `state` also takes "gone"; "" means what stands."""

    rule: str = ""
    state: str = ""
    unit_id: int | None = None
    words: str = ""


def findings(viewer: Actor, asked: FindingFilter, *, page: int = 1, size: int = 50) -> ListPage:
    """List findings that the viewer may see, the newest first; three SQL statements."""
    seen = Finding.objects.visible_to(viewer).filter(project__withdrawn_at=None)
    found = seen.filter(_narrowed(asked)).exclude(rule="asked")
    first = (max(page, 1) - 1) * size
    rows = _joined(found).order_by("-found_at", "-pk")[first : first + size]
    counts = dict(seen.filter(gone_at=None).order_by().values_list("rule").annotate(n=Count("pk")))
    return ListPage(tuple(_row(each, viewer) for each in rows), found.count(), counts)


def finding(viewer: Actor, finding_id: int) -> tuple[FindingRow, tuple[StepRow, ...]]:
    """Give one finding with its history; two SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    found = _joined(Finding.objects.visible_to(viewer)).filter(pk=finding_id).first()
    if found is None:
        raise NotFound()
    row = _row(found, viewer)
    rows = FindingStep.objects.filter(finding=found).order_by("-pk").values_list(
        "kind", "seen", "note", "person__name", "at"
    )  # fmt: skip
    language = viewer.language
    steps = tuple(
        StepRow(kind, note or _worded(found.rule, seen, row, language), person or "", at)
        for kind, seen, note, person, at in rows
    )
    return row, steps


def _worded(rule: str, seen: dict, row: FindingRow, language: str) -> str:
    if rule not in engine.rules() or not seen:
        return ""
    masked = seen if row.other_id or "other" not in row.seen or row.seen.get("other") == seen.get("other") else seen | {
        key: value for key, value in HIDDEN_OTHER.items() if key in seen
    }  # fmt: skip
    return engine.finding_text(rule, masked, language, amounts=row.amounts)


def findings_of(viewer: Actor, project_id: int) -> tuple[FindingRow, ...]:
    """Give the standing findings of a project, the rules in order; one SQL statement. The caller has opened the page."""
    rows = _joined(Finding.objects.visible_to(viewer).filter(project_id=project_id, gone_at=None)).exclude(rule="asked")
    numbers = {code: rule.number for code, rule in engine.rules().items()}
    return tuple(sorted((_row(each, viewer) for each in rows), key=lambda row: (numbers[row.rule], row.id)))


def rule_rows(viewer: Actor, *, on: date) -> tuple[RuleRow, ...]:
    """Give the sixteen rules with the parameters in force and their standing findings; two SQL statements."""
    values: dict[str, tuple[object, str]] = {}
    dated = Parameter.objects.filter(code__in=PARAMETERS, valid_from__lte=on).order_by("valid_from", "set_at", "pk")
    for code, value, source in dated.values_list("code", "value", "source"):
        values[code] = (value, source)
    counted: dict[str, dict[str, int]] = {}
    seen = Finding.objects.visible_to(viewer).filter(gone_at=None, project__withdrawn_at=None)
    for rule, state, number in seen.order_by().values_list("rule", "state").annotate(n=Count("pk")):
        counted.setdefault(rule, {})[state] = number
    plain = {code: value for code, (value, _) in values.items()}
    return tuple(
        RuleRow(
            code, plain, tuple((name, *values.get(name, (None, ""))) for name in rule.parameters), counted.get(code, {})
        )
        for code, rule in engine.rules().items()
    )


def units_of_findings(viewer: Actor) -> list[tuple[int, str]]:
    """List the units (id, name) with findings that the viewer may see; one SQL statement."""
    rows = Finding.objects.visible_to(viewer).filter(gone_at=None).order_by()
    found = rows.values_list("project__unit_id", "project__unit__name").distinct()
    return sorted(found, key=lambda each: each[1])


def _narrowed(asked: FindingFilter) -> Q:
    condition = Q(gone_at__isnull=False) if asked.state == "gone" else Q(gone_at=None)
    if asked.state and asked.state != "gone":
        condition &= Q(state=asked.state)
    if asked.rule:
        condition &= Q(rule=asked.rule)
    if asked.unit_id:
        condition &= Q(project__unit_id=asked.unit_id)
    if asked.words:
        condition &= Q(project__name__icontains=asked.words) | Q(project__code__iexact=asked.words)
    return condition


def _joined(rows):
    asked = Question.objects.filter(finding=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return rows.select_related("project__unit").annotate(
        question=Subquery(asked), other_unit=F("other__unit_id")
    )  # fmt: skip


def _row(found: Finding, viewer: Actor) -> FindingRow:
    project, allowed = found.project, row_units(viewer)
    hidden = found.other_id is not None and allowed is not None and found.other_unit not in allowed
    seen = dict(found.seen)
    if hidden:
        seen |= {key: value for key, value in HIDDEN_OTHER.items() if key in seen}
    units = amount_units(viewer)
    return FindingRow(
        found.pk, found.rule, found.state, project.pk, project.code, project.name, project.unit_id, project.unit.name,
        None if hidden else found.other_id, found.inflow_id, seen, units is None or project.unit_id in units, found.found_at,
        found.gone_at, found.question,
    )  # fmt: skip


def finding_rows(viewer: Actor, ids: Collection[int]) -> dict[int, FindingRow]:
    """Give some findings by id; one SQL statement."""
    rows = _joined(Finding.objects.visible_to(viewer).filter(pk__in=list(ids)))
    return {each.pk: _row(each, viewer) for each in rows}
