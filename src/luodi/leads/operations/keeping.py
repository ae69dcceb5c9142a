"""Keeping a right alive: contacts noted, the right renewed or released, warned of and lapsed by the clock, values opened."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from luodi.leads import refusals
from luodi.leads.models import EVIDENCE_KINDS, LIVE, EvidencedContact, Registration
from luodi.leads.operations.locking import end, locked, note, reason_given, require_state, store
from luodi.leads.permissions import may_register, may_reveal, sees_identity
from luodi.leads.rules import Rules, months_after, rules_on
from luodi.leads.words import END_REASONS
from luodi.people.permissions import require
from luodi.projects.operations import withdraw_evidence
from luodi.tasks import operations as tasks
from luodi.values.actor import Actor, system
from luodi.values.refusal import NotAllowed, NotFound

TASK_ORIGIN = "leads.registration"


@transaction.atomic
def note_contact(
    *, project_id: int, contacted_date: date, by: Actor, at: datetime, kind: str = "visit", reference: str = "",
    document_id: int | None = None, origin_kind: str = "", origin_id: int | None = None,
) -> EvidencedContact | None:  # fmt: skip
    """Note an evidenced contact with the investor of a project: it ends the silence and counts for a renewal.

    Called with an origin by whoever logs visits and calls, once each; nothing happens for a project without a live right.

    :raises LeadContactUnproven: without reference, document or origin
    :raises LeadContactDayWrong: for a day in the future
    """
    rows = Registration.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.filter(project_id=project_id, state__in=LIVE).first()
    if row is None:
        return None
    may_register(by, row.unit_id)
    if not (reference.strip() or document_id or origin_kind):
        raise refusals.LeadContactUnproven()
    if contacted_date > localdate(at):
        raise refusals.LeadContactDayWrong(day=contacted_date)
    given = {
        "reference": reference.strip()[:300],
        "document_id": document_id,
        "kind": kind if kind in EVIDENCE_KINDS else "other",
    }
    again = row.contacts.filter(origin_kind=origin_kind, origin_id=origin_id).first() if origin_kind else None
    if again:
        return again
    line = EvidencedContact.objects.create(
        registration=row, contacted_date=contacted_date, origin_kind=origin_kind, origin_id=origin_id, person_id=by.person_id,
        at=at, **given,
    )  # fmt: skip
    if row.last_contact is None or contacted_date > row.last_contact:
        row.last_contact, row.warned_at = contacted_date, None
        store(row, "last_contact", "warned_at")
        _close_warning(row, by, at)
    note("lead.contact_noted", row, by, at, day=contacted_date)
    return line


@transaction.atomic
def renew(*, registration_id: int, version: int, by: Actor, at: datetime) -> Registration:
    """Renew a right as the rules allow: so many times, on so many evidenced contacts within the window.

    :raises LeadRenewalUsedUp: or LeadRenewalUnproven, saying what is missing
    """
    row = locked(registration_id, version, by)
    may_register(by, row.unit_id)
    require_state(row, "active")
    rules = rules_on(localdate(at))
    if row.renewals >= rules.renewals:
        raise refusals.LeadRenewalUsedUp(limit=rules.renewals)
    have = recent_contacts(row, rules, localdate(at))
    if have < rules.renewal_contacts:
        raise refusals.LeadRenewalUnproven(days=rules.renewal_window_days, needed=rules.renewal_contacts, have=have)
    row.renewals, row.protected_until = row.renewals + 1, months_after(row.protected_until, rules.renewal_months)
    store(row, "renewals", "protected_until")
    note("lead.renewed", row, by, at, until=row.protected_until)
    return row


def recent_contacts(row: Registration, rules: Rules, today: date) -> int:
    """Count the days with an evidenced contact within the window of a renewal; one SQL statement."""
    since = today - timedelta(days=rules.renewal_window_days)
    days = row.contacts.filter(contacted_date__gte=since, contacted_date__lte=today)
    return days.values("contacted_date").distinct().count()


@transaction.atomic
def release(*, registration_id: int, version: int, reason: str, by: Actor, at: datetime) -> Registration:
    """Give up a registration: a live one goes to the pool, a shadow ends.

    :raises LeadReasonMissing: without a reason
    """
    row = locked(registration_id, version, by)
    may_register(by, row.unit_id)
    require_state(row, "waiting", "active", "shadow")
    why = reason_given(reason)
    was_live = row.state in LIVE
    end(row, "released", "released" if was_live else "shadow", why, at)
    if was_live:
        _withdraw_evidence(row, why, by, at)
        _tell_shadows(row, by, at)
    note("lead.released", row, by, at, reason=why)
    return row


@transaction.atomic
def keep_clocks(*, by: Actor, at: datetime) -> dict[str, int]:
    """Let the rights lapse whose time is over, and warn of those that are silent; give how many of each.

    Over is a right whose protection has ended, whose project is lost, terminated or withdrawn, or whose unit has had no
    evidenced contact for so many days (domain.md §3.2 `silence_days`). Run again, it does nothing twice.
    """
    require(by, "leads.rule")
    today = localdate(at)
    rules, counts = rules_on(today), {"warned": 0, "lapsed": 0}
    silent_from = today - timedelta(days=rules.silence_warning_days)
    gone = Q(project__withdrawn_at__isnull=False) | Q(project__side_state__in=["lost", "terminated"])
    over = Q(protected_until__lt=today) | Q(last_contact__lte=silent_from) | gone
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True).filter(state="active").filter(over)
    for row in rows.select_related("project").order_by("pk"):
        why = _why_over(row, rules, today)
        if why:
            _lapse(row, why, by, at)
            counts["lapsed"] += 1
        elif row.warned_at is None and silent_days(row, today) >= rules.silence_warning_days:
            _warn(row, rules, by, at)
            counts["warned"] += 1
    return counts


def silent_days(row: Registration, today: date) -> int:
    """Give the days since the last evidenced contact; the clock starts at acceptance at the earliest."""
    since = max(filter(None, [row.last_contact, localdate(row.decided_at) if row.decided_at else None]))
    return (today - since).days


def _why_over(row: Registration, rules: Rules, today: date) -> str:
    if row.project.withdrawn_at is not None:
        return "withdrawn"
    if row.project.side_state in ("lost", "terminated"):
        return "lost"
    if row.protected_until < today:
        return "expired"
    return "silence" if silent_days(row, today) >= rules.silence_lapse_days else ""


def _lapse(row: Registration, why: str, by: Actor, at: datetime) -> None:
    words = END_REASONS[why]
    end(row, "lapsed", why, words, at)
    _close_warning(row, by, at)
    if why != "withdrawn":
        _withdraw_evidence(row, words, by, at)
    _tell_shadows(row, by, at)
    note("lead.lapsed", row, by, at, reason=words)


def _warn(row: Registration, rules: Rules, by: Actor, at: datetime) -> None:
    today = localdate(at)
    days = silent_days(row, today)
    row.warned_at = at
    store(row, "warned_at")
    title = f"首谈预警：“{row.title}”已 {days} 天没有接洽，逾期将转入线索池"
    _open_task(row, title, today + timedelta(days=max(rules.silence_lapse_days - days, 0)), by, at)
    note("lead.warned", row, by, at, days=days)


def _open_task(row: Registration, title: str, due: date | None, by: Actor, at: datetime) -> None:
    task = tasks.NewTask(
        kind="follow_up", title=title[:300], unit_id=row.unit_id, due_date=due, origin_kind=TASK_ORIGIN, origin_id=row.pk,
        origin_label=row.number, origin_unit_id=row.unit_id,
    )  # fmt: skip
    tasks.open_task(task=task, by=system("首谈提醒", by.request_id), at=at)  # may be another unit's: a shadow


def _close_warning(row: Registration, by: Actor, at: datetime) -> None:
    tasks.close_of_origin(
        origin_kind=TASK_ORIGIN,
        origin_id=row.pk,
        kind="follow_up",
        outcome="已有新的接洽，或首谈权已了结",
        by=by,
        at=at,
    )


def _withdraw_evidence(row: Registration, why: str, by: Actor, at: datetime) -> None:
    withdraw_evidence(reason=why, origin_kind=TASK_ORIGIN, origin_id=row.pk, by=by, at=at)


def _tell_shadows(row: Registration, by: Actor, at: datetime) -> None:
    """Give each shadow's unit a task: the lead that it helped with is free now."""
    for behind in Registration.objects.filter(shadow_of=row, state="shadow").order_by("pk"):
        _open_task(
            behind, f"协作线索“{behind.title}”的首谈权已空出，可到线索池认领", localdate(at) + timedelta(days=5), by, at
        )


