"""What every step of a claim shares: locking, the next stage with its clock, the journal line, telling persons."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import localdate

from luodi.claims import refusals
from luodi.claims.models import Claim
from luodi.companies.models import Representative
from luodi.engines.clocks import working_days_after
from luodi.journal.operations import record
from luodi.notices.operations import NewNotice, notify
from luodi.people.models import Post
from luodi.people.queries.settings import parameters_in_force
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

CLOCKS = {
    "invited": "claims.confirm_days",
    "submitted": "claims.check_days",
    "checked": "claims.cross_days",
    "crossed": "claims.publish_days",
    "approved": "claims.pay_days",
    "committed": "claims.pay_days",
}
MOST_TOLD = 20


def setting(code: str, *, on: date) -> Decimal:
    """Give a dated parameter of claims as a number."""
    return Decimal(str(parameters_in_force("claims.", on=on)[code]))


def due_day(stage: str, at: datetime) -> date | None:
    """Give the last day of a step's clock in working days; None for a step without a clock."""
    code = CLOCKS.get(stage)
    today = localdate(at)
    return working_days_after(today, int(setting(code, on=today))).day if code else None


def locked_claim(claim_id: int, version: int | None, by: Actor, *stages: str) -> Claim:
    """Lock a claim that the actor may see, at one of some stages (any where none is given).

    :raises NotFound: if there is none that the actor sees
    :raises Stale: if somebody took a step since it was read
    :raises ClaimWrongStage: at another stage
    """
    seen = Claim.objects.visible_to(by).select_for_update(of=("self",)).select_related("company", "envelope")
    row = seen.filter(pk=claim_id).first()
    if row is None:
        raise NotFound()
    if version is not None and row.version != version:
        raise Stale()
    require_stage(row, *stages)
    return row


def require_stage(claim: Claim, *stages: str) -> None:
    """Refuse at any other stage.

    :raises ClaimWrongStage: naming where the claim stands
    """
    if stages and claim.stage not in stages:
        raise refusals.ClaimWrongStage(stage=claim.stage)


def move(
    claim: Claim, stage: str, event: str, by: Actor, at: datetime, *changed: str, due: date | None = None, **facts: object
) -> Claim:  # fmt: skip
    """Take a locked claim to a stage, save it with the named fields as its next version, and write the journal line.

    :param due: the last day of the stage's clock where it is not that of the parameter
    """
    before = claim.stage
    claim.stage, claim.stage_at = stage, at
    if before != stage:
        claim.stage_due = due or due_day(stage, at)
    claim.version += 1
    claim.save(update_fields=["stage", "stage_at", "stage_due", "version", *changed])
    note(event, claim, by, at, before={"stage": before}, after={"stage": stage}, **facts)
    return claim


def note(
    event: str, claim: Claim, by: Actor, at: datetime, *, before: object = None, after: object = None, **facts: object
) -> None:
    """Write the journal line of something done to a claim."""
    record(
        event, claim, by=by, at=at, label=f"{claim.company.name} · {claim.clause_title}", owner_unit_id=claim.unit_id,
        data_class="sensitive", before=before, after=after, facts=facts,
    )  # fmt: skip


def in_words(text: str, longest: int = 300) -> str:
    """Give a reason as it is kept.

    :raises ClaimNeedsWords: if there is none
    """
    words = text.strip()[:longest]
    if not words:
        raise refusals.ClaimNeedsWords()
    return words


def tell_firm(claim: Claim, kind: str, by: Actor, at: datetime, **params: object) -> None:
    """Tell the firm's representatives of a claim."""
    today = localdate(at)
    persons = Representative.objects.filter(company=claim.company_id, from_date__lte=today)
    persons = persons.filter(Q(to_date=None) | Q(to_date__gt=today)).order_by("pk")
    _tell(list(persons.values_list("person_id", flat=True)[:MOST_TOLD]), claim, kind, "claims:mine", by, at, params)


def tell_department(claim: Claim, kind: str, by: Actor, at: datetime, **params: object) -> None:
    """Tell those who hold a post in the department of a claim."""
    today = localdate(at)
    posts = Post.objects.filter(unit_id=claim.unit_id, from_date__lte=today, person__active=True)
    posts = posts.filter(Q(to_date=None) | Q(to_date__gt=today)).exclude(role="firm_user").order_by("pk")
    _tell(list(posts.values_list("person_id", flat=True)[:MOST_TOLD]), claim, kind, "claims:detail", by, at, params)


def _tell(
    persons: list[int], claim: Claim, kind: str, page: str, by: Actor, at: datetime, params: dict[str, object]
) -> None:
    words = {"clause": claim.clause_title, "company": claim.company.name, **params}
    notices = [
        NewNotice(person, kind, words, page, "claims.claim", claim.pk, "sensitive") for person in sorted(set(persons))
    ]
    notify(notices=notices, by=by, at=at)


def yuan(fen: int) -> str:
    """Write an amount in 分 as 元 with its two places."""
    return f"{Decimal(fen) / 100:,.2f}"
