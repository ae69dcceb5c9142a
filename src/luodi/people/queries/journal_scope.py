"""What a viewer may see of the journal: derived from the table of sights, so that it never shows more than the rows."""

from collections.abc import Callable

from luodi.journal.browsing import Scope
from luodi.people.models import Person
from luodi.people.permissions import require
from luodi.people.visibility import sees, sights
from luodi.values.actor import Actor

CLASSES = ("public", "internal", "sensitive", "secret")
OWN_IDEAS = ("", "people", "journal")


def journal_scope(viewer: Actor) -> Scope:
    """Give the scope of a viewer's look at the journal.

    Whoever has `journal.view_all` sees that each line exists; others see lines of the units and data classes that
    their roles show them, and what they did themselves. Lines about persons (sign-ins, codes, posts) stay with
    `journal.view_all` and with the units that own them.
    """
    require(viewer, "journal.view")
    if viewer.may("journal.view_all") or viewer.kind == "system":
        return Scope(everything=True)
    classes: list[tuple[str, frozenset[int] | None]] = []
    for name in CLASSES:
        scopes = {sight.scope for sight in sights(viewer, name)}
        if "all" in scopes:
            classes.append((name, None))
        elif "own" in scopes and viewer.unit_ids:
            classes.append((name, viewer.unit_ids))
    if any(sight.scope in ("own", "all") for sight in sights(viewer, "personal")) and viewer.unit_ids:
        classes.append(("personal", viewer.unit_ids))
    return Scope(classes=tuple(classes), actor_id=viewer.person_id)


def journal_hides(viewer: Actor) -> Callable[[str, str, int | None], bool]:
    """Give the rule by which a line that the viewer sees keeps its values to itself.

    Lines about business objects show their values only to those who see such rows; the audit administrator sees that
    something was done, by whom and when, but not to which project.
    """

    def hides(object_kind: str, data_class: str, owner_unit_id: int | None) -> bool:
        if viewer.kind == "system" or object_kind.partition(".")[0] in OWN_IDEAS:
            return False
        if not viewer.may("journal.view_all"):
            return False
        return not sees(viewer, data_class, owner_unit_id)

    return hides


def person_ids_named(words: str) -> tuple[int, ...]:
    """Give the ids of the persons whose name contains the words, at most 200; one SQL statement."""
    return tuple(Person.objects.filter(name__contains=words.strip()).values_list("pk", flat=True)[:200])