@transaction.atomic
def reveal(*, registration_id: int, what: str, reason: str, by: Actor, at: datetime) -> str:
    """Open the contact's phone ("phone") or an unannounced investor ("investor") for a reason that the journal keeps.

    :raises NotAllowed: if the actor's roles open no such values of this unit
    :raises LeadReasonMissing: without a reason
    """
    row = Registration.objects.visible_to(by).filter(pk=registration_id).first()
    if row is None:
        raise NotFound()
    if not may_reveal(by, row.unit_id):
        raise NotAllowed(permission="people.reveal")
    why = reason_given(reason)
    words = ("投资方", "investor") if what == "investor" else ("联系电话", "phone")
    note("lead.revealed", row, by, at, what=words[0], what_en=words[1], reason=why)
    return row.investor_name if what == "investor" else row.contact_phone


@transaction.atomic
def note_opened(*, registration_id: int, by: Actor, at: datetime) -> None:
    """Note that a person opened the registration of an unannounced investor (class secret) that is theirs to see, and why.

    :raises NotFound: if it is not the actor's to see
    """
    row = Registration.objects.visible_to(by).filter(pk=registration_id).first()
    if row is None:
        raise NotFound()
    if not row.confidential or by.person_id is None or not sees_identity(by, row):
        return
    own = by.person_id in (row.officer_id, row.registered_by_id)
    words = ("经办", "in charge") if own else ("受理核对", "to decide on it") if by.may("leads.accept") else ("单位负责人查看", "as head of its unit")  # fmt: skip
    note("lead.opened", row, by, at, reason=words[0], reason_en=words[1])
