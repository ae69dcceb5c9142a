"""The wording of agreements: cut into clauses, compared to the letter, marked where it changed, filled into templates.

Pure: texts and bytes in, answers or refusals out. No Django, no clock, no file system.
"""

from .blanks import Blank, blanks_of, fill, plain_money
from .canon import Difference, first_difference, signing_form, text_sha256, without_page_numbers, wording_sha256
from .clauses import CutClause, cut
from .docx import FilledClause, merge, names_in
from .papers import redline_paper, text_paper
from .promises import Promise, promises_in
from .redline import ClauseChange, Piece, Redline, compare, touched_by
from .refusals import BlankMissing, BlankNotUnderstood, BlankUnknown, TagRefused, TemplateBroken

__all__ = [
    "Blank",
    "BlankMissing",
    "BlankNotUnderstood",
    "BlankUnknown",
    "ClauseChange",
    "CutClause",
    "Difference",
    "FilledClause",
    "Piece",
    "Promise",
    "Redline",
    "TagRefused",
    "TemplateBroken",
    "blanks_of",
    "compare",
    "cut",
    "fill",
    "first_difference",
    "merge",
    "names_in",
    "plain_money",
    "promises_in",
    "redline_paper",
    "signing_form",
    "text_paper",
    "text_sha256",
    "touched_by",
    "without_page_numbers",
    "wording_sha256",
]
