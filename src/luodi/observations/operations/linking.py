"""Links by which a firm answers without signing in: made by somebody who did not report, opened, answered once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from luodi.observations import refusals
from luodi.observations.models import Consent, FirmLink, LinkTry, Series
from luodi.observations.operations import consenting
from luodi.observations.operations.observing import following, in_words, locked_series, note, refuse_state
from luodi.observations.permissions import is_oneself, require_report
from luodi.observations.queries.standing import consent_in_force, newest_of
from luodi.people.one_time import hash_of_token, new_token
from luodi.people.queries import parameter
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What the firm is asked: about which value, or for which authorisation. Nothing else of the district is shown."""

    purpose: str
    firm: str
    unit: str
    expires_at: datetime
    indicator: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    value: Decimal | None = None
    wanted_for: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FirmAnswer:
    """What the firm says, and who says it for the firm."""

    agrees: bool
    signer: str
    post: str = ""
    reason: str = ""


@transaction.atomic
def make_confirm_link(*, series_id: int, seen: int, by: Actor, at: datetime) -> str:
    """Make a link by which the firm confirms or disputes a value; give its secret, which is shown this once.

    :raises ObservationCheckerIsMaker: for who reported the value: two persons and the firm stand behind a confirmation
    :raises LinkHasNoFirm: for a value that is not a firm's
    """
    series, newest = locked_series(series_id, seen, by)
    require_report(by, series.subject.unit_id)
    refuse_state(newest, ("reported", "verified", "disputed"))
    if series.subject.company_id is None:
        raise refusals.LinkHasNoFirm(subject=series.subject.name)
    if is_oneself(by, newest.made_by_id):
        raise refusals.ObservationCheckerIsMaker()
    secret = _made("confirm", by, at, series=series, seen_value=newest.value)
    note("observation.link_made", series, by, at)
    return secret


@transaction.atomic
def make_consent_link(*, consent_id: int, by: Actor, at: datetime) -> str:
    """Make a link by which the firm's representative signs an authorisation; give its secret, shown this once.

    :raises ConsentWrong: if it waits for no signature
    """
    consent = Consent.objects.visible_to(by).select_related("subject").filter(pk=consent_id).first()
    if consent is None:
        raise NotFound()
    require_report(by, consent.subject.unit_id)
    if consent.state != "requested":
        raise refusals.ConsentWrong(what="已不在待签状态", what_en="waits for no signature")
    secret = _made("consent", by, at, consent=consent)
    consenting.note_consent("consent.link_made", consent, by, at)
    return secret


def _made(purpose: str, by: Actor, at: datetime, **to: object) -> str:
    secret, hours = new_token(), int(str(parameter("observations.link_hours", on=localdate(at))))
    FirmLink.objects.create(
        purpose=purpose, secret_hash=hash_of_token(secret), made_by_id=by.person_id, made_at=at,
        expires_at=at + timedelta(hours=hours), **to,
    )  # fmt: skip
    return secret


def open_link(*, secret: str, by: Actor, at: datetime) -> LinkPage:
    """Give what a link asks. Opening it changes nothing; a link that does not hold is noted against the caller's address.

    :raises LinkTriesTooMany: after too many links that did not hold
    :raises LinkNotHolding: if it is unknown, used, over, or what it asks about has changed
    """
    _refuse_stormers(by, at)
    link = _holding(secret, at)
    if link is None:
        _note_try(by, at)
        raise refusals.LinkNotHolding()
    return _page(link)


