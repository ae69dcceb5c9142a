"""Entering the inflows of an Excel sheet: read in a process of its own, each row held against the ledger, all or none."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from luodi.counting import queries, refusals
from luodi.counting.operations import NewInflow, enter_inflows
from luodi.engines.sheets import BAD, Column, SheetRow, read_rows, read_workbook_confined
from luodi.values.actor import Actor
from luodi.values.money import Money

CLASSES = {"内资": "domestic", "外资": "foreign", "其他": "other"}
FORMS = {"实缴到账": "paid_in", "实物出资": "in_kind"}
COLUMNS = (
    Column("code", ("项目编号",), needed=True, longest=24),
    Column("class", ("类别", "资金类别"), "choice", needed=True, choices=CLASSES, offered=tuple(CLASSES)),
    Column("form", ("形式",), "choice", choices=FORMS, offered=tuple(FORMS)),
    Column("paid_date", ("到资日期",), "day", needed=True),
    Column("amount", ("金额(万元)", "金额"), "money", needed=True),
    Column("currency", ("币种",), longest=10),
    Column("rate", ("汇率",), longest=20),
    Column("rate_date", ("汇率日期",), "day"),
    Column("slip", ("回单号", "银行回单号"), longest=60),
    Column("payer", ("付款方",), longest=160),
)
EXAMPLE = [
    "【示例】LD-2025-0001",
    "内资",
    "实缴到账",
    "2025-03-07",
    5000,
    "CNY",
    "",
    "",
    "HD2025030700018",
    "澄川控股有限公司",
]


def inflow_template() -> bytes:
    """Give the Excel sheet to fill in, with one example row that is left out when it is read."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, bold = book.add_worksheet("到资登记"), book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, 18)
        sheet.write_string(0, place, column.names[0], bold)
        if column.offered:
            sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": list(column.offered)})
    for place, value in enumerate(EXAMPLE):
        (sheet.write_number if isinstance(value, int) else sheet.write_string)(1, place, value)
    sheet.freeze_panes(1, 1)
    book.close()
    return target.getvalue()


def take_in_inflows(*, data: bytes, file_name: str, by: Actor, at: datetime) -> list[int]:
    """Enter every inflow of a sheet and give their numbers; a single wrong row means that nothing was written.

    :raises SheetRowWrong: for the first row that can't be taken, with its number in the sheet
    :raises Refusal: for a workbook or header that is not as it should be
    """
    read = read_rows(read_workbook_confined(data), COLUMNS, file_name)
    known = queries.projects_by_code(by, [str(row.values.get("code", "")).strip() for row in read.rows])
    news = [_inflow(row, known) for row in read.rows]
    try:
        return enter_inflows(inflows=news, by=by, at=at)
    except refusals.SheetRowWrong as wrong:
        wrong.params["row"] = read.rows[int(str(wrong.params["row"])) - 1].number
        raise


def _inflow(row: SheetRow, known: dict[str, int]) -> NewInflow:
    values = row.values
    bad = next((each for each in row.findings if each.severity == BAD), None)
    code = str(values.get("code", "")).strip()
    missing = [column.names[0] for column in COLUMNS if column.needed and values.get(column.key) in (None, "")]
    if bad is not None:
        raise refusals.SheetRowWrong(row=row.number, problem=bad.sentence("zh"), problem_en=bad.sentence("en"))
    if missing:
        name = "、".join(missing)
        raise refusals.SheetRowWrong(row=row.number, problem=f"“{name}”没有填写", problem_en=f"“{name}” is missing")
    if code not in known:
        raise refusals.SheetRowWrong(
            row=row.number, problem=f"没有编号为“{code}”的项目", problem_en=f"there is no project “{code}”"
        )
    amount, paid, rated = values["amount"], values["paid_date"], values.get("rate_date")
    return NewInflow(
        project_id=known[code], capital_class=str(values["class"]), form=str(values.get("form") or "paid_in"),
        paid_date=_day(paid), amount=amount.amount if isinstance(amount, Money) else Decimal(str(amount)),
        currency=str(values.get("currency") or "CNY").strip().upper(), rate=_rate(row),
        rate_date=_day(rated) if rated else None, slip=str(values.get("slip") or ""), payer=str(values.get("payer") or ""),
    )  # fmt: skip


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else value  # type: ignore[return-value]


def _rate(row: SheetRow) -> Decimal | None:
    text = str(row.values.get("rate") or "").strip()
    if not text:
        return None
    if not text.replace(".", "", 1).isdigit():
        raise refusals.SheetRowWrong(row=row.number, problem="汇率不是数字", problem_en="the rate is no number")
    return Decimal(text)
