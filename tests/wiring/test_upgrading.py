"""Upgrading a district: parameters that came with a new version get their first value, what was set stays."""

from datetime import date

import pytest

from luodi.people import operations
from luodi.people.models import Parameter
from luodi.people.operations import parameters
from luodi.people.queries import parameter
from luodi.wiring import schema
from tests.given.people import NOW, SET_UP

pytestmark = pytest.mark.django_db


def test_new_parameters_come_once_and_what_the_district_set_stays(monkeypatch):
    assert schema.load_new_parameters() == 0 and not Parameter.objects.exists()
    new = parameters._known()
    old = {code: row for code, row in new.items() if code != "agreements.cure_plan_days"}
    monkeypatch.setattr(parameters, "_known", lambda: old)
    operations.load_initial_parameters(by=SET_UP, at=NOW)
    monkeypatch.setattr(parameters, "_known", lambda: new)
    operations.set_parameter(
        code="agreements.cure_months", value=6, unit="个月", source="区政府专题会纪要", valid_from=date(2025, 1, 1), by=SET_UP,
        at=NOW,
    )  # fmt: skip
    assert schema.load_new_parameters() == 1 and schema.load_new_parameters() == 0
    assert parameter("agreements.cure_plan_days", on=date(2025, 3, 8)) == 30
    assert parameter("agreements.cure_months", on=date(2025, 3, 8)) == 6
