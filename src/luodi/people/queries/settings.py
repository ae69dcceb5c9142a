"""Reading dated parameters."""

from datetime import date

from luodi.people.models import Parameter
from luodi.values.refusal import Refusal


class ParameterNotSet(Refusal):
    """A rule needs a parameter that has no value for the day."""

    code = "parameter_not_set"


def parameter_or_none(code: str, *, on: date) -> object | None:
    """Give a parameter's value on a day, or None where it has none."""
    rows = Parameter.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from", "-set_at", "-pk")
    return rows.values_list("value", flat=True).first()


def parameter(code: str, *, on: date) -> object:
    """Give a parameter's value on a day.

    :raises ParameterNotSet: if it has no value then; the sentence says where to set it
    """
    value = parameter_or_none(code, on=on)
    if value is None:
        raise ParameterNotSet(code=code, on=on)
    return value
