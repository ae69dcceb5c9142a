"""Writing dated parameters. A change is a new row with its source; nothing is overwritten."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from luodi.journal.operations import Entry, record, record_many
from luodi.people.models import Parameter
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import Refusal

INITIAL = Path(__file__).resolve().parent.parent / "parameters.toml"


class ParameterNeedsSource(Refusal):
    """A parameter's value needs the document or decision that says so."""

    code = "parameter_needs_source"


class ParameterUnknown(Refusal):
    """The parameter file knows no such code."""

    code = "parameter_unknown"


@cache
def _known() -> dict[str, dict]:
    """Read the parameter file once: setting up a district asks for it at each of its parameters."""
    return tomllib.loads(INITIAL.read_text(encoding="utf-8"))


@transaction.atomic
def set_parameter(
    *, code: str, value: object, unit: str, source: str, valid_from: date, by: Actor, at: datetime
) -> Parameter:
    """Set a parameter from a day on, as a new row; the row of the latest entry counts where two name one day.

    :param value: what JSON can hold: a number, a text, a list
    :raises ParameterUnknown: if no rule asks for such a parameter
    :raises ParameterNeedsSource: if it is not said where the value comes from
    """
    require(by, "parameters.edit")
    row = _row(code, value, unit, source, valid_from, by, at)
    before = (
        Parameter.objects.filter(code=code, valid_from__lte=valid_from)
        .order_by("-valid_from", "-set_at", "-pk")
        .first()
    )
    row.save()
    record("parameter.set", row, by=by, at=at, before=before.value if before else None, after=value, **_told(row))
    return row


@transaction.atomic
def load_initial_parameters(*, by: Actor, at: datetime) -> int:
    """Give each parameter of the parameter file that has no row yet its initial value; return how many were set."""
    require(by, "parameters.edit")
    present = set(Parameter.objects.values_list("code", flat=True))
    rows = [
        _row(code, known["value"], known.get("unit", ""), known["source"], known["valid_from"], by, at)
        for code, known in _known().items()
        if code not in present
    ]
    Parameter.objects.bulk_create(rows)
    record_many((Entry("parameter.set", row, after=row.value, **_told(row)) for row in rows), by=by, at=at)
    return len(rows)


def _row(code: str, value: object, unit: str, source: str, valid_from: date, by: Actor, at: datetime) -> Parameter:
    """Make a row that is not yet written; what is refused here is refused wherever a parameter comes from."""
    if code not in _known():
        raise ParameterUnknown(code=code)
    if not source.strip():
        raise ParameterNeedsSource(code=code)
    row = Parameter(
        code=code, value=value, unit=unit, source=source.strip(), valid_from=valid_from, set_by_id=by.person_id,
        set_at=at,
    )  # fmt: skip
    return fitting(row)


def _told(row: Parameter) -> dict:
    """Give what the journal says of a parameter's row beside its values."""
    return {"label": row.code, "facts": {"code": row.code, "source": row.source, "valid_from": row.valid_from}}
