"""Taking in a sheet of firms' facts: all of its rows, or none and every cell that is wrong named."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from luodi.companies.models import Company
from luodi.journal.operations import record
from luodi.policies import fact_values, refusals
from luodi.policies.fact_sheet import KEYS, FactLine, fact_lines
from luodi.policies.models import Fact
from luodi.policies.operations.facts import Background, FactSource, Given, background, hold, prepared
from luodi.policies.permissions import require_report
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal

MOST_ROWS = 2000
Wrong = list[tuple[int, str, str, str]]


@transaction.atomic
def import_facts(*, data: bytes, file_name: str, unit_id: int | None = None, by: Actor, at: datetime) -> int:
    """Report the facts of a sheet, a row for each firm and year; they wait for another's check. Gives how many.

    :raises FactRowsWrong: with (row, field, Chinese, English) of every cell that can't be taken; nothing is written then
    :raises Refusal: of `engines.sheets` for a file that is no such sheet
    """
    unit = unit_id if unit_id is not None else by.unit_id
    if unit is None:
        raise NotFound()
    require_report(by, unit)
    lines = fact_lines(data, file_name)
    if len(lines) > MOST_ROWS:
        raise refusals.FactRowsWrong(
            [(MOST_ROWS + 2, "—", f"一次最多 {MOST_ROWS} 行", f"{MOST_ROWS} rows at most at once")]
        )
    firms = _firms(lines)
    ids = sorted({each.pk for each in firms.values()})
    for company_id in ids:
        hold(company_id)
    made, wrong = _read(lines, firms, background(ids, at), unit, file_name, by, at)
    if wrong:
        raise refusals.FactRowsWrong(wrong)
    Fact.objects.bulk_create(made, batch_size=2000)
    record(
        "firm_fact.taken_in", None, by=by, at=at, label=file_name, owner_unit_id=unit,
        facts={"file": file_name[:100], "rows": len(lines), "values": len(made)},
    )  # fmt: skip
    return len(made)


def _firms(lines: Iterable[FactLine]) -> dict[str, Company]:
    codes, names = {each.code for each in lines if each.code}, {each.name for each in lines if not each.code}
    standing = Company.objects.filter(withdrawn_at=None, merged_into=None)
    found = {each.credit_code: each for each in standing.filter(credit_code__in=codes)}
    return found | {each.name: each for each in standing.filter(name__in=names).order_by("-pk")}


def _read(
    lines: Iterable[FactLine], firms: Mapping[str, Company], behind: Background, unit_id: int, file_name: str, by: Actor,
    at: datetime,
) -> tuple[list[Fact], Wrong]:  # fmt: skip
    made: list[Fact] = []
    wrong: Wrong = []
    met: dict[tuple[int, str], int] = {}
    for line in lines:
        field = KEYS["code" if line.code else "name"]
        try:
            company = _company(line, firms, met)
            field = KEYS["year"]
            year = _year(line)
            unit = behind.unit_of(company.pk, unit_id)
            require_report(by, unit)
        except Refusal as said:
            wrong.append((line.number, field, said.sentence("zh"), said.sentence("en")))
            continue
        source = FactSource("row", line.source or "", None)
        for code, text in line.values.items():
            given = Given(company, unit, fact_values.field_of(code), year, text, line.answer)
            try:
                made.append(prepared(given, source, behind, by, at))
            except Refusal as said:
                wrong.append((line.number, given.field.zh, said.sentence("zh"), said.sentence("en")))
    return made, wrong


def _company(line: FactLine, firms: Mapping[str, Company], met: dict[tuple[int, str], int]) -> Company:
    company = firms.get(line.code or line.name)
    if company is None:
        raise refusals.FactCompanyUnknown(given=line.code or line.name or "—")
    if (before := met.setdefault((company.pk, line.year), line.number)) != line.number:
        raise refusals.FactCompanyTwice(company=company.name, row=before)
    return company


def _year(line: FactLine) -> int:
    text = line.year.removesuffix("年").removesuffix(".0").strip()
    if not (text.isdecimal() and len(text) == 4):
        raise refusals.FactYearWrong(year=line.year[:12])
    return int(text)
