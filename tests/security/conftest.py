"""One scene for all sweeps of a module: built once, each test's changes taken back, all of it rolled back at the end."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings

from tests.given import world as given_world


@pytest.fixture(scope="module")
def _whole_scene(django_db_setup, django_db_blocker, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), override_settings(FILES_ROOT=files), transaction.atomic():
        yield given_world.world(), files
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def scene(_whole_scene, django_db_blocker, settings, own_surroundings):
    """Give the scene; what the test changes is taken back."""
    world, files = _whole_scene
    settings.FILES_ROOT = files
    with django_db_blocker.unblock(), transaction.atomic():
        yield world
        transaction.set_rollback(True)
