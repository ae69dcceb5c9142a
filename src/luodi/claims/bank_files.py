"""The file that goes to the bank, as CSV and Excel, and the one that comes back: written and read to the 分."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO

import xlsxwriter

from luodi.claims.refusals import BankReturnUnreadable
from luodi.engines.sheets import Column, read_rows, read_workbook_confined

HEAD = ("指令号", "收款户名", "开户银行", "收款账号", "金额", "用途")
BACK = ("指令号", "金额", "结果", "日期", "说明")
PAID_WORDS = ("成功", "已付", "已入账", "success", "paid")
FAILED_WORDS = ("失败", "退回", "退票", "failed", "returned")
MOST_LINES = 20_000
MOST_BYTES = 5_000_000
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Order:
    """A payment as the bank gets it."""

    number: str
    holder: str
    bank: str
    account: str
    amount_fen: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the bank's return; what can't be read is None ("amount_fen", "paid", "day")."""

    line: int
    number: str
    amount_fen: int | None
    paid: bool | None
    day: date | None
    words: str


def as_csv(orders: Sequence[Order]) -> bytes:
    """Write payments as CSV in UTF-8 with a mark in front, so that a spreadsheet reads the Chinese."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEAD)
    for each in orders:
        writer.writerow([_plain(text) for text in _cells(each)])
    return "\ufeff".encode() + target.getvalue().encode("utf-8")


def as_sheet(orders: Sequence[Order], *, title: str) -> bytes:
    """Write payments as an Excel sheet; account numbers and amounts stand as text, so that no digit is lost."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("付款")
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    text = book.add_format({"num_format": "@"})
    for place, (name, width) in enumerate(zip(HEAD, (18, 36, 32, 26, 18, 40), strict=True)):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, name, bold)
    for row, each in enumerate(orders, 1):
        for place, cell in enumerate(_cells(each)):
            sheet.write_string(row, place, cell, text)
    sheet.freeze_panes(1, 1)
    book.set_properties({"title": title})
    book.close()
    return target.getvalue()


def answers_in(data: bytes, file_name: str) -> list[Answer]:
    """Read a bank's return, Excel or CSV (UTF-8 or GB 18030), by the names of its columns.

    :raises BankReturnUnreadable: naming the columns that are missing
    :raises Refusal: of `engines.sheets` for a workbook that is none
    """
    if len(data) > MOST_BYTES:
        raise BankReturnUnreadable(missing=list(BACK[:4]))
    is_sheet = data[:4] == b"PK\x03\x04"
    rows = _rows_of_sheet(data, file_name) if is_sheet else _rows_of_csv(data)
    return [
        Answer(
            line=line, number=row["指令号"].strip()[:40], amount_fen=_fen(row["金额"]), paid=_result(row["结果"]),
            day=_day(row["日期"]), words=row.get("说明", "").strip()[:200],
        )
        for line, row in rows
        if any(text.strip() for text in row.values())
    ]  # fmt: skip


def _cells(each: Order) -> list[str]:
    return [
        each.number, each.holder, each.bank, each.account, f"{Decimal(each.amount_fen) / 100:.2f}", each.purpose,
    ]  # fmt: skip


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows_of_sheet(data: bytes, file_name: str) -> list[tuple[int, dict[str, str]]]:
    columns = [Column(name, (name,), needed=name != "说明", longest=200) for name in BACK]
    read = read_rows(read_workbook_confined(data), columns, file_name)
    return [(row.number, {name: row.cells.get(name, "") for name in BACK}) for row in read.rows[:MOST_LINES]]


def _rows_of_csv(data: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        lines = list(csv.reader(StringIO(_text(data), newline="")))[: MOST_LINES + 1]
    except csv.Error as error:
        raise BankReturnUnreadable(missing=list(BACK[:4])) from error
    head = [name.strip() for name in lines[0]] if lines else []
    missing = [name for name in BACK[:4] if name not in head]
    if missing:
        raise BankReturnUnreadable(missing=missing)
    places = {name: head.index(name) for name in BACK if name in head}
    return [
        (number, {name: row[place] if place < len(row) else "" for name, place in places.items()})
        for number, row in enumerate(lines[1:], 2)
    ]


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise BankReturnUnreadable(missing=list(BACK[:4]))


def _fen(text: str) -> int | None:
    try:
        found = Decimal(text.replace(",", "").replace("，", "").replace("元", "").strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or found != round(found, 2) or abs(found) >= Decimal(10) ** 12:
        return None
    return int(found * 100)


def _result(text: str) -> bool | None:
    word = text.strip().lower()
    if any(word.startswith(each) for each in PAID_WORDS):
        return True
    return False if any(word.startswith(each) for each in FAILED_WORDS) else None


def _day(text: str) -> date | None:
    plain = text.strip().replace("/", "-").replace(".", "-")[:10]
    parts = plain.split("-")
    try:
        if len(parts) == 3:
            return date(*(int(part) for part in parts))
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:8])) if len(plain) == 8 else None
    except ValueError:
        return None
