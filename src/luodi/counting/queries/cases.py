"""Loading projects as the counting rules see them: who concerns whom, and everything known of each, in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.timezone import localdate

from luodi.counting.models import Definition, Inflow, Landmark, Particulars
from luodi.engines import counting as engine
from luodi.engines.counting import Case, Norm, Route, Settings
from luodi.engines.gates.stages import STAGES
from luodi.people.queries import parameter, parameter_values
from luodi.projects.models import Change, Evidence, Project
from luodi.values.names import normalised

PARAMETERS = sorted({code for rule in engine.rules().values() for code in rule.parameters} | {"counting.answer_days"})
RANKED = ("amount", "signed_date", "binding", "landed_date", "started_date")
EVIDENCE_KINDS = {"construction_permit": "construction_permit", "credit_code": "firm_registered"}

PEERS = """
WITH asked AS (
    SELECT p.id, p.company_id, p.company_name, p.matching_name, c.group_name
    FROM projects_project p LEFT JOIN companies_company c ON c.id = p.company_id WHERE p.id = ANY(%(ids)s)
)
SELECT p.id FROM asked a JOIN projects_project p ON p.company_id = a.company_id
UNION SELECT p.id FROM asked a JOIN projects_project p ON p.company_name = a.company_name
    WHERE a.company_name <> '' AND p.company_id IS NULL
UNION SELECT p.id FROM asked a JOIN projects_project p ON p.matching_name = a.matching_name
UNION SELECT p.id FROM asked a JOIN companies_company g ON g.group_name = a.group_name AND g.group_name <> ''
    JOIN projects_project p ON p.company_id = g.id
UNION SELECT unnest(ARRAY[phase_of_id, increment_of_id]) FROM counting_particulars WHERE project_id = ANY(%(ids)s)
UNION SELECT project_id FROM counting_particulars
    WHERE phase_of_id = ANY(%(ids)s) OR increment_of_id = ANY(%(ids)s)
UNION SELECT other_id FROM counting_finding WHERE project_id = ANY(%(ids)s) AND other_id IS NOT NULL
UNION SELECT project_id FROM counting_finding WHERE other_id = ANY(%(ids)s)
UNION SELECT j.project_id FROM counting_inflow i
    JOIN counting_inflow j ON j.paid_date = i.paid_date AND j.amount = i.amount AND j.withdrawn_at IS NULL
    WHERE i.project_id = ANY(%(ids)s)
"""
NORMS = """
SELECT left(s.sector_code, 3), COUNT({size}), percentile_cont(%s) WITHIN GROUP (ORDER BY p.amount / {size}),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY p.amount / {size})
FROM counting_particulars s JOIN projects_project p ON p.id = s.project_id
WHERE left(s.sector_code, 3) = ANY(%s) AND p.amount IS NOT NULL AND p.withdrawn_at IS NULL AND {size} IS NOT NULL
GROUP BY 1
"""
SIZES = {"capital": "s.registered_capital", "area": "s.floor_area", "headcount": "NULLIF(s.headcount, 0)"}


def peers_of(ids: Iterable[int]) -> set[int]:
    """Give the projects that may bear on the counting of these: investor, group, name, phase, increment, inflow."""
    with connection.cursor() as cursor:
        cursor.execute(PEERS, {"ids": list(ids)})
        return {row[0] for row in cursor.fetchall() if row[0] is not None}


def settings_on(day: date, sectors: Iterable[str]) -> Settings:
    """Give the parameters in force on a day, and what is usual in some sectors of the district."""
    set_then = parameter_values(PARAMETERS, on=day)  # what is not there refuses by its name
    values = {code: set_then[code] if code in set_then else parameter(code, on=day) for code in PARAMETERS}
    return Settings(values, _norms({each for each in sectors if each}, values))


def _norms(sectors: set[str], values: dict[str, object]) -> dict[tuple[str, str], Norm]:
    found: dict[tuple[str, str], Norm] = {}
    if not sectors:
        return found
    part = float(str(values["counting.ratio_percentile"])) / 100
    factor = Decimal(str(values["counting.ratio_factor"]))
    with connection.cursor() as cursor:
        for what, size in SIZES.items():
            cursor.execute(NORMS.format(size=size), [part, sorted(sectors)])
            for sector, cell, high, middle in cursor.fetchall():
                limit = max(Decimal(str(high)), factor * Decimal(str(middle)))
                found[sector, what] = Norm(cell, limit)
    return found


def definitions_in_force() -> dict[int, list[Route]]:
    """Give the routes of each definition of landing that is not retired."""
    rows = Definition.objects.filter(retired_at=None).order_by("pk").values_list("pk", "routes")
    return {pk: [engine.route_of(raw) for raw in routes] for pk, routes in rows}


def cases_of(ids: Iterable[int]) -> dict[int, Case]:
    """Load live projects as cases; seven SQL statements whatever their number."""
    wanted = list(ids)
    rows = Project.objects.filter(pk__in=wanted, withdrawn_at=None).select_related("company", "unit").order_by("pk")
    particulars = {each.project_id: each for each in Particulars.objects.filter(project_id__in=wanted)}
    inflows, landmarks, edits = _inflows(wanted), _landmarks(wanted), _edits(wanted)
    return {
        row.pk: _case(row, particulars.get(row.pk), inflows[row.pk], landmarks[row.pk], edits[row.pk]) for row in rows
    }


def _case(row: Project, more: Particulars | None, inflows, landmarks, edits) -> Case:
    company = row.company
    return Case(
        row.pk, row.name, (row.registered_at.isoformat(), row.pk), unit_id=row.unit_id, unit_name=row.unit.name,
        track=row.track, key=row.matching_name, company_id=row.company_id,
        company_key=normalised(company.name if company else row.company_name),
        credit_code=(company.credit_code or "") if company else "", group=company.group_name if company else "",
        site=row.site, binding=row.binding, amount=row.amount, currency=row.original_currency,
        original_amount=row.original_amount, rate=row.rate, rate_date=row.rate_date,
        stage=STAGES[row.stage_claimed].order, confirmed=STAGES[row.stage_confirmed].order if row.stage_confirmed else -1,
        side_state=row.side_state, signed_date=row.signed_date, landed_date=row.landed_date, started_date=row.started_date,
        entered_day=localdate(row.registered_at), inflows=tuple(inflows), landmarks=tuple(landmarks), edits=tuple(edits),
        **_known(more),
    )  # fmt: skip


def _known(more: Particulars | None) -> dict:
    if more is None:
        return {}
    return {
        "sector": more.sector_code, "sector_mark": more.sector_mark, "floor_area": more.floor_area,
        "headcount": more.headcount, "registered_capital": more.registered_capital, "insured": more.insured,
        "has_lease": more.has_lease, "risky_address": more.risky_address, "origin": more.origin,
        "former_address": more.former_address, "phase_of": more.phase_of_id, "phase_included": more.phase_included,
        "increment_of": more.increment_of_id, "increment_amount": more.increment_amount,
    }  # fmt: skip


def _inflows(ids: Sequence[int]) -> dict[int, list[engine.Inflow]]:
    found: dict[int, list[engine.Inflow]] = defaultdict(list)
    for row in Inflow.objects.standing().filter(project_id__in=ids).select_related("company").order_by("pk"):
        found[row.project_id].append(
            engine.Inflow(
                row.pk, row.paid_date, row.amount, row.capital_class, form=row.form, slip=row.slip,
                payer=normalised(row.payer), receiver_id=row.company_id,
                group=row.company.group_name if row.company else "", currency=row.currency,
                original_amount=row.original_amount, rate=row.rate, rate_date=row.rate_date, stayed_until=row.stayed_until,
                left_day=row.left_date, left_amount=row.left_amount, confirmed=row.confirmed_at is not None,
                entered_day=localdate(row.entered_at),
            )
        )  # fmt: skip
    return found


def _landmarks(ids: Sequence[int]) -> dict[int, list[engine.Landmark]]:
    """Give the dated facts, and those of the gates' evidence that say the same; what we put there ourselves once only."""
    found: dict[int, list[engine.Landmark]] = defaultdict(list)
    for row in Landmark.objects.standing().filter(project_id__in=ids).order_by("date", "pk"):
        sure = row.confirmed_at is not None
        found[row.project_id].append(engine.Landmark(row.kind, row.date, row.amount, sure, localdate(row.entered_at)))
    lines = Evidence.objects.standing().filter(project_id__in=ids, item__in=EVIDENCE_KINDS)
    for line in lines.exclude(origin_kind__startswith="counting.").order_by("pk"):
        day = line.effective_date or localdate(line.at)
        found[line.project_id].append(engine.Landmark(EVIDENCE_KINDS[line.item], day))
    return found


