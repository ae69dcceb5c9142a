"""The gates' definition: a new version from a day on, checked as a whole; the former stay for what was judged by them."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.timezone import localtime

from luodi.engines.gates.definition import Definition, DefinitionFaulty, differences, parse_definition, shipped_text
from luodi.journal.operations import record
from luodi.people.permissions import require
from luodi.projects import refusals
from luodi.projects.models import GateDefinition
from luodi.values.actor import Actor
from luodi.values.refusal import Stale, sentence_of

FIRST_DAY = date(2020, 1, 1)
DEFINING_LOCK = 0x67617465


@transaction.atomic
def define_gates(
    *, text: str, source: str, valid_from: date, by: Actor, at: datetime, seen: int | None = None
) -> GateDefinition:
    """Set the gates' definition from a day on, as a new version.

    `seen` is the newest version that the person saw. It may not hold from a day before today: what was judged stays.

    :raises GateDefinitionWrong: naming everything that is wrong with the text
    :raises GateDefinitionNeedsSource: if it is not said on whose word
    :raises GateDefinitionTooEarly: if it were to hold from a past day
    :raises GateDefinitionUnchanged: if it says the same as the version of that day
    :raises Stale: if somebody set a version meanwhile
    """
    require(by, "gates.define")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEFINING_LOCK])
    if GateDefinition.objects.order_by("-pk").values_list("pk", flat=True).first() != seen:
        raise Stale()
    definition = _checked(text)
    if not source.strip():
        raise refusals.GateDefinitionNeedsSource()
    if valid_from < localtime(at).date():
        raise refusals.GateDefinitionTooEarly()
    rows = GateDefinition.objects.filter(valid_from__lte=valid_from).order_by("-valid_from", "-pk")
    former = parse_definition(rows.values_list("text", flat=True).first() or shipped_text())
    changed = differences(former, definition)
    if not changed and former.title == definition.title:
        raise refusals.GateDefinitionUnchanged()
    found = GateDefinition.objects.create(
        text=text, title=definition.title[:200], source=source.strip()[:300], valid_from=valid_from,
        person_id=by.person_id, at=at,
    )  # fmt: skip
    record("gate.defined", found, by=by, at=at, label=definition.title,
           facts={"valid_from": valid_from, "changes": len(changed), "source": found.source})  # fmt: skip
    return found


@transaction.atomic
def load_shipped_gates(*, by: Actor, at: datetime) -> bool:
    """Store the definition that Luodi ships as the first version, if there is none; tell whether it did."""
    require(by, "gates.define")
    if GateDefinition.objects.exists():
        return False
    definition = parse_definition(shipped_text())
    found = GateDefinition.objects.create(
        text=shipped_text(), title=definition.title, source=definition.source[:300], valid_from=FIRST_DAY,
        person_id=by.person_id, at=at,
    )  # fmt: skip
    record("gate.defined", found, by=by, at=at, label=definition.title,
           facts={"valid_from": FIRST_DAY, "changes": len(definition.asks), "source": found.source})  # fmt: skip
    return True


def _checked(text: str) -> Definition:
    try:
        return parse_definition(text)
    except DefinitionFaulty as wrong:
        said = [
            [f"{fault.place} {sentence_of(fault.code, dict(fault.params), language)}".strip() for fault in wrong.faults]
            for language in ("zh", "en")
        ]
        raise refusals.GateDefinitionWrong(faults=said[0][:20], faults_en=said[1][:20], count=len(said[0])) from None
