"""Who acts for a firm."""

from datetime import date, datetime

from django.db import transaction

from luodi.companies.models import Company, Representative
from luodi.companies.permissions import may_edit
from luodi.journal.operations import record
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@transaction.atomic
def name_representative(
    *, company_id: int, person_id: int, from_date: date, to_date: date | None = None, by: Actor, at: datetime
) -> Representative:  # fmt: skip
    """Name a person who acts for a firm, for the days [from_date, to_date); the proof was checked by the caller.

    :raises NotFound: if there is no such firm
    """
    may_edit(by)
    company = Company.objects.filter(pk=company_id, withdrawn_at=None, merged_into=None).first()
    if company is None:
        raise NotFound()
    row = Representative.objects.create(company=company, person_id=person_id, from_date=from_date, to_date=to_date)
    record("company.represented", company, by=by, at=at, label=company.name, data_class="personal",
           facts={"person": person_id})  # fmt: skip
    return row
