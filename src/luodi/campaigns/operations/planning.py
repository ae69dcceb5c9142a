"""Planning a year of a campaign: its office, lines, ranked streets and their targets, and the tasks of each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.campaigns import refusals
from luodi.campaigns.models import PROOFS, Campaign, Helper, Line, Plan, PlanTask, Street, Target, TaskStep
from luodi.campaigns.permissions import require_plan, seen_plan
from luodi.campaigns.rounds import OBSERVED
from luodi.engines.scoreboards import pack_names
from luodi.journal.operations import record
from luodi.people.models import Unit
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.indicator import indicator
from luodi.values.refusal import NotFound

MOST_LINES = 30
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to plan: its line, title, leading unit, helping units, deadline, and the proof asked for."""

    line_id: int
    title: str
    lead_id: int
    due_date: date | None
    proof: str = "text"
    helper_ids: tuple[int, ...] = ()


@transaction.atomic
def start_plan(
    *, campaign_id: int | None = None, name: str = "", year: int, office_id: int, lines: Sequence[str],
    street_ids: Sequence[int], pack: str = "beautiful-2025", by: Actor, at: datetime,
) -> Plan:  # fmt: skip
    """Start a campaign's plan of a year; a campaign that no document names yet is opened by its `name`, for the office.

    :raises NotAllowed: for who does not run this office
    :raises PlanThereAlready: if the campaign has one of this year
    :raises CampaignWordsMissing, PlanUnitUnknown, PlanDayWrong, CampaignChoiceUnknown: for what can't be
    """
    require_plan(by, office_id)
    if pack not in pack_names():
        raise refusals.CampaignChoiceUnknown(text=pack)
    if not 2000 <= year <= 2100:
        raise refusals.PlanDayWrong(day=year, year="2000–2100")
    names = list(dict.fromkeys(filter(None, (each.strip() for each in lines))))[:MOST_LINES]
    if not names:
        raise refusals.CampaignWordsMissing(field="战线", field_en="lines")
    units = [office_id, *dict.fromkeys(street_ids)]
    working_units(units)
    campaign = _campaign(campaign_id, name, year, office_id, by, at)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                campaign=campaign, year=year, office_id=office_id, pack=pack, made_by_id=by.person_id, made_at=at
            )
    except IntegrityError:
        raise refusals.PlanThereAlready(name=campaign.name, year=year) from None
    Line.objects.bulk_create([fitting(Line(plan=plan, name=each, sort=place)) for place, each in enumerate(names)])
    Street.objects.bulk_create([Street(plan=plan, unit_id=each) for each in units[1:]])
    facts = {"year": year, "lines": len(names), "streets": len(units) - 1}
    record("campaign.plan_started", plan, by=by, at=at, label=campaign.name, owner_unit_id=office_id, facts=facts)
    return plan


def _campaign(campaign_id: int | None, name: str, year: int, office_id: int, by: Actor, at: datetime) -> Campaign:
    if campaign_id is not None:
        found = Campaign.objects.visible_to(by).filter(pk=campaign_id).first()
        if found is None:
            raise NotFound()
        return found
    if not name.strip():
        raise refusals.CampaignWordsMissing(field="专项行动名称", field_en="name of the campaign")
    known = Campaign.objects.filter(name=name.strip(), unit_id=office_id, data_class="internal").first()
    if known is not None:
        return known
    made = fitting(Campaign(name=name.strip(), year=year, unit_id=office_id, recorded_at=at))
    made.save()
    return made


def working_units(unit_ids: Sequence[int]) -> dict[int, Unit]:
    """Give units that are in use, by id.

    :raises PlanUnitUnknown: naming the first that is not
    """
    found = {each.pk: each for each in Unit.objects.filter(pk__in=unit_ids, active=True)}
    for each in unit_ids:
        if each not in found:
            raise refusals.PlanUnitUnknown(unit=each)
    return found


