"""Every column has a data class, so that nobody adds one without thinking about who may see it."""

from django.apps import apps

from luodi.people.field_classes import columns_of, field_classes


def columns() -> set[tuple[str, str]]:
    return {
        (model._meta.label_lower, field.name) for model in apps.get_models() for field in model._meta.concrete_fields
    }


def test_every_column_of_every_model_has_a_data_class():
    """PD1: a new column without a class fails here; put it into people/field_classes.toml."""
    assert columns() - {(label, column) for label, named in field_classes().items() for column in named} == set()


def test_no_class_is_given_to_a_column_that_is_gone():
    """PD1: the file speaks of what there is."""
    assert {(label, column) for label, named in field_classes().items() for column in named} - columns() == set()


def test_phones_and_hashes_are_where_they_belong():
    """PD1: the classes that masks and erasure rely on."""
    assert {("people.person", "phone"), ("people.person", "email"), ("journal.personal", "values")} <= set(
        columns_of("personal")
    )
    assert {("people.account", "password"), ("people.token", "secret_hash")} <= set(columns_of("secret"))
    assert ("projects.project", "amount") in columns_of("sensitive")
