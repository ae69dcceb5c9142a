"""Nothing that points to a firm or a project is forgotten when two of them are merged."""

import pytest
from django.apps import apps

from luodi.companies.pointers import pointers

TARGETS = ("companies.company", "projects.project")
WAYS = {"move", "history", "stay", "twin"}


def keys_to(target: str) -> set[tuple[str, str]]:
    return {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is not None and field.related_model._meta.label_lower == target
    }


@pytest.mark.parametrize("target", TARGETS)
def test_every_key_says_what_becomes_of_it_when_two_are_merged(target):
    """A new key to a firm or project: say "move", "history", "stay" or "twin:…" in <idea>/merging.toml."""
    told = {(each.model, each.column) for each in pointers(target) if not each.kind}
    assert keys_to(target) - told == set()
    assert told - keys_to(target) == set()


@pytest.mark.parametrize("target", TARGETS)
def test_every_way_is_known_and_every_column_is_there(target):
    for each in pointers(target):
        fields = {field.attname for field in apps.get_model(each.model)._meta.concrete_fields} | {
            field.name for field in apps.get_model(each.model)._meta.concrete_fields
        }
        assert each.way in WAYS
        assert {each.column, *each.twins, *([each.kind] if each.kind else [])} <= fields
