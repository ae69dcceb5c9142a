"""`luodi journal`: all holds, a row changed behind its back is named, a deleted tail is found by the anchor."""

import json

import pytest
from click.testing import CliRunner
from django.db import connections

from luodi.cli.journal import journal as command
from luodi.journal import operations as journal
from luodi.journal import queries
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def lines():
    district()
    journal.seal_blocks(at=NOW)
    return queries.lines(limit=5)


def behind_its_back(statement: str, *parameters: object) -> None:
    """Change a table as its owner with the triggers off, as only the owner of the database can."""
    table = statement.split()[2 if statement.startswith("DELETE") else 1]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def run(*arguments: str):
    return CliRunner().invoke(command, arguments)


def test_all_holds(lines):
    """LO5: 0 and the head of the chain."""
    result = run("verify")
    assert result.exit_code == 0 and "all holds" in result.stdout


def test_a_changed_row_is_named(lines):
    """LO5: `luodi journal verify` ends with 1 and names the row."""
    behind_its_back("UPDATE journal_line SET event = 'sign_out' WHERE id = %s", lines[0].id)
    result = run("verify")
    assert result.exit_code == 1
    assert f"line {lines[0].id} (sign_out) was changed after it was written" in result.stderr


def test_changed_personal_values_are_named(lines):
    """LO5: names stand in the erasable side table, and the hash covers them by digest."""
    behind_its_back('UPDATE journal_personal SET values = \'{"actor": "somebody"}\' WHERE line_id = %s', lines[1].id)
    result = run("verify")
    assert result.exit_code == 1 and f"line {lines[1].id}" in result.stderr


def test_erased_personal_values_are_no_fault(lines):
    behind_its_back("DELETE FROM journal_personal WHERE line_id = %s", lines[1].id)
    assert run("verify").exit_code == 0


def test_a_deleted_row_is_named(lines):
    """LO5: a gap in a block."""
    behind_its_back("DELETE FROM journal_line WHERE id = %s", lines[2].id)
    result = run("verify")
    assert (
        result.exit_code == 1 and f"line {lines[2].id} is held by a block but no longer in the table" in result.stderr
    )


def test_a_deleted_tail_is_found_by_the_anchor(lines, tmp_path):
    """LO6: the chain alone can't show it; the head kept outside does."""
    anchor = tmp_path / "head.json"
    assert run("anchor", str(anchor)).exit_code == 0
    kept = json.loads(anchor.read_text(encoding="utf-8"))
    assert len(kept["hash"]) == 64
    behind_its_back("DELETE FROM journal_block WHERE id >= %s", kept["block"])
    behind_its_back("DELETE FROM journal_line WHERE id >= %s", 0)
    assert run("verify").exit_code == 0
    result = run("verify", "--anchor", str(anchor))
    assert result.exit_code == 1 and "of the anchor is not in the chain" in result.stderr


def test_a_file_that_is_no_anchor_is_refused(lines, tmp_path):
    wrong = tmp_path / "head.json"
    wrong.write_text("[]", encoding="utf-8")
    result = run("verify", "--anchor", str(wrong))
    assert result.exit_code == 1 and "is no anchor" in result.stderr


def test_an_empty_journal_has_no_head_to_anchor(tmp_path):
    assert run("anchor", str(tmp_path / "head.json")).exit_code == 1
