"""Asking for the fair-competition review of the text and terms that are submitted."""

from datetime import datetime

from luodi.agreements.models import Agreement, Payment
from luodi.agreements.queries.standing import ORIGIN
from luodi.engines.fairness import Clause
from luodi.reviews.models import Review
from luodi.reviews.operations import NewReview, ask_review, rewrite_text
from luodi.values.actor import Actor

# What the fairness engine calls that which a payment follows, or a term watches.
DRIVERS = {
    "fixed_assets": "investment", "rd_spend": "research", "talent": "talent", "equipment": "equipment", "rent": "rent",
    "construction": "event", "milestone": "event", "tax": "tax", "revenue": "revenue",
}  # fmt: skip


def ask_for_review(agreement: Agreement, issued_by: str, by: Actor, at: datetime) -> None:
    """Put the current text before the review: the open review of this agreement gets it as its new version, else a new
    review is asked. Text and terms that were concluded on just so are not reviewed twice.
    """
    version = agreement.current
    clauses = structured(agreement)
    latest = Review.objects.filter(origin_kind=ORIGIN, origin_id=agreement.pk).exclude(state="withdrawn")
    review = latest.order_by("-pk").first()
    same = review is not None and review.text_sha256 == version.text_sha256 and not _terms_changed(agreement, review)
    if same:
        return
    if review is not None and review.state in ("open", "reopened") and review.text_sha256 != version.text_sha256:
        rewrite_text(
            review_id=review.pk, version=review.version, text=version.text, reason=f"第 {version.ordinal} 版",
            clauses=clauses, by=by, at=at,
        )  # fmt: skip
        return
    new = NewReview(
        title=agreement.title, text=version.text, kind="agreement", issued_by=issued_by, unit_id=agreement.unit_id,
        data_class=agreement.data_class, clauses=tuple(clauses), origin_kind=ORIGIN, origin_id=agreement.pk,
        origin_label=agreement.title, project_id=agreement.project_id,
    )  # fmt: skip
    ask_review(new=new, by=by, at=at)


def structured(agreement: Agreement) -> list[Clause]:
    """Give the payments and the watched terms as the engine's structured clauses."""
    if agreement.sheet is None:
        return []
    paid = [
        Clause(
            kind="payment", driver=DRIVERS.get(each.driver, "other"), legal_basis=each.legal_basis,
            policy_reference=_reference(each),
            amount_basis=DRIVERS.get(each.driver, "other"), number=f"付款{each.ordinal}",
        )
        for each in agreement.sheet.payments.select_related("policy", "clause__policy").order_by("ordinal")
    ]  # fmt: skip
    watched = [
        Clause(
            kind="duty_of_firm", driver=DRIVERS.get(each.indicator, "other"), watched_only=True,
            number=f"监测{each.ordinal}",
        )
        for each in agreement.sheet.terms.order_by("ordinal")
    ]  # fmt: skip
    return paid + watched


def _reference(paid: Payment) -> str:
    """Give the policy that a payment rests on, as the review reads it."""
    if paid.clause is not None:
        return f"《{paid.clause.policy.title}》{paid.clause.title}（{paid.clause.clause_id} 第{paid.clause.version}版）"
    return f"《{paid.policy.title}》{paid.policy_article}" if paid.policy else ""


def _terms_changed(agreement: Agreement, review: Review) -> bool:
    """Tell whether the terms were set after the review was last given them."""
    return agreement.sheet is not None and agreement.sheet.made_at > review.asked_at
