"""How alike two projects are: investor, name without its phase, site. Measured, with the reason said."""

import re

from .cases import Case

PHASE = re.compile(
    r"[（(]?(?P<phase>第?[一二三四五六七八九十0-9]{1,2}期|phase\s*[0-9ivx]{1,4})(?:工程|项目|建设)?[)）]?",
    re.IGNORECASE,
)
INCREASE = re.compile(r"增资|扩产|扩建|追加|二次投资|增量|increase|expansion", re.IGNORECASE)
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
EMPTY = re.compile(r"项目|工程|公司|有限|股份|集团|（|）|\(|\)|\s|“|”|·|-")


def bare_name(name: str) -> str:
    """Give a name without its phase, brackets and the words that every project has."""
    return EMPTY.sub("", BRACKETS.sub("", PHASE.sub("", name))).lower()


def phase_word(name: str) -> str:
    """Give the phase that a name carries ("二期"), or ""."""
    match = PHASE.search(name)
    return match["phase"] if match else ""


def increase_word(name: str) -> str:
    """Give the word by which a name says that it is an increase, or ""."""
    match = INCREASE.search(name)
    return match[0] if match else ""


def alike(first: str, second: str) -> float:
    """Give the likeness of two texts from 0 to 1 (Dice's measure over pairs of characters)."""
    if first == second:
        return 1.0 if first else 0.0
    pairs, others = _pairs(first), _pairs(second)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def same_investor(one: Case, other: Case) -> str:
    """Say by what two projects have one investor: "credit_code", "company", "group", or "" if they have not."""
    if one.credit_code and one.credit_code == other.credit_code:
        return "credit_code"
    if (one.company_id and one.company_id == other.company_id) or (
        one.company_key and one.company_key == other.company_key
    ):
        return "company"
    return "group" if one.group and one.group == other.group else ""


def likeness(one: Case, other: Case) -> tuple[float, str]:
    """Give how alike two projects are, and by what: the same investor with a like name or site, or the very name.

    A different investor makes two projects of one name different; without any investor the name alone decides.
    """
    investor = same_investor(one, other)
    name = alike(bare_name(one.name), bare_name(other.name))
    if not investor:
        known = bool((one.company_key or one.company_id) and (other.company_key or other.company_id))
        return (0.0, "") if known else (name, "name")
    if one.site and one.site == other.site and name >= 0.5:
        return max(name, 0.9), f"{investor}+site"
    return name, investor
