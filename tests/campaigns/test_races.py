"""Two who find the same place at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from luodi.campaigns.models import Issue
from luodi.values.refusal import Refusal
from tests.given import campaigned as given
from tests.given.people import district


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_find_the_same_place_at_once_register_it_once():
    scene = district()
    plan = given.plan(scene)

    def find(_):
        try:
            return given.issue(scene, plan).pk
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(find, range(2)))
    assert Issue.objects.count() == 1
    assert "issue_stands_already" in found
