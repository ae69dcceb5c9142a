"""What a row says by itself, held against the district: unit, officer, track, money, stage and days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luodi.engines.gates.stages import STAGES
from luodi.people.permissions import acts_for
from luodi.people.queries.lookups import active_units, dictionary_words, postholders
from luodi.people.queries.unit_names import unit_finder
from luodi.values.actor import Actor
from luodi.values.names import bigrams
from luodi.values.unit import CURRENCY_OF
from luodi.values.width import tight

from ..ledger_columns import label_of
from .draft import Draft

TRACKS = "tracks"
HUGE, TINY = Decimal(50_000_000_000), Decimal(10_000)  # 元: 500亿 and 1万, beyond which a wrong unit is likelier
DAYS = ("signed_date", "landed_date", "started_date", "produced_date")


@dataclass(frozen=True, slots=True)
class District:
    """What the district knows by name, read once for a whole sheet (four SQL statements)."""

    by: Actor
    today: date
    find_unit: Callable[[str], int | None]
    units: dict[int, str]
    officers: dict[str, list[tuple[int, int]]]
    tracks: dict[str, str]


def district(*, by: Actor, today: date) -> District:
    """Read what the rows are held against."""
    return District(by, today, unit_finder(), active_units(), postholders(on=today), dictionary_words(TRACKS, on=today))


def judge_fields(draft: Draft, around: District) -> None:
    """Hold the cells of one row against the district and against each other."""
    _name(draft)
    _unit(draft, around)
    _officer(draft, around)
    _track(draft, around)
    _money(draft)
    _stage(draft)
    _days(draft, around.today)


def _name(draft: Draft) -> None:
    if "name" not in draft.read and not draft.is_bad_at("name"):
        draft.bad("cell_missing", "name", column=label_of("name"), column_en=label_of("name", "en"))


def _unit(draft: Draft, around: District) -> None:
    name = draft.read.get("unit")
    if name is None:
        if not draft.is_bad_at("unit"):
            draft.bad("cell_missing", "unit", column=label_of("unit"), column_en=label_of("unit", "en"))
        return
    unit_id = around.find_unit(name) or around.find_unit(tight(name))
    if unit_id is None:
        nearest = _nearest(name, list(around.units.values()))
        draft.bad("unit_unknown_near" if nearest else "unit_unknown", "unit", text=name, nearest=nearest)
        return
    draft.known["unit"] = unit_id
    if not acts_for(around.by, unit_id):
        draft.bad("unit_not_yours", "unit", text=around.units.get(unit_id, name), own=around.by.unit_name)


def _nearest(name: str, names: list[str]) -> str:
    """Give the unit's name that shares most pairs of characters with what was written; "" if none is near."""
    wanted = set(bigrams(name)) | set(name)

    def likeness(other: str) -> float:
        pairs = set(bigrams(other)) | set(other)
        return 2 * len(wanted & pairs) / (len(wanted) + len(pairs))

    best = max(names, key=likeness, default="")
    return best if best and likeness(best) >= 0.45 else ""


def _officer(draft: Draft, around: District) -> None:
    name = draft.read.get("officer")
    if name is None:
        return
    posts = around.officers.get(name.strip(), [])
    own = list(dict.fromkeys(person for person, unit in posts if unit == draft.known.get("unit")))
    anywhere = list(dict.fromkeys(person for person, _ in posts))
    if len(own) == 1:
        draft.known["officer"] = own[0]
    elif len(own) > 1:
        draft.doubt("officer_twice", "officer", text=name)
    elif anywhere:
        draft.doubt("officer_elsewhere", "officer", text=name)
    else:
        draft.doubt("officer_unknown", "officer", text=name)


def _track(draft: Draft, around: District) -> None:
    word = draft.read.get("track")
    if word is None or not around.tracks:
        return
    bare = tight(word)
    by_word = {tight(zh): zh for zh in around.tracks} | {
        tight(en).lower(): zh for zh, en in around.tracks.items() if en
    }
    found = by_word.get(bare) or by_word.get(bare.lower()) or by_word.get(bare.removesuffix("产业"))
    if found:
        draft.read["track"] = found
    else:
        draft.bad("track_unknown", "track", text=word, offered=list(around.tracks)[:20])


def _money(draft: Draft) -> None:
    stated = draft.read.get("currency")
    currency = CURRENCY_OF.get(tight(stated).upper()) if stated else None
    if stated and currency is None:
        draft.bad("currency_unknown", "currency", text=stated)
    if "amount" not in draft.read:
        return
    amount, own = draft.read["amount"]
    if currency and own != "CNY" and own != currency:
        draft.bad("currencies_differ", "currency", one=own, other=currency)
    elif currency:
        draft.read["amount"], own = [amount, currency], currency
    if own != "CNY":
        _foreign(draft, own)
    elif Decimal(amount) >= HUGE or Decimal(amount) < TINY:
        written = draft.cells.get("amount", "")
        draft.doubt(
            "amount_huge" if Decimal(amount) >= HUGE else "amount_tiny",
            "amount",
            text=written,
            yuan=f"{Decimal(amount):,.2f}",
        )


def _foreign(draft: Draft, currency: str) -> None:
    if draft.is_bad_at("rate") or draft.is_bad_at("rate_date"):
        return
    has_rate, has_day = "rate" in draft.read, "rate_date" in draft.read
    if has_rate != has_day:
        draft.bad("rate_half", "rate_date" if has_rate else "rate", currency=currency)
    elif not has_rate:
        draft.doubt("rate_missing", "rate", currency=currency)


def _stage(draft: Draft) -> None:
    code = draft.read.get("stage")
    if code is None:
        if not draft.is_bad_at("stage"):
            draft.doubt("stage_missing", "stage")
    elif STAGES[code].side:
        draft.doubt("stage_side", "stage", side=STAGES[code].zh, side_en=STAGES[code].en)


def _days(draft: Draft, today: date) -> None:
    days = {key: day for key in DAYS if (day := draft.day(key))}
    for key, day in days.items():
        if day > today:
            draft.doubt("day_ahead", key, day=day.isoformat(), column=label_of(key), column_en=label_of(key, "en"))
    for earlier, later in zip(DAYS, DAYS[1:], strict=False):
        if earlier in days and later in days and days[later] < days[earlier]:
            params = {"day": days[later].isoformat(), "other": days[earlier].isoformat(), "column": label_of(earlier),
                      "column_en": label_of(earlier, "en")}  # fmt: skip
            (draft.bad if later == "landed_date" else draft.doubt)("days_out_of_order", later, **params)


def stage_of(draft: Draft) -> tuple[str, str]:
    """Give the claimed stage of the main line and the side state of a row ("" for none)."""
    code = draft.read.get("stage", "P0")
    return ("P0", code) if STAGES[code].side else (code, "")
