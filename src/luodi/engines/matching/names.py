"""Names of investors, products and sites, brought to the part that tells them from others."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from luodi.values.names import bigrams, firm_key, normalised

_DISTRICT = re.compile(r"^[\u4e00-\u9fff]{2,3}?(?:新区|开发区|高新区|省|市|区|县|旗)(?=[\u4e00-\u9fffa-z0-9]{2,})")
_IN_BRACKETS = re.compile(r"\((?:中国|[\u4e00-\u9fff]{2,3}(?:新区|开发区|高新区|省|市|区|县|旗))\)")
_NO_DISTRICT = ("社区", "园区", "小区", "地区", "城市", "都市", "超市", "门市")
_FILLER = re.compile(
    r"(?:项目|产业化|产业园|生产线|产线|生产基地|制造基地|基地|总部|研发中心|中心|平台|建设|扩产|增资|二期|一期|的|及|和|与|生产|制造|研发)"
)
KEPT = 2


@lru_cache(maxsize=65_536)
def core_key(name: str) -> str:
    """Give what tells a firm from others: no place in front of it or in brackets, no legal form behind.

    Beyond `values.names.firm_key` any leading place that says what it is (…省 …市 …区 …县) goes as well.
    """
    whole = normalised(name)
    key = firm_key(_IN_BRACKETS.sub("", whole) or whole)
    while (found := _DISTRICT.match(key)) and not found[0].endswith(_NO_DISTRICT):
        rest = firm_key(key[found.end() :])
        if len(rest) < KEPT:
            break
        key = rest
    return key


def identity_keys(
    *, name: str = "", credit_code: str | None = None, foreign_number: str | None = None, aliases: Iterable[str] = ()
) -> tuple[str, ...]:
    """Give the keys under which an investor may be known, the surest first: code, foreign number, core names.

    Two investors that share a key may be one; a lock on every key keeps two registrations of one investor apart.
    """
    keys = [f"u:{normalised(credit_code).upper()}"] if credit_code and credit_code.strip() else []
    if foreign_number and normalised(foreign_number):
        keys.append(f"f:{normalised(foreign_number)}")
    keys += [f"n:{key}" for each in (name, *aliases) if (key := core_key(each))]
    return tuple(dict.fromkeys(keys))


def search_pairs(name: str, shares: dict[str, float] | None = None, most: int = 4) -> list[str]:
    """Give the pairs of characters by which a name is sought, the rarest first; `shares` says how common each one is."""
    pairs = [pair for pair in bigrams(core_key(name)) if len(pair) == 2]
    known = shares or {}
    return sorted(pairs, key=lambda pair: (known.get(pair, 0.0), pairs.index(pair)))[:most]


def alike(one: str, other: str) -> float | None:
    """Give how alike two descriptions (products, sites) are, 0 to 1; None where one of them says nothing."""
    if not one or not other:
        return None
    left, right = _bare(one), _bare(other)
    if not left or not right:
        return None
    if left == right:
        return 1.0
    pairs, others = _counted(left), _counted(right)
    total = len(left) + len(right) - 2
    common = sum(min(count, others[pair]) for pair, count in pairs.items() if pair in others)
    return 2 * common / total if total > 0 else 0.0


@lru_cache(maxsize=65_536)
def _bare(text: str) -> str:
    whole = normalised(text)
    return _FILLER.sub("", whole) or whole


@lru_cache(maxsize=65_536)
def _counted(text: str) -> dict[str, int]:
    return Counter(_pairs(text))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
