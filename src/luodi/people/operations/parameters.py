"""Writing dated parameters. A change is a new row with its source; nothing is overwritten."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from luodi.journal.operations import record
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
    if code not in _known():
        raise ParameterUnknown(code=code)
    if not source.strip():
        raise ParameterNeedsSource(code=code)
    before = (
        Parameter.objects.filter(code=code, valid_from__lte=valid_from)
        .order_by("-valid_from", "-set_at", "-pk")
        .first()
    )
    row = Parameter(
        code=code,
        value=value,
        unit=unit,
        source=source.strip(),
        valid_from=valid_from,
        set_by_id=by.person_id,
        set_at=at,
    )
    fitting(row).save()
    facts = {"code": code, "source": row.source, "valid_from": valid_from}
    record(
        "parameter.set",
        row,
        by=by,
        at=at,
        label=code,
        before=before.value if before else None,
        after=value,
        facts=facts,
    )
    return row


@transaction.atomic
def load_initial_parameters(*, by: Actor, at: datetime) -> int:
    """Give each parameter of the parameter file that has no row yet its initial value; return how many were set."""
    require(by, "parameters.edit")
    present = set(Parameter.objects.values_list("code", flat=True))
    missing = {code: row for code, row in _known().items() if code not in present}
    for code, row in missing.items():
        set_parameter(
            code=code, value=row["value"], unit=row.get("unit", ""), source=row["source"], valid_from=row["valid_from"],
            by=by, at=at,
        )  # fmt: skip
    return len(missing)
