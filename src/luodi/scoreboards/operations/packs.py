"""Formula packs: uploaded by one person, approved by another, in force from a day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from luodi.engines import scoreboards as engine
from luodi.journal.operations import record
from luodi.people.models import UNIT_KINDS
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.scoreboards.models import Pack
from luodi.scoreboards.permissions import require_check, require_keep
from luodi.scoreboards.refusals import PackClassUnknown, PackFileNotUsable, PackTwice, ScoreboardNeedsWords
from luodi.scoreboards.sources import checked_sources, of_examples
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound

LARGEST = 200_000


@transaction.atomic
def upload_pack(*, data: bytes, sources: Mapping[str, str] | None = None, by: Actor, at: datetime) -> Pack:
    """Take in a formula pack; it waits for another person's approval.

    :raises PackFileNotUsable: for what is no text
    :raises PackNotUsable: with every fault, each naming place and field (the engine's refusal)
    :raises PackClassUnknown, PackSourceUnknown: for classes and sources that the district doesn't have
    :raises PackTwice: if it was uploaded already
    """
    require_keep(by)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise PackFileNotUsable() from wrong
    if len(data) > LARGEST or "\x00" in text:
        raise PackFileNotUsable()
    return _kept(text, sources or {}, False, by, at)


@transaction.atomic
def load_example_packs(*, by: Actor, at: datetime) -> list[Pack]:
    """Put the handbook's example packs in as drafts marked as examples; those that are there already stay as they are."""
    require_keep(by)
    found = []
    for name in engine.pack_names():
        pack = engine.load_pack(name)
        if not Pack.objects.filter(code=pack.code, digest=pack.digest).exists():
            text = (engine.pack.FOLDER / f"{name}.toml").read_text(encoding="utf-8")
            found.append(_kept(text, of_examples().get(pack.code, {}), True, by, at))
    return found


@transaction.atomic
def set_sources(*, pack_id: int, sources: Mapping[str, str], by: Actor, at: datetime) -> Pack:
    """Say where the figures of a pack that waits come from.

    :raises PackSourceUnknown: for a source that there is not
    """
    require_keep(by)
    row = _locked(pack_id)
    if row.state != "proposed":
        require_check(by, row)
    row.sources = checked_sources(engine.read_pack(row.text), sources)
    row.save(update_fields=["sources"])
    record("scoreboard.pack_sources_set", row, by=by, at=at, label=row.title, facts={"sources": row.sources})
    return row


@transaction.atomic
def approve_pack(*, pack_id: int, valid_from: date, note_text: str = "", by: Actor, at: datetime) -> Pack:
    """Approve a pack as another person than who uploaded it; boards of that day and later are made by it.

    :raises ScoreboardCheckerIsMaker: for who uploaded it
    """
    row = _settled(pack_id, "approved", note_text, by, at)
    row.valid_from = valid_from
    row.save()
    record(
        "scoreboard.pack_approved", row, by=by, at=at, label=row.title,
        facts={"valid_from": valid_from, "digest": row.digest[:16]},
    )  # fmt: skip
    return row


@transaction.atomic
def reject_pack(*, pack_id: int, note_text: str, by: Actor, at: datetime) -> Pack:
    """Reject a pack as another person than who uploaded it, saying why.

    :raises ScoreboardNeedsWords: without a reason
    """
    if not note_text.strip():
        require(by, "scoreboards.approve")
        raise ScoreboardNeedsWords()
    row = _settled(pack_id, "rejected", note_text, by, at)
    row.save()
    record("scoreboard.pack_rejected", row, by=by, at=at, label=row.title, facts={"note": row.decision_note})
    return row


def _kept(text: str, sources: Mapping[str, str], example: bool, by: Actor, at: datetime) -> Pack:
    pack = engine.read_pack(text)
    for code in pack.classes:
        if code not in UNIT_KINDS:
            raise PackClassUnknown(given=code)
    row = fitting(Pack(
        code=pack.code, year=pack.year, title=pack.title, text=text, digest=pack.digest,
        sources=checked_sources(pack, sources), example=example, made_by_id=by.person_id, made_at=at,
    ))  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise PackTwice(title=pack.title) from twice
    record("scoreboard.pack_uploaded", row, by=by, at=at, label=row.title, facts={"code": row.code, "year": row.year, "digest": row.digest[:16]})  # fmt: skip
    return row


def _locked(pack_id: int) -> Pack:
    row = Pack.objects.select_for_update(of=("self",)).filter(pk=pack_id).first()
    if row is None:
        raise NotFound()
    return row


def _settled(pack_id: int, state: str, note_text: str, by: Actor, at: datetime) -> Pack:
    require(by, "scoreboards.approve")
    row = _locked(pack_id)
    require_check(by, row)
    row.state, row.approved_by_id, row.decided_at, row.decision_note = state, by.person_id, at, note_text.strip()
    return fitting(row)
