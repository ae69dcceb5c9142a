"""The API of payouts: the same operations, the same refusals, a claim's way by calls."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from luodi.claims.models import Claim, Publication
from tests.given.claimed import policy_scene
from tests.given.kept import kept
from tests.given.world import token_of


@pytest.fixture
@kept
def scene(db):
    return policy_scene()


def call(scene, who, method, path, body=None, status=200):
    client = Client(headers={"Authorization": f"Bearer {token_of(scene, who)[1]}"})
    place = f"/api/v1{path}"
    answer = (
        client.get(place) if method == "GET" else client.post(place, json.dumps(body), content_type="application/json")
    )
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_claims_way_by_calls(scene):
    due = call(scene, "firmuser", "GET", f"/firms/{scene.firm.pk}/dues?year=2025")["rows"]
    assert [(row["clause"], row["status"], row["granted_fen"]) for row in due][0] == (
        "rd-spend",
        "eligible",
        1_000_000_00,
    )
    call(scene, "firmuser", "GET", "/firms/999999/dues?year=2025", status=404)
    body = {"company_id": scene.firm.pk, "clause": "giant", "year": 2025}
    row = call(scene, "bureau", "POST", "/claims", body, 201)["row"]
    assert call(scene, "bureau", "POST", "/claims", body, 409)["title"] == "claim_there_already"
    done = call(scene, "firmuser", "POST", f"/claims/{row['id']}/confirm", {"version": row["version"]})
    assert (done["row"]["stage"], done["row"]["granted_fen"]) == ("checked", 500_000_00)
    crossed = call(
        scene, "finance", "POST", f"/claims/{row['id']}/cross", {"version": done["row"]["version"], "passed": True}
    )
    call(
        scene, "planning", "POST", "/publications", {"claim_ids": [row["id"]], "title": "名单", "contact": "电话"}, 201
    )
    stale = {"version": crossed["row"]["version"], "meeting_decision": "1号"}
    assert call(scene, "bureau", "POST", f"/claims/{row['id']}/approve", stale, 409)["title"] == "stale"
    Publication.objects.update(
        from_date=Publication.objects.get().from_date - timedelta(30),
        until_date=Publication.objects.get().until_date - timedelta(30),
    )
    fresh = {"version": Claim.objects.get().version}
    assert call(scene, "leader", "POST", f"/claims/{row['id']}/approve", fresh)["row"]["stage"] == "approved"
    call(scene, "finance", "POST", f"/envelopes/{scene.fund.pk}/divide", {"reason": "结账"})
    (listed,) = call(scene, "finance", "GET", "/envelopes")["rows"]
    assert (listed["committed_fen"], listed["left_fen"]) == (500_000_00, 10_000_000_00 - 500_000_00)
    assert call(scene, "finance", "POST", "/payment-batches", {"title": "一", "claim_ids": [row["id"]]}, 422)[
        "title"
    ] == ("bank_account_missing")
    assert call(scene, "hill", "GET", f"/claims/{row['id']}", status=404)
