import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from luodi.cli.policy import policy

PACK = Path(__file__).resolve().parents[2] / "policies"
HEAD = "企业,营业收入,prev(营业收入),研发费用,上年(研发费用),行业代码,有效资质,严重失信,重大安全环保事故,骗补\n"
DUE = "A1,2亿元,1亿元,2600万元,1800万元,I65,高企;专精特新,否,否,否\n"


def run(*arguments):
    return CliRunner().invoke(policy, [str(argument) for argument in arguments])


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def copied(folder, name, old, new):
    """Copy the pack, one text of one file changed, each file as a Windows editor would save it."""
    for path in PACK.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        written(folder, path.name, text.replace(old, new) if path.name == name else text)


def screened(tmp_path, text, *more):
    out = tmp_path / "out.json"
    firms = written(tmp_path, "firms.csv", text)
    result = run("screen", "--policies", PACK, "--firms", firms, "--as-of", "2025-07-01", "--json", out, *more)
    return result, json.loads(out.read_text(encoding="utf-8")) if out.exists() else None


class TestCheck:
    def test_the_demonstration_pack_passes(self):
        result = run("check", PACK)
        assert result.exit_code == 0 and "错误 0" in result.output

    def test_a_fault_is_named_at_its_line_and_column_with_what_would_be_right(self, tmp_path):
        copied(tmp_path, "science.toml", 'when = "高企有效期至 >=', 'when = "高企有效日期 >=')
        result = run("check", tmp_path, "--json", tmp_path / "out.json")
        [problem] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["problems"]
        assert result.exit_code == 2 and problem["clause"] == "high-tech" and "高企有效期至" in problem["right_zh"]
        line = (PACK / "science.toml").read_text(encoding="utf-8").split("\n")[problem["line"] - 1]
        assert line[problem["column"] - 1 :].startswith("高企有效期至")

    def test_an_example_that_differs_ends_in_one(self, tmp_path):
        copied(tmp_path, "talent.toml", 'amount = "18万元"', 'amount = "19万元"')
        result = run("check", tmp_path)
        assert result.exit_code == 1 and "talent-grant" in result.output and "CNY 180,000.00" in result.output


class TestScreen:
    def test_gives_every_pair_with_amount_and_reasons_and_the_envelopes(self, tmp_path):
        result, found = screened(tmp_path, HEAD + DUE)
        assert result.exit_code == 0 and found["firms"] == 1 and len(found["results"]) == found["clauses"] >= 40
        by_clause = {each["clause"]: each for each in found["results"]}
        assert by_clause["rd-spend"]["status"] == "eligible" and by_clause["rd-spend"]["amount_fen"] == 100_000_000
        assert by_clause["digital-rd"]["granted_fen"] == 0 and "就高" in by_clause["digital-rd"]["reasons"][-1]["zh"]
        assert (
            by_clause["loan-interest"]["status"] == "maybe"
            and "贷款利息" in by_clause["loan-interest"]["reasons"][0]["zh"]
        )
        assert by_clause["computing-voucher"]["status"] == "no"
        assert sum(each["payable_fen"] for each in found["results"]) == sum(
            each["payable_fen"] for each in found["envelopes"]
        )

    def test_a_negative_revenue_and_a_missing_column_are_doubts_by_name_never_zero(self, tmp_path):
        result, found = screened(tmp_path, HEAD + "A1,-5,1,1,1,I65,,否,否,否\n", "--due-only")
        doubts = {each["column"]: each for each in found["doubts"]}
        assert doubts["revenue"]["firms"] == ["A1"] and doubts["employees"]["code"] == "policy_doubt_column_missing"
        assert {each["status"] for each in found["results"]} == {"maybe"} and "employees" in result.stderr

    @pytest.mark.parametrize(
        ("rows", "named"),
        [
            (DUE + DUE, "A1"),
            ("A1,两个亿,,,,,,,,\n", "2 · 营业收入"),
            ("A1,,,,,,,或许,,\n", "2 · 严重失信"),
            ("A1,3%,,,,,,,,\n", "2 · 营业收入"),
        ],
    )
    def test_a_firm_twice_and_a_cell_of_another_type_are_refused_by_row_and_field(self, tmp_path, rows, named):
        result, found = screened(tmp_path, HEAD + rows)
        assert result.exit_code == 2 and found is None and named in result.stderr

    def test_columns_are_printed_with_type_and_unit(self, tmp_path):
        assert "rd_spend@-1" in run("fields").output
        run("fields", "--json", tmp_path / "fields.json")
        rows = json.loads((tmp_path / "fields.json").read_text(encoding="utf-8"))["columns"]
        assert {"firm", "revenue", "certificates"} <= {each["column"] for each in rows}


class TestExplain:
    def test_names_each_condition_and_each_step_of_the_amount_in_both_languages(self, tmp_path):
        firms = written(tmp_path, "firms.csv", HEAD + DUE)
        asked = (
            "explain",
            "--policies",
            PACK,
            "--firms",
            firms,
            "--firm",
            "A1",
            "--clause",
            "rd-spend",
            "--as-of",
            "2025-07-01",
        )
        told = run(*asked).output
        assert "实为 2600万元" in told and "10% × 较高者" in told and told.startswith("研发投入奖励：可享 100万元")
        assert "CNY 26,000,000.00" in run(*asked, "--language", "en").output

    @pytest.mark.django_db
    def test_without_files_the_districts_database_answers(self):
        missing = run("explain", "--firm", "91330105MA2H0TEST0", "--clause", "rd-spend")
        assert missing.exit_code == 2 and "没有企业" in missing.output + missing.stderr
