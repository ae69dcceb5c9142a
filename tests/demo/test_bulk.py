"""The demonstration district with more projects than are made by hand."""

from datetime import datetime

import pytest

from luodi.demo.building import build
from luodi.projects.models import Project


@pytest.mark.slow
@pytest.mark.django_db
def test_takes_the_bulk_path_beyond_the_first_hundred_and_twenty(own_surroundings):
    assert build(at=datetime.fromisoformat("2026-11-20T10:00:00+08:00"), more=400).projects == 400
    assert Project.objects.count() == 400
