"""Masks for personal values: what is shown before somebody reveals it with a reason."""

import re


def mask_phone(phone: str) -> str:
    """Show the first three and last four digits of a mobile number, and only the last two of others."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""


def mask_identity(number: str) -> str:
    """Show the first five and the last character of an identity number."""
    return f"{number[:5]}{'*' * max(len(number) - 6, 0)}{number[-1:]}" if number else ""


def mask_email(address: str) -> str:
    """Show the first character of the name and the domain."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""


def mask_name(name: str) -> str:
    """Show the family name only, as another unit sees an occupied lead's contact."""
    return f"{name[:1]}{'某' * max(len(name) - 1, 0)}" if name else ""
