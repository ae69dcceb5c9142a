"""Money, exact to the 分: never a float, never two currencies in one sum."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import total_ordering
from typing import TypeVar

from luodi.values.caution import Caution
from luodi.values.refusal import Refusal
from luodi.values.share import WHOLE, Share, require_sum_to_one
from luodi.values.spoken import NumberIsVague, number, of_cell
from luodi.values.unit import CURRENCY_OF, Unit
from luodi.values.width import tight

Who = TypeVar("Who", bound=Hashable)
FEN = Decimal("0.01")
_LIMIT = Decimal(10) ** 16  # what a column Decimal(18, 2) holds
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_LONGEST = 60
_NAMES = "|".join(re.escape(name) for name in sorted(CURRENCY_OF, key=len, reverse=True))
_TEXT = re.compile(
    rf"(?P<front>{_NAMES})?(?P<number>[^A-Za-z]+?)(?P<english>billion|bn|million|mn|thousand|k)?"
    rf"(?P<back>{_NAMES})?(?P<small>(?:(?P<jiao>[^元角分])角)?(?:零?(?P<fen>[^元角分零])分)?)整?(?P<also>人民币|RMB|CNY)?",
    re.IGNORECASE,
)
_ENGLISH = {"billion": 10**9, "bn": 10**9, "million": 10**6, "mn": 10**6, "thousand": 1000, "k": 1000}


class MoneyNotUnderstood(Refusal):
    """The text is not one exact amount; `text` is what was written."""

    code = "money_not_understood"


class MoneyNeedsUnit(Refusal):
    """A bare number could be 元, 万元 or 亿元; `text` is what was written."""

    code = "money_needs_unit"


class MoneyIsVague(Refusal):
    """The amount is named only roughly (约, 近, 余…)."""

    code = "money_is_vague"


class MoneyIsScientific(Refusal):
    """The amount is in scientific notation, in which a spreadsheet may have dropped digits."""

    code = "money_is_scientific"


class MoneyFinerThanFen(Refusal):
    """The amount has parts smaller than 0.01; `nearest` is the amount rounded half up."""

    code = "money_finer_than_fen"


class MoneyTooLarge(Refusal):
    """The amount has more than 16 digits before the point."""

    code = "money_too_large"


class CurrenciesDiffer(Refusal):
    """Amounts of two currencies can neither be added nor compared without a rate and its date."""

    code = "currencies_differ"


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """Hold an exact `amount` in whole currency units (元) with two decimals, and its ISO 4217 `currency`.

    :raises MoneyFinerThanFen: if the amount has a third decimal
    :raises MoneyTooLarge: from 10^16 upwards
    """

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal | int) or isinstance(self.amount, bool):
            raise TypeError(f"money is a Decimal, not {type(self.amount).__name__}")
        amount = Decimal(self.amount)
        if not amount.is_finite() or abs(amount) >= _LIMIT:
            raise MoneyTooLarge(text=str(amount))
        exact = amount.quantize(FEN, context=_EXACT)
        if exact != amount:
            raise MoneyFinerThanFen(text=str(amount), nearest=f"{exact:f}")
        object.__setattr__(self, "amount", exact or Decimal("0.00"))

    @classmethod
    def rounded(cls, amount: Decimal | Fraction, currency: str = "CNY") -> "Money":
        """Give the amount rounded half up (away from zero) to the 分."""
        if not -_LIMIT < amount < _LIMIT:
            raise MoneyTooLarge(text=str(amount))
        with localcontext(_EXACT):
            whole = amount if isinstance(amount, Decimal) else Decimal(amount.numerator) / Decimal(amount.denominator)
            return cls(whole.quantize(FEN), currency)

    @classmethod
    def parse(cls, text: str, unit: str | None = None) -> "Money":
        """Read an amount: "1.2亿元", "1亿2000万元", "三亿五千万元", "３０００万美元", "¥1,234.50", "CNY 19.00 bn".

        `unit` is meant when the text names none. To be told when the text names another one, use `parse_in`.

        :raises MoneyNeedsUnit: for a bare number without `unit`
        :raises MoneyNotUnderstood: for what is not one amount, and its siblings for vague, scientific or too fine ones
        """
        amount, stated = _read(text, Unit.parse(unit) if unit else None)
        return cls(amount, stated.currency)

    @classmethod
    def parse_in(cls, cell: str | int | float | Decimal, unit: str = "万元") -> tuple["Money", Caution | None]:
        """Read a cell of a column that counts in `unit`; give the amount, and a caution if it deserves a second look.

        Cautions: `money_in_another_unit` ("1.2亿" in a 万元 column is read as 1.2亿元), `money_in_another_currency`,
        `money_rounded_to_fen` (a formula's 33.333333333).

        :raises MoneyNotUnderstood: for what is not one amount, and its siblings for vague or scientific ones
        """
        column = Unit.parse(unit)
        if isinstance(cell, str):
            amount, stated = _read(cell, column)
        else:
            amount, stated = _EXACT.multiply(_of_number(cell), column.factor), column
        money = cls.rounded(amount, stated.currency)
        read_in = Unit(column.factor, stated.currency)
        read_as = f"{(money.amount / read_in.factor).normalize():,f}{read_in.name}"
        seen: dict[str, object] = {
            "text": str(cell),
            "unit": column.name,
            "read_as": read_as,
            "read_as_en": f"{money.currency} {money.amount:,f}",
        }
        if stated.currency != column.currency:
            return money, Caution("money_in_another_currency", seen)
        if stated.factor != column.factor:
            return money, Caution("money_in_another_unit", seen)
        return money, None if money.amount == amount else Caution("money_rounded_to_fen", seen)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str = "CNY") -> "Money":
        """Add up amounts of one currency; of none, give zero.

        :raises CurrenciesDiffer: if one of them is of another currency
        """
        return sum(amounts, cls(Decimal(0), currency))

    def in_unit(self, unit: str) -> Decimal:
        """Give the exact number of a unit: 190亿元 in_unit("万元") → 1900000.

        :raises CurrenciesDiffer: if the unit is of another currency
        """
        wanted = Unit.parse(unit)
        self._same(wanted.currency)
        return _EXACT.divide(self.amount, wanted.factor)

    def format(self, unit: str | None = None, places: int = 2, language: str = "zh") -> str:
        """Write the amount for people, rounded half up: "190.00亿元", "12,000.00万元"; "CNY 19.00 bn" in English.

        Without `unit` the largest fitting one is taken. English knows bn, mn and plain; it turns 亿元 and 万元 into mn.
        """
        if not language.startswith("zh"):
            return self._in_english(unit, places)
        size = (
            Unit.parse(unit)
            if unit
            else Unit(Decimal(next((step for step in (10**8, 10**4) if abs(self.amount) >= step), 1)), self.currency)
        )
        self._same(size.currency)
        return f"{_shown(self.amount / size.factor, places)}{size.name}"

    def _in_english(self, unit: str | None, places: int) -> str:
        size = Unit.parse(unit).factor if unit else abs(self.amount)
        if unit:
            step, name = (10**6, " mn") if size >= 10**4 else (1, "")
        else:
            step, name = next(((s, n) for s, n in ((10**9, " bn"), (10**6, " mn")) if size >= s), (1, ""))
        return f"{self.currency} {_shown(self.amount / step, places)}{name}"

    def allocate(self, shares: Mapping[Who, Share], *, remainder_to: Who) -> dict[Who, "Money"]:
        """Split the amount to the 分; what cannot be divided goes to one of them, and the parts add up to the whole.

        :raises SharesDoNotSumToOne: if the shares leave a gap or exceed the whole
        """
        require_sum_to_one(shares.values())
        fen = int(self.amount.scaleb(2))
        sign = -1 if fen < 0 else 1
        parts = {who: sign * (abs(fen) * share.ppm // WHOLE) for who, share in shares.items()}
        parts[remainder_to] = parts.get(remainder_to, 0) + fen - sum(parts.values())
        return {who: Money(Decimal(part).scaleb(-2), self.currency) for who, part in parts.items()}

    def times(self, factor: Decimal | Fraction | int) -> "Money":
        """Multiply, rounded half up to the 分."""
        return Money.rounded(Fraction(self.amount) * Fraction(factor), self.currency)

    def _same(self, currency: str) -> None:
        if currency != self.currency:
            raise CurrenciesDiffer(one=self.currency, other=currency)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other.currency)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other.currency)
        return self.amount < other.amount

    def __str__(self) -> str:
        return self.format()


@dataclass(frozen=True, slots=True)
class ConvertedMoney:
    """Keep a foreign amount together with the rate, its day and its source; `money` is what it is in 元.

    `rate` is 元 for one unit of the currency.

    :raises ValueError: for an amount in 元, a rate of nothing or less, or an unnamed source
    """

    original: Money
    rate: Decimal
    rate_date: date
    source: str

    def __post_init__(self) -> None:
        if self.original.currency == "CNY" or not self.rate > 0 or not self.source.strip():
            raise ValueError("a conversion needs a foreign amount, a rate above zero and the rate's source")

    @property
    def money(self) -> Money:
        """Give the amount in 元, rounded half up to the 分."""
        return Money.rounded(Fraction(self.original.amount) * Fraction(self.rate))


def _of_number(cell: int | float | Decimal) -> Decimal:
    try:
        return of_cell(cell)
    except Refusal as error:
        raise MoneyNotUnderstood(text=str(cell)) from error


def _read(text: str, column: Unit | None) -> tuple[Decimal, Unit]:
    """Read an amount in whole currency units, and the unit in which it is stated."""
    bare = tight(text)
    if re.search(r"\d[eE][-+]?\d", bare):
        raise MoneyIsScientific(text=text)
    found = None if len(bare) > _LONGEST or re.search(r"\d\s+\d", text) else _TEXT.fullmatch(bare)
    if not found or (found["small"] and found["back"] is None):
        raise MoneyNotUnderstood(text=text)
    named = {CURRENCY_OF[name.upper()] for name in found.group("front", "back", "also") if name}
    if len(named) > 1:
        raise MoneyNotUnderstood(text=text)
    try:
        value = number(found["number"])
        small = number(found["jiao"] or "零") / 10 + number(found["fen"] or "零") / 100
    except NumberIsVague as error:
        raise MoneyIsVague(text=text) from error
    except Refusal as error:
        raise MoneyNotUnderstood(text=text) from error
    size = next(
        (10**power for sign, power in (("亿", 8), ("億", 8), ("万", 4), ("萬", 4)) if sign in found["number"]), 1
    )
    size = _ENGLISH.get((found["english"] or "").lower(), size)
    if not named and size == 1:
        if column is None:
            raise MoneyNeedsUnit(text=text)
        return _EXACT.multiply(value, column.factor), column
    currency = next(iter(named), column.currency if column else "CNY")
    times = size if found["english"] else 1
    return _EXACT.multiply(value, Decimal(times)) + (-small if value < 0 else small), Unit(Decimal(size), currency)


def _shown(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), context=_EXACT):,f}"