@transaction.atomic
def set_target(
    *, plan_id: int, unit_id: int, indicator_code: str, value: Decimal, source: str, by: Actor, at: datetime
) -> Target:
    """Set what a street should reach each month of an observed indicator; the newest target known counts.

    :raises StreetNotOfPlan: for a unit that the plan does not rank
    :raises StreetTargetWrong: for no such indicator, and for what is not above zero or too fine
    """
    plan = seen_plan(by, plan_id)
    require_plan(by, plan.office_id)
    street = Street.objects.select_related("unit").filter(plan=plan, unit_id=unit_id).first()
    if street is None:
        raise refusals.StreetNotOfPlan(unit=unit_id)
    if indicator_code not in OBSERVED:
        raise refusals.StreetTargetWrong(indicator=indicator_code[:30], value=value)
    measured = indicator(indicator_code)
    if not (value.is_finite() and 0 < value < 10**9 and value == value.quantize(CENT)):
        raise refusals.StreetTargetWrong(indicator=measured.zh, value=value)
    if not source.strip():
        raise refusals.CampaignWordsMissing(field="依据", field_en="source")
    row = fitting(Target(
        street=street, indicator=indicator_code, value=value, source=source.strip(), set_by_id=by.person_id, set_at=at,
    ))  # fmt: skip
    row.save(force_insert=True)
    facts = {"indicator": measured.zh, "indicator_en": measured.en, "value": str(value), "unit": street.unit.name}
    record(
        "campaign.target_set", plan, by=by, at=at, label=plan.campaign.name, owner_unit_id=plan.office_id, facts=facts
    )
    return row


@transaction.atomic
def add_task(*, plan_id: int, task: NewTask, by: Actor, at: datetime) -> PlanTask:
    """Plan a task for its leading unit.

    :raises PlanLineUnknown, PlanUnitUnknown, PlanDayWrong, CampaignChoiceUnknown, CampaignWordsMissing: for its fault
    :raises PlanTaskThereAlready: if the line has this task for this unit
    """
    plan = seen_plan(by, plan_id)
    require_plan(by, plan.office_id)
    return write_task(plan, task, by, at)


def write_task(plan: Plan, task: NewTask, by: Actor, at: datetime) -> PlanTask:
    """Write a checked task with its first step and its journal line."""
    line = Line.objects.filter(plan=plan, pk=task.line_id).first()
    if line is None:
        raise refusals.PlanLineUnknown(line=task.line_id, known=list(plan.lines.values_list("name", flat=True)))
    if not task.title.strip():
        raise refusals.CampaignWordsMissing(field="任务", field_en="task")
    require_day_of_plan(plan, task.due_date)
    if task.proof not in PROOFS:
        raise refusals.CampaignChoiceUnknown(text=task.proof)
    helpers = [each for each in dict.fromkeys(task.helper_ids) if each != task.lead_id]
    working_units([task.lead_id, *helpers])
    row = fitting(PlanTask(
        plan=plan, line=line, title=task.title.strip(), lead_id=task.lead_id, due_date=task.due_date, proof=task.proof,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refusals.PlanTaskThereAlready(title=row.title, line=line.name) from None
    Helper.objects.bulk_create([Helper(task=row, unit_id=each) for each in helpers])
    TaskStep.objects.create(task=row, kind="set", day=localdate(at), due_date=row.due_date, by_id=by.person_id, at=at)
    facts = {"line": line.name, "due": row.due_date.isoformat()}
    record("campaign.task_set", row, by=by, at=at, label=row.title, owner_unit_id=row.lead_id, facts=facts)
    return row


def require_day_of_plan(plan: Plan, day: date | None) -> None:
    """Refuse a deadline that does not lie in the plan's year.

    :raises PlanDayWrong: naming both
    """
    if day is None or day.year != plan.year:
        raise refusals.PlanDayWrong(day=day or "—", year=plan.year)
