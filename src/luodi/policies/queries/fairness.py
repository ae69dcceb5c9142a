"""Where the fair-competition review of a clause's text stands."""

from dataclasses import dataclass

from django.db.models import Q

from luodi.policies.models import ClauseVersion
from luodi.reviews.models import Conclusion, Finding, Review, Text

ORIGIN = "policies.policy"
OPEN = Q(severity="forbid", state__in=["open", "answered"]) | Q(severity="review", state="open")


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """Whether a review of exactly this text was concluded, which one, and what is open: (severity, rule, article, reason, en)."""

    concluded: bool = False
    review_id: int | None = None
    number: str = ""
    state: str = ""
    open: tuple[tuple[str, str, str, str, str], ...] = ()

    @property
    def forbids(self) -> tuple[tuple[str, str, str, str, str], ...]:
        """Give the red lines that are open."""
        return tuple(each for each in self.open if each[0] == "forbid")


def fairness_standing(row: ClauseVersion) -> ClauseStanding:
    """Give where the review of a clause's text stands: alone, or within the text of its whole policy; four statements.

    A text that changed by one letter since is not what was reviewed.
    """
    words = row.text.strip()
    texts = Text.objects.filter(
        review__origin_kind=ORIGIN, review__origin_id=row.policy_id, text__contains=words
    ).exclude(review__state="withdrawn")
    newest = list(texts.select_related("review").order_by("-review_id", "-version"))
    current = [each for each in newest if each.version == each.review.text_version]
    standings = [_of(each, row, words) for each in current]
    return next((each for each in standings if each.concluded), standings[0] if standings else ClauseStanding())


def _of(text: Text, row: ClauseVersion, words: str) -> ClauseStanding:
    review = text.review
    start = text.text.find(words)
    inside = Q(clause=row.clause_id) | Q(end__gt=start, start__lt=start + len(words))
    found = Finding.objects.filter(OPEN, review=review).filter(inside).order_by("severity", "start", "pk")
    left = tuple(found.values_list("severity", "rule", "article", "reason", "reason_en"))
    written = Conclusion.objects.filter(review=review, text_sha256=review.text_sha256).exists()
    clean = not any(each[0] == "forbid" for each in left)
    return ClauseStanding(
        written and clean and review.state != "reopened", review.pk, review.number or "", review.state, left
    )


def review_of(row: ClauseVersion) -> Review | None:
    """Give the review that was last asked for a clause alone, if it can still take another text."""
    review = row.review
    return review if review is not None and review.state in ("open", "reopened") else None
