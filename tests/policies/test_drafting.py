"""Policies are started and clauses drafted as text; what is published stays, and facts are append-only."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from luodi.policies import clause_files, operations
from luodi.policies.models import ClauseVersion
from luodi.policies.refusals import ClauseElsewhere, ClauseFileNotUsable, ClauseIdFixed, ClauseVersionTaken
from luodi.values.refusal import NotAllowed, Stale
from tests.given import policies as given
from tests.given.kept import kept
from tests.given.people import NOW, district


@pytest.fixture
@kept
def scene(db):
    return district()


def test_a_file_is_cut_and_joined_to_the_byte():
    head, clauses = clause_files.cut(given.FILE)
    assert len(clauses) == 2 and clause_files.joined(head, clauses) == given.FILE
    assert [clause_files.clause_columns(each).clause_id for each in clauses] == ["rd-spend", "giant"]


def test_a_draft_keeps_its_text_and_what_it_says(scene):
    policy = given.policy(scene)
    row = given.draft(scene, policy)
    assert (row.clause_id, row.version, row.state, row.industries) == ("rd-spend", 1, "draft", ["C27", "I65"])
    assert row.text == given.RD and row.sha256 == clause_files.digest(given.RD)
    with pytest.raises(Stale):
        operations.edit_clause(clause_pk=row.pk, edits=9, text=given.RD, by=scene.actor("bureau"), at=NOW)
    with pytest.raises(ClauseIdFixed):
        changed = given.RD.replace("version = 1", "version = 2")
        operations.edit_clause(clause_pk=row.pk, edits=1, text=changed, by=scene.actor("bureau"), at=NOW)
    with pytest.raises(ClauseVersionTaken):
        given.draft(scene, policy)
    other = operations.start_policy(head=given.HEAD.replace('"science"', '"other"'), by=scene.actor("bureau"), at=NOW)
    with pytest.raises(ClauseElsewhere):
        given.draft(scene, other)
    with pytest.raises(NotAllowed):
        operations.draft_clause(policy_id=policy.pk, text=given.GIANT, by=scene.actor("river"), at=NOW)


@pytest.mark.parametrize(
    "text", ["", "[[clause]]\nid = ", "x = 1", "[[clause]]\nid = 'A b'\nversion = 1", given.RD * 2]
)
def test_what_is_no_clause_is_refused(text):
    with pytest.raises(ClauseFileNotUsable):
        clause_files.clause_columns(clause_files.clean(text))


def test_the_database_keeps_what_is_published(scene):
    policy = given.policy(scene)
    row = given.draft(scene, policy)
    maker = row.made_by_id
    with pytest.raises(DatabaseError, match="published_by_another"), transaction.atomic():
        ClauseVersion.objects.filter(pk=row.pk).update(state="published", published_at=NOW, published_by=maker)
    ClauseVersion.objects.filter(pk=row.pk).update(
        state="published", published_at=NOW, published_by=scene.actor("river").person_id
    )
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        ClauseVersion.objects.filter(pk=row.pk).update(text="else")
    second = given.draft(scene, policy, given.RD.replace("version = 1", "version = 2"))
    with pytest.raises(DatabaseError, match="overlap"), transaction.atomic():
        ClauseVersion.objects.filter(pk=second.pk).update(
            state="published", published_at=NOW, published_by=scene.actor("river").person_id
        )
    assert clause_files.clause_columns(clause_files.shortened(row.text, row.valid_from + timedelta(days=365)))
