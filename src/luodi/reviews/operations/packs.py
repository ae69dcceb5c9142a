"""Adopting a version of the rule pack, and reading all live texts again with it, some at a time."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from luodi.engines import fairness
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.reviews.models import Pack, Reread, Rescan, Review, Text
from luodi.reviews.operations.locking import store, tell
from luodi.reviews.operations.rereading import Difference, close_exemptions_of, read_again
from luodi.reviews.operations.unpacking import unpacked
from luodi.reviews.queries.packs import LIVE_STATES, pack_in_force, pack_of
from luodi.reviews.refusals import (
    PackAlreadyAdopted,
    PackNotYetValid,
    PackReasonMissing,
    PackUnknown,
    PackUnreadable,
    RescanRunning,
)
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class Brought:
    """A review that a rescan brought something to answer."""

    review_id: int
    title: str
    unit_id: int
    data_class: str
    findings: int


@transaction.atomic
def adopt_pack(*, name: str, reason: str = "", by: Actor, at: datetime) -> Rescan:
    """Adopt a pack of the installation as the one in force, and start reading all live texts again with it.

    :raises PackUnknown: if there is none of that name
    :raises PackAlreadyAdopted, RescanRunning: if it was adopted before, or another one is being read with
    """
    require(by, "reviews.packs")
    try:
        pack = fairness.load_pack(name)
    except KeyError as unknown:
        raise PackUnknown(name=name) from unknown
    return _adopt(pack, name, {}, reason, by, at)


@transaction.atomic
def upload_pack(*, data: bytes, file_name: str, reason: str, by: Actor, at: datetime) -> Rescan:
    """Take in a new version of the rule pack from a file, put it in force, and start reading all live texts again with it.

    The file is the rules alone (.toml), the rest staying as it is in force, or a .zip of the pack's .toml files.

    :raises PackUnreadable: for what is no pack, naming the file in it and the fault
    :raises PackNotYetValid: for a version that holds from a later day on
    :raises PackReasonMissing: without a reason
    :raises PackAlreadyAdopted, RescanRunning: as `adopt_pack`
    """
    require(by, "reviews.packs")
    if not reason.strip():
        raise PackReasonMissing()
    try:
        files = dict(pack_in_force().texts) | unpacked(data, file_name)
        pack = fairness.checked_pack(tuple(sorted(files.items())))
    except fairness.PackFaulty as faulty:
        raise PackUnreadable(where=faulty.where, why=faulty.why[:200]) from faulty
    if pack.valid_from > localdate(at):
        raise PackNotYetValid(version=pack.version, day=pack.valid_from)
    if pack.version == pack_in_force().version:
        raise PackAlreadyAdopted(version=pack.version)
    digest = hashlib.sha256(data).hexdigest()
    rescan = _adopt(pack, pack.code.lower()[:40], files, reason, by, at)
    record(
        "review.pack_uploaded", rescan.pack, by=by, at=at, label=pack.version,
        facts={"version": pack.version, "file": file_name[:120], "sha256": digest[:16]},
    )  # fmt: skip
    return rescan


def _adopt(
    pack: fairness.Pack, name: str, files: dict[str, str], reason: str, by: Actor, at: datetime
) -> Rescan:  # fmt: skip
    before = pack_in_force().version
    if Pack.objects.filter(version=pack.version).exists():
        raise PackAlreadyAdopted(version=pack.version)
    live = Review.objects.filter(state__in=LIVE_STATES).count()
    try:
        with transaction.atomic():
            row = Pack.objects.create(
                name=name, version=pack.version[:40], title=pack.title[:120], files=files, reason=reason.strip()[:300],
                person_id=by.person_id, adopted_at=at,
            )  # fmt: skip
            rescan = Rescan.objects.create(
                pack=row, before_version=before, total=live, started_by_id=by.person_id, started_at=at
            )
    except IntegrityError as taken:
        raise RescanRunning() from taken
    record("review.pack_adopted", row, by=by, at=at, label=pack.version, facts={"version": pack.version})
    facts = {"version": pack.version, "total": live}
    record("review.rescan_queued", rescan, by=by, at=at, label=pack.version, facts=facts)
    return rescan


@transaction.atomic
def rescan_some(*, rescan_id: int, size: int = 50, by: Actor, at: datetime) -> tuple[int, list[Brought]]:
    """Read the next texts of a rescan again; give how many there were, and those that have something to answer.

    A stored conclusion stays as it is. Each text is read once a rescan, whoever is killed in between.
    """
    require(by, "reviews.packs")
    rescan = Rescan.objects.select_for_update(of=("self",)).select_related("pack").filter(pk=rescan_id).first()
    if rescan is None:
        raise NotFound()
    pack = pack_of(rescan.pack)
    read = Reread.objects.filter(rescan=rescan).values("review_id")
    waiting = Review.objects.select_for_update().filter(state__in=LIVE_STATES).exclude(pk__in=read)
    batch = list(waiting.order_by("pk")[:size])
    newest = {(text.review_id, text.version): text for text in Text.objects.filter(review__in=batch)}
    brought, rows = [], []
    for review in batch:
        found = read_again(review, newest[review.pk, review.text_version], pack, at)
        rows.append(_reread(rescan, review, found, at))
        brought += _brought(rescan, review, found, by, at)
    Reread.objects.bulk_create(rows)
    return len(batch), brought


@transaction.atomic
def finish_rescan(*, rescan_id: int, by: Actor, at: datetime) -> None:
    """Mark a rescan as done when no live text is left to read; a second call changes nothing."""
    require(by, "reviews.packs")
    rescan = Rescan.objects.select_for_update().select_related("pack").get(pk=rescan_id)
    if rescan.state != "running":
        return
    rescan.state, rescan.ended_at = "done", at
    rescan.total = Reread.objects.filter(rescan=rescan).count()
    rescan.save(update_fields=["state", "ended_at", "total"])
    version = rescan.pack.version
    record("review.rescan_done", rescan, by=by, at=at, label=version, facts={"version": version})


def _reread(rescan: Rescan, review: Review, found: Difference, at: datetime) -> Reread:
    lines = [
        {"what": what, "id": each.pk, "rule": each.rule, "severity": each.severity, "quote": each.quote[:200]}
        for what in ("new", "changed", "gone")
        for each in getattr(found, what)
    ]
    counts = {what: len(getattr(found, what)) for what in ("new", "gone", "changed")}
    return Reread(rescan=rescan, review=review, lines=lines, at=at, **counts)


def _brought(rescan: Rescan, review: Review, found: Difference, by: Actor, at: datetime) -> list[Brought]:
    """Take a review up again where something is to be answered, and say so in the journal."""
    review.pack_version = rescan.pack.version
    close_exemptions_of([*found.gone], "规则包更新", at)
    counts = {what: len(getattr(found, what)) for what in ("new", "gone", "changed")}
    if not any(counts.values()):
        Review.objects.filter(pk=review.pk).update(pack_version=review.pack_version)
        return []
    if found.to_answer and review.state == "concluded":
        review.state = "reopened"
    store(review, "pack_version", "state", at=at)
    tell("review.reread", review, by, at, version=rescan.pack.version, **counts)
    if not found.to_answer:
        return []
    return [Brought(review.pk, review.title, review.unit_id, review.data_class, len(found.to_answer))]
