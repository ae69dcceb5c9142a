"""Writing the district's dictionaries: words with the days on which they hold. A new meaning is a new row."""

import tomllib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from luodi.journal.operations import record
from luodi.people.models import Entry
from luodi.people.permissions import require
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

FILE = Path(__file__).resolve().parent.parent / "dictionaries.toml"


class DictionaryUnknown(Refusal):
    """The dictionary file has no such dictionary."""

    code = "dictionary_unknown"


class WordMissing(Refusal):
    """An entry needs a code and a Chinese word."""

    code = "word_missing"


class WordTaken(Refusal):
    """The dictionary has this code or word on some of these days already."""

    code = "word_taken"


class WordDaysWrong(Refusal):
    """A word ends after it begins, and a new wording begins after the old one."""

    code = "word_days_wrong"


@transaction.atomic
def add_entry(
    *,
    dictionary: str,
    code: str,
    zh: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    en: str = "",
    note: str = "",
    sort: int = 0,
) -> Entry:
    """Add a word to a dictionary from a day on.

    :raises DictionaryUnknown: if the dictionary file has none of this name
    :raises WordTaken: if the code or the word holds already
    """
    require(by, "dictionaries.edit")
    if dictionary not in tomllib.loads(FILE.read_text(encoding="utf-8")):
        raise DictionaryUnknown(dictionary=dictionary)
    code, zh = code.strip(), zh.strip()
    if not code or not zh:
        raise WordMissing()
    held = Entry.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from), Q(code=code) | Q(zh=zh), dictionary=dictionary
    )
    if held.exists():
        raise WordTaken(word=zh)
    row = Entry(
        dictionary=dictionary, code=code, zh=zh, en=en.strip(), note=note.strip(), sort=sort, valid_from=valid_from
    )
    fitting(row).save()
    facts = {"dictionary": dictionary, "valid_from": valid_from}
    record("entry.added", row, by=by, at=at, label=zh, facts=facts)
    return row


@transaction.atomic
def reword_entry(
    *,
    entry_id: int,
    zh: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    en: str = "",
    note: str = "",
    sort: int | None = None,
) -> Entry:
    """Give an entry's code another wording from a day on; the old wording holds until then.

    :raises WordDaysWrong: if that day is not after the old wording's first
    """
    require(by, "dictionaries.edit")
    old = _open(entry_id)
    if valid_from <= old.valid_from:
        raise WordDaysWrong(day=old.valid_from)
    if not zh.strip():
        raise WordMissing()
    others = Entry.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from), dictionary=old.dictionary, zh=zh.strip()
    )
    if others.exclude(code=old.code).exists():
        raise WordTaken(word=zh)
    old.valid_to = valid_from
    old.save(update_fields=["valid_to"])
    row = Entry(
        dictionary=old.dictionary, code=old.code, zh=zh.strip(), en=en.strip(), note=note.strip(),
        sort=old.sort if sort is None else sort, valid_from=valid_from,
    )  # fmt: skip
    fitting(row).save()
    facts = {"dictionary": old.dictionary, "valid_from": valid_from}
    record("entry.reworded", row, by=by, at=at, label=row.zh, before=old.zh, after=row.zh, facts=facts)
    return row


@transaction.atomic
def end_entry(*, entry_id: int, valid_to: date, by: Actor, at: datetime) -> Entry:
    """End an entry on a day; rows that carry the word keep it.

    :raises WordDaysWrong: if that day is not after its first
    """
    require(by, "dictionaries.edit")
    row = _open(entry_id)
    if valid_to <= row.valid_from:
        raise WordDaysWrong(day=row.valid_from)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    record("entry.ended", row, by=by, at=at, label=row.zh, facts={"dictionary": row.dictionary, "valid_to": valid_to})
    return row


def _open(entry_id: int) -> Entry:
    row = Entry.objects.select_for_update().filter(pk=entry_id, valid_to=None).first()
    if row is None:
        raise NotFound()
    return row
