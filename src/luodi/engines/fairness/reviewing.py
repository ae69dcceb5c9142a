"""A text and its clauses reviewed against a pack."""

from collections.abc import Sequence
from hashlib import sha256

from .pack import Pack
from .shape import Clause, Outcome, in_order
from .structured import clause_findings


def review(text: str, *, pack: Pack, clauses: Sequence[Clause] = ()) -> Outcome:
    """Review a text, and the structured clauses beside it, against the pack; never raises, whatever the text.

    Spans index `text`. Process rules (P01–P05) are not looked for: the workflow answers them.
    """
    findings = clause_findings(text, tuple(clauses), pack)
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Outcome(digest, pack.version, in_order(findings))
