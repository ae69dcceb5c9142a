"""Unified social credit codes 统一社会信用代码 (GB 32100-2015), checked character by character.

Digits 3–8 name the division in which the code was first issued. Firms move, divisions merge, and the code stays:
they are never a present address, and this module offers no way to read them as one.
"""

import re
from dataclasses import dataclass

from luodi.values.refusal import Refusal
from luodi.values.width import tight

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_DASHES = re.compile(r"[-‐‑–—−]")


class CreditCodeNotUnderstood(Refusal):
    """The code does not have 18 characters; `text` and `length` say what was written."""

    code = "credit_code_length"


class CreditCodeIsScientific(Refusal):
    """A spreadsheet turned the code into a number and lost its digits."""

    code = "credit_code_scientific"


class CreditCodeIsOldRegistration(Refusal):
    """The number is a business registration number of before October 2015, with 15 digits."""

    code = "credit_code_old_registration"


class CreditCodeHasWrongCharacter(Refusal):
    """The code has a character that the standard does not use; `character` at `position` (from 1)."""

    code = "credit_code_character"


class CreditCodeFailsCheck(Refusal):
    """The last character does not agree with the others: at least one is mistyped."""

    code = "credit_code_check"


class CreditCodeFailsOrganisationCheck(Refusal):
    """Character 17 does not agree with characters 9 to 16, the organisation code."""

    code = "credit_code_organisation"


@dataclass(frozen=True, slots=True, order=True)
class CreditCode:
    """Hold a code of 18 characters that passes both checks; use `parse` for what people typed.

    :raises Refusal: one of this module's, naming what is wrong
    """

    text: str

    def __post_init__(self) -> None:
        _check(self.text)

    @classmethod
    def parse(cls, value: str | int | float) -> "CreditCode":
        """Read a code from a text or a cell: full-width, lower case, spaces and dashes are put right, nothing else.

        :raises Refusal: one of this module's, naming what is wrong
        """
        if isinstance(value, float):
            raise CreditCodeIsScientific(text=f"{value:.4E}")
        return cls(_DASHES.sub("", tight(str(value))).upper())

    @classmethod
    def compose(cls, kind: str, division: str, serial: str) -> "CreditCode":
        """Build a code from its parts and compute both check characters, for invented firms.

        `kind` has 2 characters ("91": a firm), `division` 6 digits, `serial` the 8 characters of the organisation code.
        """
        body = kind + division + serial + _organisation_check(serial)
        return cls(body + _check_character(body))

    @property
    def organisation_code(self) -> str:
        """Give the organisation code, characters 9 to 17."""
        return self.text[8:17]

    def __str__(self) -> str:
        return self.text


def _check(text: str) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise CreditCodeIsScientific(text=text)
    if re.fullmatch(r"\d{15}", text, re.ASCII):
        raise CreditCodeIsOldRegistration(text=text)
    if len(text) != 18:
        raise CreditCodeNotUnderstood(text=text, length=len(text))
    for position, character in enumerate(text, 1):
        if character not in (_ALPHABET[:10] if 3 <= position <= 8 else _ALPHABET):
            raise CreditCodeHasWrongCharacter(text=text, character=character, position=position)
    if _check_character(text[:17]) != text[17]:
        raise CreditCodeFailsCheck(text=text)
    if _organisation_check(text[8:16]) != text[16]:
        raise CreditCodeFailsOrganisationCheck(text=text)


def _check_character(body: str) -> str:
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def _organisation_check(serial: str) -> str:
    total = sum(int(character, 36) * weight for character, weight in zip(serial, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
