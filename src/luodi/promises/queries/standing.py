"""How every promise stands on a day, for work that goes through all of them at night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from luodi.promises.models import Promise
from luodi.promises.queries.readings import JOINED, read_promises
from luodi.values.actor import system

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A term of a promise: no figures, only what may stand in a warning."""

    promise_id: int
    term_id: int
    unit_id: int
    subject: str
    indicator: str
    data_class: str
    verdict: str
    lamp: str
    due: date


def standings(*, today: date, chunk: int = CHUNK) -> Iterator[Standing]:
    """Give each term of each promise, in the order of ids; five SQL statements a chunk, memory bounded by it."""
    last = 0
    while True:
        found = Promise.objects.filter(pk__gt=last, made_at__date__lte=today).select_related(*JOINED)
        promises = list(found.order_by("pk")[:chunk])
        for row in read_promises(promises, system("承诺研判"), today, today):
            for term in row.terms:
                yield Standing(
                    row.id, term.term_id, row.unit_id, row.subject, row.indicator, row.data_class, term.verdict, term.lamp,
                    term.due,
                )  # fmt: skip
        if len(promises) < chunk:
            return
        last = promises[-1].pk