def answer_link(*, secret: str, answer: FirmAnswer, by: Actor, at: datetime) -> LinkPage:
    """Take the firm's answer: the value is confirmed or disputed, or the authorisation signed; the link is used up.

    A person of the district who is signed in can't answer for a firm.

    :raises LinkNotHolding, LinkTriesTooMany: as for opening it; of two answers one wins
    :raises LinkNotForStaff: for people of the district
    :raises ObservationNeedsWords: without a name, or where a dispute gives no reason
    """
    page = open_link(secret=secret, by=by, at=at)
    if by.person_id is not None and "firm_user" not in by.roles:
        raise refusals.LinkNotForStaff()
    if not answer.signer.strip() or not (answer.agrees or answer.reason.strip()):
        raise refusals.ObservationNeedsWords()
    with transaction.atomic():
        link = FirmLink.objects.select_for_update(of=("self",)).get(secret_hash=hash_of_token(secret))
        if link.used_at is not None:
            raise refusals.LinkNotHolding()
        link.used_at = at
        link.save(update_fields=["used_at"])
        if link.purpose == "confirm":
            _answer_value(link, answer, by, at)
        else:
            _answer_consent(link, answer, by, at)
    return page


def _answer_value(link: FirmLink, answer: FirmAnswer, by: Actor, at: datetime) -> None:
    series = Series.objects.select_for_update(of=("self",)).select_related("subject").get(pk=link.series_id)
    newest = newest_of(series.pk)
    if newest.value != link.seen_value or newest.state == "withdrawn":
        raise refusals.LinkNotHolding()
    who = f"{answer.signer.strip()} {answer.post.strip()}".strip()
    state, reason = ("verified", "") if answer.agrees else ("disputed", in_words(answer.reason))
    following(newest, known_at=at, state=state, source_kind="firm", signer=who, reason=reason)
    event = "observation.firm_confirmed" if answer.agrees else "observation.firm_disputed"
    note(event, series, by, at, **({"reason": reason} if reason else {}))


def _answer_consent(link: FirmLink, answer: FirmAnswer, by: Actor, at: datetime) -> None:
    consent = Consent.objects.select_for_update(of=("self",)).select_related("subject").get(pk=link.consent_id)
    if answer.agrees:
        consenting.sign(consent, signer=answer.signer.strip(), post=answer.post.strip(), by=by, at=at)
    else:
        consenting.end(consent, in_words(answer.reason), by, at)


def _refuse_stormers(by: Actor, at: datetime) -> None:
    most = int(str(parameter("observations.link_tries", on=localdate(at))))
    tried = LinkTry.objects.filter(address_hash=hash_of_token(by.address), tried_at__gt=at - timedelta(hours=1)).count()
    if tried >= most:
        raise refusals.LinkTriesTooMany()


@transaction.atomic
def _note_try(by: Actor, at: datetime) -> None:
    fitting(LinkTry(address_hash=hash_of_token(by.address), tried_at=at)).save(force_insert=True)
    LinkTry.objects.filter(tried_at__lt=at - timedelta(days=1)).delete()


def _holding(secret: str, at: datetime) -> FirmLink | None:
    found = (
        FirmLink.objects.select_related("series__subject__unit", "consent__subject__unit")
        .filter(secret_hash=hash_of_token(secret), used_at__isnull=True, expires_at__gt=at)
        .first()
    )
    if found is None or found.purpose == "consent":
        return found if found is None or found.consent.state == "requested" else None
    newest = newest_of(found.series_id)
    if newest.value != found.seen_value or newest.state == "withdrawn":
        return None
    held = found.series.data_class != "secret" or consent_in_force(found.series.subject_id, on=localdate(at))
    return found if held else None


def _page(link: FirmLink) -> LinkPage:
    subject = link.series.subject if link.series else link.consent.subject
    shared = {
        "purpose": link.purpose, "firm": subject.name, "unit": subject.unit.name, "expires_at": link.expires_at
    }  # fmt: skip
    if link.consent:
        return LinkPage(**shared, wanted_for=link.consent.purpose, until=link.consent.until_date)
    series = link.series
    return LinkPage(
        **shared, indicator=series.indicator, valid_from=series.valid_from, valid_to=series.valid_to,
        value=link.seen_value,
    )  # fmt: skip
