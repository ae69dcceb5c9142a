"""Scenes of Excel: project ledgers as officers bring them in, sound and spoiled. All names are invented."""

import datetime
import io
from collections.abc import Callable, Sequence

import xlsxwriter

from luodi.values.credit_code import CreditCode

HEADER = (
    "项目名称", "投资方", "统一社会信用代码", "责任单位", "招商专员", "赛道", "计划总投资(万元)", "币种", "汇率", "汇率日期", "协议性质",
    "当前阶段", "签约日期", "落地日期", "开工日期", "投产日期", "选址", "批次", "序号", "备注",
)  # fmt: skip
KEYS = (
    "name", "investor", "code", "unit", "officer", "track", "amount", "currency", "rate", "rate_date", "binding", "stage",
    "signed", "landed", "started", "produced", "site", "batch", "ordinal", "note",
)  # fmt: skip
FIRST = "澄云青禾明远启辰锦川鸿图嘉木"
SECOND = "科数医新智能材云链光"
KINDS = ("智造基地", "研发中心", "总部楼宇", "数据平台", "中试车间", "展示中心", "物流枢纽", "检测中心")


def code(number: int) -> str:
    """Give an invented credit code that passes its checks."""
    return CreditCode.compose("91", "330105", f"MA{number:06d}").text


def row(number: int = 1, **changes: object) -> dict[str, object]:
    """Give a sound row of the ledger; `changes` replace cells by key (KEYS)."""
    word = FIRST[number % 14] + FIRST[number // 14 % 14] + SECOND[number // 196 % 10] + SECOND[number // 1960 % 10]
    sound: dict[str, object] = {
        "name": f"{word}{number}号{KINDS[number % 8]}", "investor": f"示例{word}{number}有限公司", "code": code(number),
        "unit": "临河街道", "amount": 12000 + number, "binding": "投资协议", "stage": "P7 签约",
        "signed": datetime.date(2025, 3, 7),
    }  # fmt: skip
    return sound | changes


def ledger(
    rows: Sequence[dict[str, object]],
    *,
    header: Sequence[object] = HEADER,
    above: Sequence[Sequence[object]] = (),
    spoil: Callable[[xlsxwriter.Workbook, object], None] | None = None,
    sheet: str = "项目台账",
) -> bytes:
    """Write rows as .xlsx bytes below a header; `above` are rows before it, `spoil(workbook, sheet)` does harm at the end."""  # fmt: skip
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(2025, 3, 8)})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for at, cells in enumerate([*above, header]):
        page.write_row(at, 0, cells)
    for at, cells in enumerate(rows, len(above) + 1):
        for place, key in enumerate(KEYS):
            value = cells.get(key)
            if isinstance(value, datetime.date):
                page.write_datetime(at, place, datetime.datetime.combine(value, datetime.time()), day)
            elif value not in (None, ""):
                page.write(at, place, value)
    if spoil:
        spoil(book, page)
    book.close()
    return out.getvalue()


def place(key: str) -> int:
    """Give the place of a column, from 0."""
    return KEYS.index(key)
