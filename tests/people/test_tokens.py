"""API tokens: own ones only, narrower than their owner, with an end; shown once, kept as a hash."""

from datetime import date, timedelta

import pytest
from django.db import connection

from luodi.journal import queries as journal
from luodi.people import operations, queries
from luodi.people.models import Post
from luodi.people.operations.tokens import TokenEndWrong, TokenNeedsLabel, TokenTooWide
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound
from tests.given.kept import kept
from tests.given.people import district

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 8)


@pytest.fixture
@kept
def scene(now):
    operations.load_initial_parameters(by=system("测试布景"), at=now)
    return district()


def issue(scene, now, name="river", **changes):
    wanted = {
        "label": "报表程序", "permissions": frozenset({"projects.view"}), "expires_at": now + timedelta(days=30), **changes,
    }  # fmt: skip
    return operations.issue_token(**wanted, by=scene.actor(name), at=now)


class TestIssueToken:
    def test_the_actor_of_a_token_is_its_owner_with_its_permissions_only(self, scene, now):
        token, secret = issue(scene, now)
        actor = queries.actor_of_token(secret, today=TODAY, now=now, request_id="r-12345678")
        assert actor.person_id == scene.actor("river").person_id and actor.request_id == "r-12345678"
        assert actor.may("projects.view") and not actor.may("projects.edit")
        assert actor.unit_ids == scene.actor("river").unit_ids

    def test_only_the_hash_of_the_secret_is_stored(self, scene, now):
        _, secret = issue(scene, now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(t)::text FROM people_token t")
            stored = cursor.fetchone()[0]
        assert secret not in stored and secret[:12] in stored
        assert secret not in str(journal.lines())

    def test_it_leaves_a_line(self, scene, now):
        issue(scene, now)
        line = journal.lines(limit=1)[0]
        assert line.event == "token.issued" and "报表程序" in line.sentence

    def test_it_carries_no_permission_that_its_owner_lacks(self, scene, now):
        with pytest.raises(TokenTooWide) as refused:
            issue(scene, now, permissions=frozenset({"projects.view", "people.edit", "companies.merge"}))
        assert refused.value.params["permissions"] == ["companies.merge", "people.edit"]

    def test_no_token_issues_tokens_or_edits_accounts(self, scene, now):
        for name, permission in (("river", "tokens.own"), ("secadmin", "accounts.edit"), ("bureau", "people.edit")):
            with pytest.raises(TokenTooWide):
                issue(scene, now, name, permissions=frozenset({permission}))

    @pytest.mark.parametrize("days", [-1, 0, 500])
    def test_its_end_lies_ahead_and_within_the_parameter(self, scene, now, days):
        with pytest.raises(TokenEndWrong) as refused:
            issue(scene, now, expires_at=now + timedelta(days=days))
        assert "365" in refused.value.sentence()

    @pytest.mark.parametrize("changes", [{"label": " "}, {"permissions": frozenset()}])
    def test_it_needs_a_label_and_a_permission(self, scene, now, changes):
        with pytest.raises(TokenNeedsLabel):
            issue(scene, now, **changes)

    def test_the_system_has_no_tokens(self, scene, now):
        with pytest.raises(NotAllowed):
            operations.issue_token(
                label="x", permissions=frozenset({"projects.view"}), expires_at=now + timedelta(days=1),
                by=system("x"), at=now,
            )  # fmt: skip


class TestTokenEnds:
    def test_an_unknown_secret_is_nobody(self, scene, now):
        assert queries.actor_of_token("luodi_made-up", today=TODAY, now=now) is None

    def test_it_ends_on_its_day(self, scene, now):
        _, secret = issue(scene, now)
        assert queries.actor_of_token(secret, today=TODAY, now=now + timedelta(days=31)) is None

    def test_a_revoked_one_is_refused_at_once(self, scene, now):
        token, secret = issue(scene, now)
        operations.revoke_token(token_id=token.pk, by=scene.actor("river"), at=now)
        assert queries.actor_of_token(secret, today=TODAY, now=now) is None

    def test_nobody_revokes_a_colleagues_but_the_security_administrator(self, scene, now):
        token, secret = issue(scene, now)
        with pytest.raises(NotFound):
            operations.revoke_token(token_id=token.pk, by=scene.actor("hill"), at=now)
        operations.revoke_token(token_id=token.pk, by=scene.actor("secadmin"), at=now)
        assert queries.actor_of_token(secret, today=TODAY, now=now) is None

    def test_closing_the_account_ends_it(self, scene, now):
        """SE3: disabling a user ends the API tokens at once, also after reopening."""
        _, secret = issue(scene, now)
        account = scene.accounts["river"].pk
        operations.close_account(account_id=account, reason="调离", by=scene.actor("secadmin"), at=now)
        assert queries.actor_of_token(secret, today=TODAY, now=now) is None
        operations.reopen_account(account_id=account, by=scene.actor("secadmin"), at=now)
        assert queries.actor_of_token(secret, today=TODAY, now=now) is None

    def test_a_post_that_ended_takes_its_permissions_from_the_token(self, scene, now):
        _, secret = issue(scene, now)
        post = Post.objects.get(person__account__sign_in_name="river")
        operations.end_post(post_id=post.pk, to_date=TODAY, by=scene.actor("secadmin"), at=now)
        assert not queries.actor_of_token(secret, today=TODAY, now=now).may("projects.view")


def test_use_is_noted_at_most_every_five_minutes(scene, now, django_assert_num_queries):
    _, secret = issue(scene, now)
    actor = queries.actor_of_token(secret, today=TODAY, now=now)
    for minutes, noted in ((0, 0), (4, 0), (6, 6)):
        operations.note_token_used(secret=secret, by=actor, at=now + timedelta(minutes=minutes))
        row = queries.own_tokens(viewer=scene.actor("river"), now=now)[0]
        assert row.last_used_at == now + timedelta(minutes=noted)
