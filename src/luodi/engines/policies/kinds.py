"""The types of the language: amounts with their unit, dates, flags, codes and sets; and how they are written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

EPOCH = date(1970, 1, 1)
WHOLE = 1_000_000  # ppm
WAN, YI = 10_000, 100_000_000
NEVER = (
    1_000_000  # the day of an event that is known not to have happened: in the year 4707, the last that a date may be
)
NEVER_WORDS = ("未发生", "has not happened")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type. An amount has powers of money and of area, and for plain numbers a grain: a count, a rate, or neither."""

    name: str  # amount | date | flag | code | set
    money: int = 0
    area: int = 0
    grain: str = ""  # count | rate | "": goes with both

    @property
    def is_amount(self) -> bool:
        """This will say whether it can be counted with."""
        return self.name == "amount"

    @property
    def is_plain(self) -> bool:
        """This will say whether it is an amount without money or area."""
        return self.name == "amount" and not self.money and not self.area

    @property
    def scale(self) -> int:
        """This will give the whole number that one unit is stored as: 0.01 ㎡ → 100; 分, heads and days → 1; rates → ppm."""
        return 100**self.area if self.area > 0 and not self.money else WHOLE if self.grain == "rate" else 1

    def words(self, language: str = "zh") -> str:
        """This will name the type."""
        return WORDS[self.key][0 if language.startswith("zh") else 1]

    @property
    def key(self) -> str:
        """This will give its short name: money, area, price, rate, count, number, date, flag, code, set."""
        if self.name != "amount":
            return self.name
        if self.money or self.area:
            return {(1, 0): "money", (0, 1): "area", (1, -1): "price"}.get((self.money, self.area), "compound")
        return self.grain or "number"


MONEY, AREA, PRICE = Kind("amount", money=1), Kind("amount", area=1), Kind("amount", money=1, area=-1)
NUMBER, COUNT, RATE = Kind("amount"), Kind("amount", grain="count"), Kind("amount", grain="rate")
DATE, FLAG, CODE, SET = Kind("date"), Kind("flag"), Kind("code"), Kind("set")
BY_NAME = {
    "money": MONEY, "area": AREA, "price": PRICE, "count": COUNT, "rate": RATE, "date": DATE, "flag": FLAG, "code": CODE, "set": SET,
}  # fmt: skip
WORDS = {
    "money": ("金额", "money"), "area": ("面积", "area"), "price": ("单价（每平方米）", "price per ㎡"), "count": ("数量", "count"),
    "rate": ("比率", "rate"), "number": ("数", "number"), "date": ("日期", "date"), "flag": ("是否", "yes or no"),
    "code": ("代码", "code"), "set": ("集合", "set"), "compound": ("复合单位", "compound unit"),
}  # fmt: skip


def day_number(day: date | int) -> int:
    """Give the days since 1970-01-01."""
    return day if isinstance(day, int) else (day - EPOCH).days


def day_of(number: int) -> date:
    """Give the date of a day number."""
    return EPOCH + timedelta(days=number)


def plain(value: Fraction | int, places: int = 6) -> str:
    """Write a number without needless zeros, cut after `places` decimals."""
    exact = Fraction(value)
    sign, exact = ("-", -exact) if exact < 0 else ("", exact)
    digits = exact.numerator * 10**places // exact.denominator
    whole, rest = divmod(digits, 10**places)
    tail = str(rest).rjust(places, "0").rstrip("0")
    return f"{sign}{whole}{'.' + tail if tail else ''}"


def money_words(fen: Fraction | int, language: str = "zh") -> str:
    """Write an amount of 分 as people do, exactly: 35.04万元, 5亿元, 120元; CNY 350,400.00 in English."""
    if not language.startswith("zh"):
        cents = fen.numerator // fen.denominator
        return f"CNY {'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    yuan = Fraction(fen) / 100
    for size, name in ((YI, "亿元"), (WAN, "万元")):
        if abs(yuan) >= size:
            return plain(yuan / size, 10) + name
    return plain(yuan, 4) + "元"


def shown(value: object, kind: Kind, language: str = "zh") -> str:
    """Write a value of a type for people; amounts are in their unit (money in 分)."""
    chinese = language.startswith("zh")
    if value is None:
        return "未知" if chinese else "not known"
    if kind.name == "flag":
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if kind.name == "date":
        if value == NEVER:
            return NEVER_WORDS[0 if chinese else 1]
        return day_of(int(value)).isoformat()  # type: ignore[call-overload]
    if kind.name == "set":
        return "、".join(sorted(value)) or "—"  # type: ignore[call-overload]
    if kind.name == "code":
        return f"“{value}”"
    return _amount(Fraction(value), kind, language)  # type: ignore[call-overload]


def _amount(value: Fraction, kind: Kind, language: str) -> str:
    if kind.key == "money":
        return money_words(value, language)
    if kind.key == "price":
        return plain(value / 100) + ("元/㎡" if language.startswith("zh") else " CNY/㎡")
    if kind.key == "area":
        return plain(value) + "㎡"
    if kind.key == "rate":
        return plain(value * 100) + "%"
    return plain(value)
