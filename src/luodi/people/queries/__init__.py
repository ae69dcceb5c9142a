"""Reading people: who acts, which units, persons, accounts, parameters there are. Callers import from here."""

from luodi.people.queries.accounts import (
    password_expired,
    waits_for_first_admin,
)
from luodi.people.queries.actors import (
    actor_of,
    nobody,
)
from luodi.people.queries.filters import SavedRow, saved_filters
from luodi.people.queries.journal_scope import (
    journal_hides,
    journal_scope,
    person_ids_named,
)
from luodi.people.queries.lookups import (
    active_units,
    actor_of_person,
    dictionary_words,
    postholders,
)
from luodi.people.queries.persons import (
    person_choices,
    person_page,
    persons,
    stand_ins,
)
from luodi.people.queries.rosters import (
    Standing,
    roster,
    rosters,
    standing,
)
from luodi.people.queries.settings import (
    dictionaries,
    dictionary,
    has_parameters,
    parameter,
    parameter_or_none,
    parameter_values,
    parameters,
    parameters_in_force,
)
from luodi.people.queries.tokens import (
    actor_of_token,
    own_tokens,
)
from luodi.people.queries.units import (
    KINDS,
    kind_word,
    role_word,
    unit_choices,
    unit_page,
    unit_tree,
)

__all__ = [
    "SavedRow",
    "saved_filters",
    "KINDS",
    "Standing",
    "active_units",
    "actor_of",
    "actor_of_person",
    "actor_of_token",
    "dictionaries",
    "dictionary",
    "dictionary_words",
    "journal_hides",
    "journal_scope",
    "kind_word",
    "nobody",
    "own_tokens",
    "parameter",
    "parameter_or_none",
    "parameter_values",
    "parameters",
    "has_parameters",
    "parameters_in_force",
    "password_expired",
    "person_choices",
    "person_ids_named",
    "person_page",
    "persons",
    "postholders",
    "role_word",
    "roster",
    "rosters",
    "stand_ins",
    "standing",
    "unit_choices",
    "unit_page",
    "unit_tree",
    "waits_for_first_admin",
]
