"""All firms with facts as the engine judges them: for screenings, simulations and the table of a snapshot."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from luodi.companies.models import Company
from luodi.observations.models import Subject
from luodi.policies.fact_values import value_of
from luodi.policies.models import Fact
from luodi.policies.queries.facts import by_column, known_facts
from luodi.policies.queries.registers import complete_columns, not_there
from luodi.policies.reckoning import Firm


def firm_ids_with_facts(at: datetime | None) -> list[int]:
    """List the standing firms of which something is known at an instant, in their order; two SQL statements."""
    known = set(known_facts(at).exclude(state="disputed").order_by().values_list("company_id", flat=True).distinct())
    lives_on = _survivors(known)
    return sorted({lives_on.get(each, each) for each in known} - _withdrawn(known))


def firms_of(year: int, at: datetime | None, company_ids: Sequence[int]) -> list[Firm]:
    """Give some firms with what is known of each for a basis year, in the order asked; six SQL statements."""
    absorbed = dict(Company.objects.filter(merged_into_id__in=company_ids).values_list("pk", "merged_into_id"))
    units = dict(Subject.objects.filter(company_id__in=company_ids).values_list("company_id", "unit_id"))
    rows: dict[int, list[Fact]] = defaultdict(list)
    found = known_facts(at).filter(company_id__in=[*company_ids, *absorbed])
    for each in sorted(found, key=lambda fact: (fact.company_id in absorbed, -fact.year, fact.pk)):
        rows[absorbed.get(each.company_id, each.company_id)].append(each)
    lists, firms = complete_columns(year, at), []
    for company_id in company_ids:
        there = by_column(rows[company_id], year)
        sure = [each for each in rows[company_id] if each.state != "disputed"]
        facts = {column: value_of(each.field, each.value) for column, each in by_column(sure, year).items()}
        facts |= {column: not_there(each.field) for column, each in lists.items() if column not in there}
        unit = units.get(company_id) or next((each.unit_id for each in sure), 0)
        firms.append(Firm(company_id, unit, {column: value for column, value in facts.items() if value is not None}))
    return firms


def _survivors(ids: set[int]) -> dict[int, int]:
    return dict(Company.objects.filter(pk__in=ids, merged_into__isnull=False).values_list("pk", "merged_into_id"))


def _withdrawn(ids: set[int]) -> set[int]:
    return set(Company.objects.filter(pk__in=ids, withdrawn_at__isnull=False).values_list("pk", flat=True))
