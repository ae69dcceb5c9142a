"""`luodi policy …`: check a folder of policies, screen a file of firms, explain one clause for one firm."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from luodi.engines.policies import Judgement, Pack, PolicyRefused, Problem, all_fields, judge, load_pack
from luodi.engines.policies.cases import run_cases
from luodi.engines.policies.checking import check as check_pack
from luodi.engines.policies.explaining import explain as explain_clause
from luodi.engines.policies.firm_files import FIRM, columns_read, facts_of_row, read_firms
from luodi.engines.policies.screening import Screening
from luodi.engines.policies.screening import screen as screen_firms
from luodi.values.refusal import Refusal

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
REFUSED, FAILED = 2, 1


@click.group("policy")
def policy() -> None:
    """Policies as code: check, screen, explain (docs/policies.md)."""


@policy.command("fields")
@click.option("--json", "json_path", type=OUT, help="Write them to this file instead.")
def fields(json_path: Path | None) -> None:
    """List the facts about firms that clauses may read: the columns of a file of firms."""
    rows = columns_read(all_fields().values())
    if json_path:
        _write(json_path, {"columns": [{"column": FIRM, "zh": "企业", "type": "text"}, *rows]})
        return
    click.echo(f"{FIRM}  企业 · 文字 text")
    for row in rows:
        notes = [str(row["type"]), str(row["stored_as"])]
        notes += ["、".join(map(str, row["values"]))] if row["values"] else []  # type: ignore[call-overload]
        notes += [f"上年 {row['last_year']}"] if row["last_year"] else []
        notes += ["不得用于兑现 not payable"] if not row["payable"] else []
        click.echo(f"{row['column']}  {row['zh']} {row['en']} · {' · '.join(notes)}")


@policy.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--json", "json_path", type=OUT, help="Write problems and examples to this file.")
def check(folder: Path, json_path: Path | None) -> None:
    """Check the policy files of a folder and run the examples beside their clauses.

    Exit code 0: no error and every example as written; 1: an example differs; 2: the files can't be taken as they are.
    """
    try:
        pack = load_pack(folder)
        problems = check_pack(pack)
    except PolicyRefused as refused:
        pack, problems = None, refused.problems
    results = run_cases(pack) if pack else ()
    differing = [each for each in results if not each.passed]
    problems = tuple(each for each in problems if each.code != "policy_case_differs")  # told with what came out, below
    errors = [each for each in problems if each.grade == "error"]
    if json_path:
        cases = [
            {"clause": each.clause, "case": each.case.name, "passed": each.passed, "status": each.status, "amount_fen": each.amount_fen}
            for each in results
        ]  # fmt: skip
        _write(json_path, {"problems": [_problem(each) for each in problems], "cases": cases})
    for each in problems:
        click.echo(f"{each.where()} [{each.clause or '—'}] {each.sentence('zh')} {each.right('zh')}")
        click.echo(f"    {each.sentence('en')} {each.right('en')}")
    for result in differing:
        click.echo(f"{result.clause} {result.sentence('zh')}\n    {result.sentence('en')}")
    clauses = len(pack.clauses) if pack else 0
    click.echo(
        f"条款 {clauses}，例子 {len(results)}（不符 {len(differing)}），错误 {len(errors)}，提醒 {len(problems) - len(errors)}。 "
        f"{clauses} clauses, {len(results)} examples ({len(differing)} differ), {len(errors)} errors, "
        f"{len(problems) - len(errors)} warnings."
    )
    sys.exit(REFUSED if errors else FAILED if differing else 0)


@policy.command("screen")
@click.option("--policies", "folder", type=FOLDER, required=True, help="The folder of policy files.")
@click.option(
    "--firms", "firms_path", type=FILE, required=True, help="Parquet or CSV; columns as `luodi policy fields` prints."
)
@click.option("--as-of", "as_of", type=DAY, required=True, help="The day asked for, YYYY-MM-DD.")
@click.option("--json", "json_path", type=OUT, required=True, help="Write the results to this file.")
@click.option("--due-only", is_flag=True, help="Leave out the pairs that came to no.")
def screen(folder: Path, firms_path: Path, as_of: datetime, json_path: Path, due_only: bool) -> None:
    """Judge every firm of a file by every clause in force: eligible, maybe or no, with amounts and reasons."""
    pack, (table, unknown) = _pack(folder), _firms(firms_path)
    try:
        found = screen_firms(pack, table, as_of.date())
    except Refusal as refusal:
        _refuse(refusal)
    rows = _results(pack, table, found, as_of.date(), due_only)
    _write(json_path, {
        "as_of": as_of.date().isoformat(), "pack_sha256": found.digest, "firms": found.firms, "clauses": len(found.clauses),
        "results": rows, "envelopes": [_plain(each) for each in found.envelopes], "totals": [_plain(each) for each in found.clauses],
        "doubts": [_plain(each) | {"zh": each.sentence("zh"), "en": each.sentence("en")} for each in found.doubts],
        "columns_unknown": list(unknown),
    })  # fmt: skip
    _say_doubts(found, unknown)
    counts = Counter(each["status"] for each in rows)
    click.echo(
        f"{json_path}：企业 {found.firms}，条款 {len(found.clauses)}，可享 {counts['eligible']}，待核 {counts['maybe']}，"
        f"应付 {found.payable_fen / 100:,.2f} 元。 {found.firms} firms, {len(found.clauses)} clauses, {counts['eligible']} eligible, "
        f"{counts['maybe']} maybe, CNY {found.payable_fen / 100:,.2f} to be paid."
    )


@policy.command("explain")
@click.option(
    "--firm", "firm", required=True, help="The firm's credit code; with --firms its code in the column `firm`."
)
@click.option("--clause", "clause", required=True, help="The clause's id.")
@click.option("--policies", "folder", type=FOLDER, help="A folder of policy files, instead of the published pack.")
@click.option("--firms", "firms_path", type=FILE, help="Parquet or CSV with the firm, instead of the district's facts.")
@click.option("--as-of", "as_of", type=DAY, default=None, help="The day asked for; today at first.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "json_path", type=OUT, help="Write the tree to this file instead.")
def explain(
    firm: str,
    clause: str,
    folder: Path | None,
    firms_path: Path | None,
    as_of: datetime | None,
    language: str,
    json_path: Path | None,
) -> None:
    """Explain what one clause gives one firm, and why: each condition, each step of the amount.

    Without files the district's own database answers: its published pack, the facts known of the firm for the year of the day.
    """
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 the reader's own day
    pack = _pack(folder) if folder else _published()
    facts = facts_of_row(_firms(firms_path)[0], firm) if firms_path else _known(firm, day)
    if facts is None:
        raise click.UsageError(f"没有企业 {firm}。There is no firm {firm}.")
    if clause not in {each.id for each in pack.clauses}:
        raise click.UsageError(f"没有条款 {clause}。There is no clause {clause}.")
    told = explain_clause(pack, clause, facts, day)
    if json_path:
        _write(json_path, told.as_json())
    else:
        click.echo("\n".join(told.lines(language)))


def _published() -> Pack:
    from luodi.policies.queries import published_pack

    return published_pack()


def _known(credit_code: str, day: date) -> Mapping[str, object] | None:
    from luodi.companies.queries import exact_matches
    from luodi.policies.queries import engine_facts, facts_of

    found = exact_matches([""], [credit_code.strip().upper()])[0]
    return engine_facts(facts_of(found[0].company_id, day.year)) if found else None


def _pack(folder: Path) -> Pack:
    try:
        return load_pack(folder)
    except PolicyRefused as refused:
        for each in refused.problems:
            click.echo(f"{each.where()} {each.sentence('zh')} {each.sentence('en')}", err=True)
        sys.exit(REFUSED)


def _firms(path: Path) -> tuple[Any, tuple[str, ...]]:
    try:
        return read_firms(path)
    except Refusal as refusal:
        _refuse(refusal)


def _refuse(refusal: Refusal) -> Any:
    click.echo(f"{refusal.sentence('zh')}\n{refusal.sentence('en')}", err=True)
    sys.exit(REFUSED)


def _results(pack: Pack, table: Any, found: Screening, as_of: date, due_only: bool) -> list[dict]:
    """Give every pair of firm and clause with the reasons of the scalar reader, and what the fund leaves of it."""
    payable = {
        (row["firm"], row["clause"]): row["payable_fen"]
        for row in found.results.select(["firm", "clause", "payable_fen"]).to_pylist()
    }
    sets = {code for code, field in all_fields().items() if field.kind.name == "set"}
    rows = []
    for row in table.to_pylist():
        firm = row.pop(FIRM)
        facts = {
            name: frozenset(value) if name.partition("@")[0] in sets else value
            for name, value in row.items()
            if value is not None
        }
        rows += [
            _result(firm, each, payable.get((firm, each.clause), 0))
            for each in judge(pack, facts, as_of)
            if not due_only or each.status != "no"
        ]
    return rows


def _result(firm: str, each: Judgement, payable: int) -> dict:
    return {
        "firm": firm, "clause": each.clause, "version": each.version, "status": each.status, "amount_fen": each.amount_fen,
        "granted_fen": each.granted_fen, "payable_fen": payable,
        "reasons": [{"code": why.code, "zh": why.sentence("zh"), "en": why.sentence("en")} for why in each.reasons],
    }  # fmt: skip


def _say_doubts(found: Screening, unknown: Sequence[str]) -> None:
    absent = [doubt.column for doubt in found.doubts if doubt.code == "policy_doubt_column_missing"]
    if absent:
        names = "、".join(absent)
        click.echo(
            f"表中没有这些列，按未知处理：{names}。 Not in the table, taken as unknown: {', '.join(absent)}.", err=True
        )
    for doubt in found.doubts:
        if doubt.column not in absent:
            click.echo(f"{doubt.sentence('zh')} {doubt.sentence('en')}", err=True)
    if unknown:
        click.echo(f"未用到的列：{'、'.join(unknown)}。 Columns not known: {', '.join(unknown)}.", err=True)


def _problem(each: Problem) -> dict:
    return {
        "code": each.code, "grade": each.grade, "file": each.file, "clause": each.clause, "line": each.line, "column": each.column,
        "zh": each.sentence("zh"), "en": each.sentence("en"), "right_zh": each.right("zh"), "right_en": each.right("en"),
    }  # fmt: skip


def _plain(each: Any) -> dict:
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
