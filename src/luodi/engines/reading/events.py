"""The event an article reports: kind, name, date, host of a trip, travellers; from headline and first sentences."""

import re
from collections.abc import Mapping
from typing import Any

from .facts.context import Context
from .lines import HAN
from .vocabulary import alternation, longest_end, words

TRIP_TO = re.compile(
    r"赴(?P<where>[^,。;:\n\x1d]{2,30}?)(?:开展|进行)?(?:实地)?(?:学习考察|考察学习|考察调研|考察交流|学习交流|考察|参观|调研|学习|取经|对接)"
)
DISTRICT = re.compile(rf"(?P<place>{HAN}{{1,6}}?(?:新区|区|县|市))(?:委|政府)?(?:党政)?(?:领导|代表团|考察团)")


def kind_of(headline: str, lead: str) -> str:
    """Tell the kind of event by the headline, then by the lead; “报道” where none is told."""
    kinds = words("events")["kinds"]
    for kind in ("签约", "清单"):
        if any(word in headline[-12:] for word in kinds[kind]):
            return kind
    if re.search(r"赴.{1,24}(?:考察|学习|调研|取经|招商|洽谈)", headline):
        return "考察学习"
    for text in (headline, lead[:160]):
        hits = [
            (text.index(word), -len(word), kind)
            for kind, listed in kinds.items()
            for word in listed
            if word in text and not (kind == "清单" and text is not headline)
        ]
        if hits:
            return min(hits)[2]
    return "报道"


def event_of(context: Context, headline: str) -> Mapping[str, Any]:
    """Put the event together from the article's facts: kind, name, date, part of day, host."""
    event: dict[str, Any] = {"kind": context.kind, "date": None}
    name = _name(headline, context.text)
    if name:
        event["name"] = name
    lead = context.sentences[3][1] if len(context.sentences) > 3 else len(context.text)
    for draft in context.of_type("date"):
        value = draft.fields["value"]
        if draft.start > lead or draft.fields.get("role"):
            continue
        if draft.fields.get("vague"):
            event["vague"] = draft.text
            break
        if value and len(value) in (7, 10) and (len(value) == 10 or value.startswith("--")):
            event.update({key: draft.fields[key] for key in ("part", "year_inferred", "until") if key in draft.fields})
            event["date"] = value
            break
    if context.kind == "考察学习":
        event.update(_trip(context, headline))
    return event


def _name(headline: str, body: str) -> str | None:
    ending = alternation(words("events")["names"]["endings"])
    opener = alternation(words("events")["names"]["openers"])
    for text in (headline, body[:240]):
        match = re.search(
            rf"(?P<name>[^,。;:\s\n]{{2,44}}?{ending})(?:在[^,。]{{1,12}})?(?:隆重|成功|顺利)?{opener}", text
        )
        if not match:
            match = re.search(rf"{opener}(?:了)?(?P<name>[^,。;:\s\n“]{{2,44}}?{ending})", text)
        if match and len(match["name"]) > len(longest_end(match["name"], words("events")["names"]["endings"]) or ""):
            return re.sub(rf"^[^,]*?{opener}", "", match["name"]) or None
    return None


def _trip(context: Context, headline: str) -> dict[str, Any]:
    own = DISTRICT.search(headline) or DISTRICT.search(context.text)
    own_place = own["place"] if own else None
    found: dict[str, Any] = {}
    if own_place:
        found["travellers"] = own_place
    for match in TRIP_TO.finditer(context.text):
        where = match["where"]
        if longest_end(where, words("places")["regions"]) and "、" not in where:
            found["host"] = where
            return found
    for draft in context.of_type("person"):
        place = re.match(rf"(?P<place>{HAN}{{1,8}}?(?:新区|区|县|市))(?:领导|委|政府)", draft.fields["post"])
        if place and own_place and place["place"] not in (own_place, "区", "市", "县") and len(place["place"]) > 1:
            found["host"] = place["place"]
            return found
    return found