def _edits(ids: Sequence[int]) -> dict[int, list[engine.Edit]]:
    found: dict[int, list[engine.Edit]] = defaultdict(list)
    for row in Change.objects.filter(project_id__in=ids, field__in=RANKED).order_by("pk"):
        found[row.project_id].append(
            engine.Edit(row.field, localdate(row.at), _said(row.before), _said(row.after), row.reason)
        )
    return found


def _said(value: object) -> str:
    return "" if value is None else str(value)


class Neighbours:
    """Finds, among loaded cases, those that may bear on one of them, without comparing all with all."""

    def __init__(self, cases: Iterable[Case]) -> None:
        """Index the cases by everything that makes two of them neighbours."""
        self._by: dict[tuple, list[Case]] = defaultdict(list)
        for case in cases:
            for key in _keys(case):
                self._by[key].append(case)

    def of(self, case: Case) -> list[Case]:
        """Give the neighbours of a case, each once, in the order of their entry."""
        found = {each.id: each for key in _keys(case) for each in self._by[key] if each.id != case.id}
        return sorted(found.values(), key=lambda each: each.order)


def _keys(case: Case) -> set[tuple]:
    keys: set[tuple] = {("name", case.key), ("project", case.id)}
    keys |= {("project", pk) for pk in (case.phase_of, case.increment_of) if pk}
    keys |= {("firm", case.company_id)} if case.company_id else set()
    keys |= {("firm name", case.company_key)} if case.company_key else set()
    keys |= {("group", case.group)} if case.group else set()
    for inflow in case.inflows:
        keys |= {("money", inflow.day, inflow.amount)} | ({("slip", inflow.slip)} if inflow.slip else set())
    return keys


def changed_since(since: datetime, limit: int) -> list[int]:
    """Give projects that changed after an instant and have not been checked as they are now."""
    sql = """
    SELECT p.id FROM projects_project p LEFT JOIN counting_checked c ON c.project_id = p.id
    WHERE p.changed_at >= %(since)s AND (
        c.id IS NULL AND p.withdrawn_at IS NULL OR c.project_version <> p.version
        OR c.live <> (p.withdrawn_at IS NULL) OR c.rules_version <> %(version)s)
    UNION SELECT e.project_id FROM projects_evidence e JOIN counting_checked c ON c.project_id = e.project_id
    WHERE e.at >= %(since)s AND c.at < e.at
    ORDER BY 1 LIMIT %(limit)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "version": engine.VERSION, "limit": limit})
        return [row[0] for row in cursor.fetchall()]
