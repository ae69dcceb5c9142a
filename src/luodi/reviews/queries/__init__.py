"""Reading reviews. One module an area; callers import from here."""

from luodi.reviews.queries.exemptions import ExemptionRow, exemptions
from luodi.reviews.queries.form import review_form
from luodi.reviews.queries.lists import ReviewFilter, ReviewRow, Reviews, reviews, units_of_reviews
from luodi.reviews.queries.packs import PackPage, RescanPage, pack_in_force, pack_page, rescan_page, rescans_running
from luodi.reviews.queries.reading import (
    Concluded,
    ReviewPage,
    conclusion_of,
    open_findings,
    project_of,
    review_page,
    reviews_of_project,
    sees_review,
    texts_of,
)
from luodi.reviews.queries.waiting import ReviewWaits, reviews_waiting

__all__ = [
    "Concluded", "ExemptionRow", "PackPage", "RescanPage", "ReviewFilter", "ReviewPage", "ReviewRow", "ReviewWaits", "Reviews",
    "conclusion_of", "exemptions", "open_findings", "pack_in_force", "pack_page", "project_of", "rescan_page",
    "rescans_running", "review_form", "review_page", "reviews", "reviews_of_project", "reviews_waiting", "sees_review", "texts_of", "units_of_reviews",
]  # fmt: skip
