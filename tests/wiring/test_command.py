"""The `luodi` command: finds its sub-commands, explains them, and turns expected trouble into one sentence."""

import os
import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner
from django.db import connection

from luodi.values.refusal import NotAllowed
from luodi.wiring import command, embedded, schema


def run(*arguments: str):
    return CliRunner().invoke(command.luodi, arguments)


@pytest.fixture
def journal_commands(monkeypatch):
    """A module of luodi.cli with a group, its member, and a lone command."""

    @click.group(name="t-journal")
    def journal():
        """Look into the journal."""

    @journal.command(name="verify")
    def verify():
        """Verify the chain."""
        click.echo("verified")

    module = types.ModuleType("luodi.cli.t_journal")
    module.journal, module.verify = journal, verify
    monkeypatch.setitem(sys.modules, "luodi.cli.t_journal", module)
    info = types.SimpleNamespace(name="t_journal")
    monkeypatch.setattr(command.pkgutil, "iter_modules", lambda path: [info])
    return module


class TestFinding:
    def test_help_names_our_own_commands_and_those_of_the_parts(self, journal_commands):
        said = run("--help").output
        for name in ("serve", "doctor", "migrate", "t-journal"):
            assert f"  {name} " in said

    def test_members_of_a_group_come_with_their_group_only(self, journal_commands):
        assert set(command.found_commands()) == {"t-journal"}

    def test_every_own_command_exists_and_explains_itself(self):
        for name in command.OWN:
            found = command.luodi.get_command(click.Context(command.luodi), name)
            assert found is not None and found.help, name

    def test_an_unknown_command_is_refused(self, journal_commands):
        result = run("nonsense")
        assert result.exit_code == 2 and "nonsense" in result.output


class TestDatabase:
    def test_is_up_while_a_command_of_the_parts_runs(self, journal_commands, monkeypatch):
        seen = []

        @command.embedded.contextlib.contextmanager
        def running(say):
            seen.append("up")
            yield
            seen.append("down")

        monkeypatch.setattr(embedded, "running", running)
        assert run("t-journal", "verify").output == "verified\n"
        assert seen == ["up", "down"]

    def test_is_left_alone_for_help(self, journal_commands, monkeypatch):
        monkeypatch.setattr(embedded, "running", lambda say: pytest.fail("started for --help"))
        assert run("t-journal", "verify", "--help").exit_code == 0


class TestTrouble:
    def test_a_refusal_is_one_sentence_in_each_language(self, monkeypatch, capsys):
        def refuse(**_):
            raise NotAllowed

        monkeypatch.setattr(command, "luodi", refuse)
        with pytest.raises(SystemExit) as end:
            command.main()
        assert end.value.code == 1
        assert capsys.readouterr().err == f"{NotAllowed().sentence('zh')}\n{NotAllowed().sentence('en')}\n"

    def test_a_sample_secret_key_is_refused_in_one_line(self, own_var):
        done = subprocess.run(
            [sys.executable, "-m", "luodi.wiring", "prepare", "--files-only"],
            env={**os.environ, "LUODI_SECRET_KEY": "change-me"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert "LUODI_SECRET_KEY" in done.stderr and "Traceback" not in done.stderr


class TestMigrations:
    def test_a_server_without_the_owners_login_is_refused_with_the_sql_that_makes_it(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/luodi")
        monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
        with pytest.raises(click.ClickException, match="(?s)DATABASE_OWNER_URL is not.*CREATE ROLE luodi_owner"):
            schema.refuse_single_login()

    def test_the_application_only_reads_which_migrations_were_applied(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('django_migrations', 'INSERT')")
            assert cursor.fetchone() == (False,)
        assert schema.missing_migrations() == []
