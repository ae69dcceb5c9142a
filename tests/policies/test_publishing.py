"""The publishing gate: cases, fair competition, gaps and overlaps, another person; files in and out are the same text."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from luodi.policies import operations, queries, refusals
from luodi.policies.models import ClauseVersion
from luodi.policies.queries.fairness import fairness_standing
from luodi.values.refusal import NotAllowed
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, district

LATER = NOW + timedelta(days=1)
NEXT = (
    given.RD.replace("version = 1", "version = 2")
    .replace("from = 2025-01-01", "from = 2026-01-01")
    .replace("5% *", "6% *")
)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.people(found)
    return found


def publish(scene, row, by="bureau2", at=NOW, **more):
    return operations.publish_clauses(policy_id=row.policy_id, clause_pks=[row.pk], by=scene.actor(by), at=at, **more)


def test_a_clause_is_published_by_another_after_its_review(scene):
    row = given.draft(scene, given.policy(scene))
    given.submitted(scene, row)
    with pytest.raises(refusals.ClauseFairnessMissing):
        publish(scene, row)
    given.reviewed(scene, row)
    with pytest.raises(refusals.PolicyCheckerIsMaker):
        publish(scene, row, by="bureau")
    with pytest.raises(NotAllowed):
        publish(scene, row, by="riverhead")
    publish(scene, row)
    pack = queries.published_pack(LATER)
    assert [each.id for each in pack.clauses] == ["rd-spend"] and not queries.pack_files(NOW - timedelta(days=1))
    assert queries.version_keys(LATER) == {("rd-spend", 1): row.pk}


def test_an_open_red_line_keeps_a_clause_from_being_published_until_it_is_worded_anew(scene):
    policy = given.policy(scene)
    bad = given.RD.replace("研发费用 >= 100万元", "研发费用 >= 100万元 and 纳税额 >= 50万元")
    bad = bad.replace('industry = "I65"', 'industry = "I65", "纳税额" = "60万元"')
    row = given.draft(scene, policy, bad)
    given.submitted(scene, row)
    assert fairness_standing(row).forbids
    with pytest.raises(refusals.ClauseFairnessOpen):
        publish(scene, row)
    row.refresh_from_db()
    back = operations.send_back_clause(
        clause_pk=row.pk, edits=row.edits, reason="去掉税收条件", by=scene.actor("bureau"), at=NOW
    )
    operations.edit_clause(clause_pk=row.pk, edits=back.edits, text=given.RD, by=scene.actor("bureau"), at=NOW)
    given.submitted(scene, row)
    row.refresh_from_db()
    assert not fairness_standing(row).forbids and row.review.text_version == 2
    given.reviewed(scene, row)
    assert publish(scene, row)[0].state == "published"


def test_versions_neither_overlap_nor_leave_a_gap(scene):
    policy, _row = given.published(scene)
    newer = given.draft(scene, policy, NEXT)
    given.submitted(scene, newer)
    given.reviewed(scene, newer)
    with pytest.raises(refusals.ClausesOverlap) as said:
        publish(scene, newer)
    assert said.value.params["version"] == 1
    publish(scene, newer, end_earlier=True, at=LATER)
    standing = ClauseVersion.objects.filter(state="published").order_by("valid_from")
    assert [(each.version, str(each.valid_to)) for each in standing] == [(1, "2025-12-31"), (2, "2027-12-31")]
    assert ClauseVersion.objects.get(state="superseded").text == given.RD
    assert [each.version for each in queries.published_pack(NOW).clauses] == [1]
    far = given.draft(
        scene,
        policy,
        NEXT.replace("version = 2", "version = 3")
        .replace("2026-01-01", "2028-02-01")
        .replace("2027-12-31", "2029-12-31"),
    )
    given.submitted(scene, far)
    given.reviewed(scene, far)
    with pytest.raises(refusals.ClausesGap):
        publish(scene, far)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (("100万元\" }\n\n", "99万元\" }\n\n"), refusals.ClauseFaulty),
        (("when = \"研发费用", "when = \"研发经费"), refusals.ClauseFaulty),
        (("[[clause.case]]", "[clause.extra]"), refusals.ClauseFaulty),
    ],
)  # fmt: skip
def test_a_clause_with_a_fault_is_not_submitted(scene, change, refusal):
    row = given.draft(scene, given.policy(scene), given.RD.replace(*change))
    with pytest.raises(refusal):
        given.submitted(scene, row)


def test_a_clause_without_a_case_is_not_submitted(scene):
    row = given.draft(scene, given.policy(scene), given.RD[: given.RD.index("[[clause.case]]")])
    with pytest.raises(refusals.ClauseWithoutCases):
        given.submitted(scene, row)


def test_files_go_in_and_come_out_the_same(scene):
    taken = operations.import_pack(files={"science.toml": given.FILE}, by=scene.actor("bureau"), at=NOW)
    assert (taken.started, len(taken.clauses)) == (1, 2)
    (policy_id,) = taken.drafted
    rows = operations.submit_clauses(policy_id=policy_id, clause_pks=taken.clauses, by=scene.actor("bureau"), at=NOW)
    given.reviewed(scene, rows[0])
    operations.publish_clauses(policy_id=policy_id, clause_pks=taken.clauses, by=scene.actor("bureau2"), at=NOW)
    assert queries.pack_files() == {"science.toml": given.FILE}
    with pytest.raises(refusals.PackUnchanged):
        operations.import_pack(files={"science.toml": given.FILE}, by=scene.actor("bureau"), at=LATER)
    with pytest.raises(refusals.ClauseVersionTaken):
        changed = given.FILE.replace("50万元", "60万元")
        operations.import_pack(files={"science.toml": changed}, by=scene.actor("bureau"), at=LATER)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_publish_at_once_publish_once():
    scene = district()
    given.people(scene)
    row = given.draft(scene, given.policy(scene))
    given.submitted(scene, row)
    given.reviewed(scene, row)
    said, ready = [], threading.Barrier(2)

    def run():
        try:
            ready.wait(5)
            said.append(publish(scene, row)[0].state)
        except Exception as refusal:
            said.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == ["ClauseNotIn", "published"]
