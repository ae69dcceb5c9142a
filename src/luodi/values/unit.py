"""Units of money as column headers and sentences name them: 元, 万元, 亿元, 万美元, CNY, "计划投资（万元）"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from luodi.values.refusal import Refusal
from luodi.values.width import tight

CURRENCY_NAMES = {
    "CNY": ("人民币元", "人民币", "元", "圆", "RMB", "CNY", "CN¥", "¥"),
    "USD": ("美元", "美金", "US$", "USD", "$"),
    "EUR": ("欧元", "EUR", "€"),
    "HKD": ("港元", "港币", "HK$", "HKD"),
    "JPY": ("日元", "日圆", "JPY"),
    "GBP": ("英镑", "GBP", "£"),
    "SGD": ("新加坡元", "新元", "S$", "SGD"),
    "KRW": ("韩元", "韩圆", "KRW"),
    "AUD": ("澳元", "澳大利亚元", "A$", "AUD"),
    "CAD": ("加元", "加拿大元", "C$", "CAD"),
    "CHF": ("瑞士法郎", "CHF"),
    "TWD": ("新台币", "TWD"),
}
"""Currency code → its names; the first one is written after an amount (人民币 is written as 元)."""

CURRENCY_OF = {name.upper(): code for code, names in CURRENCY_NAMES.items() for name in names}
MAGNITUDES = {
    "": 1,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "万亿": 10**12,
}
_CURRENCY = "|".join(re.escape(name) for name in sorted(CURRENCY_OF, key=len, reverse=True))
_UNIT = re.compile(rf"({'|'.join(sorted(MAGNITUDES, key=len, reverse=True))})({_CURRENCY})?", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")


class UnitNotUnderstood(Refusal):
    """The text is not a unit of money; `text` is what was written."""

    code = "unit_not_understood"


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold how many whole currency units one of this unit is: 万美元 is 10,000 USD."""

    factor: Decimal
    currency: str = "CNY"

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """Read a unit such as 元, 万元, 亿元, 万, 百万美元 or USD.

        :raises UnitNotUnderstood: if it is none
        """
        found = _UNIT.fullmatch(tight(text).removeprefix("单位:"))
        if not found or not found[0]:
            raise UnitNotUnderstood(text=text)
        return cls(Decimal(MAGNITUDES[found[1]]), CURRENCY_OF[found[2].upper()] if found[2] else "CNY")

    @property
    def name(self) -> str:
        """Give the Chinese name: 万元, 亿美元."""
        magnitude = next(name for name, factor in MAGNITUDES.items() if factor == self.factor)
        return magnitude + currency_name(self.currency)

    def __str__(self) -> str:
        return self.name


def currency_name(currency: str) -> str:
    """Give the name written after an amount: 元 for CNY, 美元 for USD, the code itself for rarer ones."""
    return "元" if currency == "CNY" else CURRENCY_NAMES.get(currency, (currency,))[0]


def unit_in_header(header: str) -> str | None:
    """Find the unit that a column header names in brackets or after a comma or colon, or None: "计划投资（万元）" → "万元"."""
    bare = tight(header)
    for candidate in (*_BRACKETS.findall(bare), *re.split(r"[,:;/]", bare)[1:]):
        try:
            return Unit.parse(candidate).name
        except UnitNotUnderstood:
            continue
    return None
