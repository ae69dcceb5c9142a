"""Asking about sizes: a value that is many times what it used to be is believed only with an answer."""

from decimal import Decimal

from luodi.observations import refusals
from luodi.observations.queries.standing import usual_size
from luodi.people.queries import parameter
from luodi.values.indicator import Indicator, Kind
from luodi.values.money import Money
from luodi.values.period import Period


def refuse_doubtful_size(subject_id: int, measured: Indicator, period: Period, value: Decimal, answer: str) -> None:
    """Refuse a value that is too many times larger or smaller than the subject's median before, unless answered for.

    Flows are compared by the day; how many times is a parameter (observations.size_times).

    :raises SizeDoubtful: with the factor and what it used to be; of secret data neither, so that nobody can ask it out
    """
    if answer.strip() or not value:
        return
    usual = usual_size(subject_id, measured)
    if not usual:
        return
    size = value / period.days if measured.kind == Kind.FLOW else value
    times, limit = size / usual, Decimal(str(parameter("observations.size_times", on=period.start)))
    if 1 / limit < times < limit:
        return
    if measured.data_class == "secret":
        raise refusals.SizeDoubtful(times=f"≥{limit:f}" if times >= 1 else f"≤1/{limit:f}", before="＊＊")
    before = usual * period.days if measured.kind == Kind.FLOW else usual
    shown = Money.rounded(before).format() if measured.is_money else f"{before:,.{measured.places}f}{measured.unit}"
    raise refusals.SizeDoubtful(times=f"{times:,.0f}" if times >= 1 else f"1/{1 / times:,.0f}", before=shown)
