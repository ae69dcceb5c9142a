"""Texts that a row can hold: neither too long for their column nor with characters that no column takes."""

import re
from typing import TypeVar

from django.db import models

from luodi.values.refusal import Refusal

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Row = TypeVar("Row", bound=models.Model)


class TextDoesNotFit(Refusal):
    """A text is longer than its field, or carries control characters."""

    code = "text_does_not_fit"


def fitting(row: Row) -> Row:
    """Give a row back if its texts fit their columns.

    :raises TextDoesNotFit: with the beginning of the first text that does not fit, and the limit
    """
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        limit = getattr(field, "max_length", None)
        if isinstance(value, str) and ((limit and len(value) > limit) or CONTROL.search(value)):
            raise TextDoesNotFit(text=CONTROL.sub("", value)[:12], limit=limit or 0)
    return row
