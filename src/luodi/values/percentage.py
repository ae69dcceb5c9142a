"""Percentages, exact: "55%", "0.55", "百分之五十五", "5.5个百分点"."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luodi.values.money import Money
from luodi.values.refusal import Refusal
from luodi.values.spoken import number, of_cell
from luodi.values.width import tight

_WORDED = re.compile(r"(-|负)?([百千万])分之(.+)")
_MARKED = re.compile(r"(.+?)(%|‰|个?百分点|pp)", re.IGNORECASE)
_PARTS = {"百": 2, "千": 3, "万": 4, "%": 2, "‰": 3}


class PercentageNotUnderstood(Refusal):
    """The text is not one percentage; `text` is what was written."""

    code = "percentage_not_understood"


class PercentageIsAmbiguous(Refusal):
    """A bare number of 1 or more may be a percentage or a multiple: 55 may be 55% or 55 times."""

    code = "percentage_is_ambiguous"


@dataclass(frozen=True, slots=True, order=True)
class Percentage:
    """Hold an exact ratio: 55 % is `Percentage(Decimal("0.55"))`. Percentage points are held alike."""

    ratio: Decimal

    @classmethod
    def parse(cls, text: str | int | float | Decimal, *, in_percent: bool = False) -> "Percentage":
        """Read a percentage; `in_percent` says that bare numbers count percent, as under the header 占比（%）.

        :raises PercentageIsAmbiguous: for a bare number of 1 or more without `in_percent`
        :raises PercentageNotUnderstood: if it is not a percentage
        """
        bare = tight(text) if isinstance(text, str) else ""
        try:
            if worded := _WORDED.fullmatch(bare):
                sign, unit, count = worded.groups()
                return cls(_shifted(number(count) * (-1 if sign else 1), _PARTS[unit]))
            if marked := _MARKED.fullmatch(bare):
                return cls(_shifted(number(marked[1]), _PARTS.get(marked[2], 2)))
            value = of_cell(text)
        except Refusal as error:
            raise PercentageNotUnderstood(text=str(text)) from error
        if in_percent:
            return cls(_shifted(value, 2))
        if abs(value) >= 1:
            raise PercentageIsAmbiguous(text=str(text))
        return cls(value)

    def of(self, money: Money) -> Money:
        """Take this percentage of an amount, rounded half up to the 分."""
        return money.times(self.ratio)

    def format(self, places: int | None = None) -> str:
        """Write it exactly ("5.5%"), or rounded half up to some decimals ("5.50%")."""
        percent = self.ratio.scaleb(2)
        if places is not None:
            return f"{percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"
        return f"{percent.normalize():f}%"

    def __str__(self) -> str:
        return self.format()


def _shifted(value: Decimal, places: int) -> Decimal:
    """Divide by a power of ten without rounding."""
    return value.scaleb(-places)
