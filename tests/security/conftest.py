"""One scene for all sweeps of a module: built once, each test's changes taken back, all of it rolled back at the end."""

import pytest
from django.db import transaction

from tests.given import world as given_world
from tests.given.kept import held, laid_out


@pytest.fixture(scope="module")
def _whole_scene(django_db_setup, django_db_blocker, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), held(lambda: laid_out("world", given_world.world), files) as world:
        yield world, files


@pytest.fixture
def scene(_whole_scene, django_db_blocker, settings, own_surroundings):
    """Give the scene; what the test changes is taken back."""
    world, files = _whole_scene
    settings.FILES_ROOT = files
    with django_db_blocker.unblock(), transaction.atomic():
        yield world
        transaction.set_rollback(True)
