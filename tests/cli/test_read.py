import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import luodi.demo
from luodi.cli.read import read

PAGE = Path(luodi.demo.__file__).parent / "sample-page.txt"


def run(*arguments):
    return CliRunner().invoke(read, [str(argument) for argument in arguments])


class TestRead:
    def test_prints_a_summary(self):
        result = run(PAGE, "--issue-date", "2025-03-08")
        assert result.exit_code == 0
        assert "5 篇" in result.output
        assert "大会 · 2025-03-07" in result.output

    def test_writes_the_reading_as_json(self, tmp_path):
        out = tmp_path / "page.json"
        result = run(PAGE, "--issue-date", "2025-03-08", "--json", out)
        assert result.exit_code == 0
        data = json.loads(out.read_text(encoding="utf-8"))
        assert data["doc"] == "sample-page.txt"
        assert len(data["articles"]) == 5

    def test_without_an_issue_date_the_year_stays_unknown_unless_the_text_gives_it(self, tmp_path):
        out = tmp_path / "page.json"
        run(PAGE, "--json", out)
        values = {
            fact["value"]
            for article in json.loads(out.read_text(encoding="utf-8"))["articles"]
            for fact in article["facts"]
            if fact["type"] == "date"
        }
        assert "--02-27" in values
        assert "2025-03-07" in values

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("binary.txt", b"\x89PNG\r\n\x1a\n\x00"),
            ("broken.txt", "临潮区招商".encode()[:-1]),
            ("empty.txt", b""),
            ("blank.txt", b"\n \n"),
            ("bad.pdf", b"%PDF-1.4 nothing"),
            ("macro.docm", b"PK\x03\x04"),
        ],
    )
    def test_refuses_in_two_languages_with_exit_code_two(self, tmp_path, name, data):
        path = tmp_path / name
        path.write_bytes(data)
        result = run(path)
        assert result.exit_code == 2
        zh, en = result.stderr.strip().splitlines()
        assert any("\u4e00" <= char <= "\u9fff" for char in zh)
        assert en.isascii() or "“" in en
        assert result.stdout == ""

    def test_refuses_a_large_file_unopened(self, tmp_path):
        path = tmp_path / "large.txt"
        with path.open("wb") as stream:
            stream.truncate(200 * 1024 * 1024)
        assert run(path).exit_code == 2

    def test_warns_of_an_issue_date_in_the_future(self):
        assert "将来" in run(PAGE, "--issue-date", "2999-01-01").stderr

    def test_says_that_there_is_no_article(self, tmp_path):
        path = tmp_path / "page.txt"
        path.write_text("12\n\n34\n", encoding="utf-8")
        result = run(path)
        assert result.exit_code == 0
        assert "没有读出文章" in result.stderr
