"""Who reacts to an event: the one table stands in `wiring/reactions.py`, named by the setting REACTIONS.

A reaction runs in the transaction that wrote the line and only enqueues work, so that the work exists exactly if the
event does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from luodi.journal.models import Line

Reaction = Callable[[Line], None]


@cache
def table() -> Mapping[str, Sequence[Reaction]]:
    """Load the table of reactions: event → who reacts."""
    return import_string(settings.REACTIONS)


def react(lines: Iterable[Line]) -> None:
    """Let everybody react who waits for the events of these lines."""
    for line in lines:
        for reaction in table().get(line.event, ()):
            reaction(line)
