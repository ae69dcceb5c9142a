"""Taking the lock of one agreement before anything about it is decided, and writing what became of it."""

from datetime import datetime

from luodi.agreements import refusals
from luodi.agreements.models import Agreement
from luodi.agreements.models.agreement import SIGNED_STATES
from luodi.journal.operations import record
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Stale

STATE_WORDS = {
    "draft": ("起草中", "being drafted"),
    "in_review": ("审查中", "in review"),
    "approved": ("已批准", "approved"),
    "signed": ("已签署", "signed"),
    "in_force": ("履行中", "in force"),
    "ended": ("已期满", "ended"),
    "terminated": ("已解除", "terminated"),
}


def locked(agreement_id: int, version: int | None, by: Actor) -> Agreement:
    """Lock an agreement's row; `version` is what the person saw, None for work that looked at the row just now.

    Only who reads its terms gets at it: everybody else is told that there is none.

    :raises NotFound: if there is none that `by` may see
    :raises Stale: if somebody changed it since
    """
    rows = Agreement.objects.visible_to(by)
    condition = Agreement.objects.all().open_to(by)
    rows = rows if condition is True else rows.filter(condition)
    agreement = rows.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if agreement is None:
        raise NotFound()
    if version is not None and agreement.version != version:
        raise Stale()
    return agreement


def require_state(agreement: Agreement, *states: str) -> None:
    """Refuse unless the agreement stands in one of these states.

    :raises SignedTextIsFixed: for a draft's act on what was signed
    :raises AgreementNotIn: else, with where it stands and where it would have to
    """
    if agreement.state in states:
        return
    if states == ("draft",) and agreement.state in SIGNED_STATES:
        raise refusals.SignedTextIsFixed()
    is_now, needed = STATE_WORDS[agreement.state], [STATE_WORDS[each] for each in states]
    raise refusals.AgreementNotIn(
        state=is_now[0], state_en=is_now[1], needed=[each[0] for each in needed],
        needed_en=", ".join(each[1] for each in needed),
    )  # fmt: skip


def store(agreement: Agreement, at: datetime, *fields: str) -> None:
    """Write some fields of a locked agreement and count its version up."""
    agreement.version += 1
    agreement.changed_at = at
    agreement.save(update_fields=[*fields, "version", "changed_at"])


def note(event: str, agreement: Agreement, by: Actor, at: datetime, *, before=None, after=None, **facts) -> None:
    """Write the journal line of something done to an agreement."""
    record(
        event, agreement, by=by, at=at, label=agreement.title, owner_unit_id=agreement.unit_id,
        data_class=agreement.data_class, before=before, after=after, facts=facts,
    )  # fmt: skip
