"""Scenes of fair-competition reviews: an agreement with clauses that the rules forbid, its drafter and its reviewer."""

from datetime import date

from luodi.engines.fairness import Clause
from luodi.people import operations as people
from luodi.reviews import operations
from luodi.reviews.models import Finding, Review
from luodi.reviews.operations import NewReview
from tests.given.people import NOW, SET_UP, District

BAD = "乙方每年缴纳增值税的50%由甲方以奖励形式返还。"
STAY = "乙方自签约之日起十年内不得迁离本区。"
GOOD = "乙方在本区开展经营活动，双方依法履行各自义务。"
AGREEMENT = f"投资协议\n第一条　{GOOD}\n第二条　{BAD}\n第三条　{STAY}\n"


def span_in(text: str, words: str) -> tuple[int, int]:
    """Give the place of some words in a text."""
    return text.index(words), text.index(words) + len(words)


def clauses_of(text: str) -> tuple[Clause, ...]:
    """Give the structured clauses of the scene's agreement, as far as they stand in the text."""
    found = []
    if BAD in text:
        found.append(Clause(kind="payment", driver="tax", span=span_in(text, BAD), number="2"))
    if STAY in text:
        found.append(Clause(kind="duty_of_firm", conditions=("no_leaving",), span=span_in(text, STAY), number="3"))
    return tuple(found)


def regulator(scene: District) -> None:
    """Add a market regulator with an account "regulator" to the district, and load the parameters."""
    scene.units["市场监管局"] = people.add_unit(
        name="市场监管局", kind="department", parent_id=scene.root.pk, by=SET_UP, at=NOW
    )
    person = people.add_person(name="测试regulator", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk, unit_id=scene.units["市场监管局"].pk, role="department", from_date=date(2024, 1, 1),
        by=SET_UP, at=NOW,
    )  # fmt: skip
    scene.accounts["regulator"] = people.open_account(
        person_id=person.pk, sign_in_name="regulator", password="Canal-Bridge-77!", temporary=False, by=SET_UP, at=NOW
    )
    people.load_initial_parameters(by=SET_UP, at=NOW)


def asked(scene: District, who: str = "river", **change) -> Review:
    """Ask for a review of the scene's agreement."""
    text = change.pop("text", AGREEMENT)
    new = {"title": "临河新材料项目投资协议", "text": text, "clauses": clauses_of(text)} | change
    return operations.ask_review(new=NewReview(**new), by=scene.actor(who), at=NOW)


def act(do, review: Review, scene: District, actor: str = "river", **more):
    """Do something to a review in its newest version."""
    review.refresh_from_db()
    more = {"version": review.version, "at": NOW} | more
    return do(review_id=review.pk, by=scene.actor(actor), **more)


def finding(review: Review, rule: str) -> Finding:
    """Give the finding of a rule that stands in the text."""
    return Finding.objects.filter(review=review, rule=rule).exclude(state="gone").order_by("pk").first()


def cleaned(review: Review, scene: District, who: str = "river") -> None:
    """Word the text anew so that nothing forbidden is left, and record that nobody else is touched."""
    act(operations.rewrite_text, review, scene, who, text=AGREEMENT.replace(BAD, GOOD).replace(STAY, GOOD), clauses=())
    for each in Finding.objects.filter(review=review, state="open"):
        kind = "not_applicable" if each.severity == "forbid" else "explained"
        act(operations.answer_finding, review, scene, who, finding_id=each.pk, kind=kind, words="不涉及")
    act(
        operations.attach_hearing,
        review,
        scene,
        who,
        heard="none",
        held_date=date(2025, 3, 8),
        summary="不涉及其他经营者",
    )


def concluded(review: Review, scene: District, by: str = "riverhead") -> None:
    """Clean a review and conclude it."""
    cleaned(review, scene)
    act(operations.conclude_review, review, scene, by, words="经审查，可以出台")
