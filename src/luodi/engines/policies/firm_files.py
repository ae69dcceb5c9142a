"""Files of firms: Parquet or CSV with the fields as columns become the table that screening reads.

Plain numbers are stored values (分, 0.01 ㎡, 分 per ㎡ and day, ppm); a CSV cell may also be written as people write it ("2600万元",
"800㎡", "3%", "是"). An empty cell is not known. Columns may bear the code or the Chinese name, `rd_spend@-1` or `prev(研发费用)`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.values.refusal import Refusal

from .columns import FIRM
from .fields import all_fields
from .kinds import shown
from .parsing import Names, stored
from .problems import Fault
from .reading_clauses import column_word
from .shape import Field

FIRM_NAMES = {FIRM, "企业", "企业代码", "统一社会信用代码"}
WHOLE = re.compile(r"-?\d+")
TRUE, FALSE = {"true", "1", "是", "yes", "y"}, {"false", "0", "否", "no", "n"}
TYPES = {"flag": pa.bool_(), "date": pa.date32(), "code": pa.string(), "set": pa.list_(pa.string())}
MOST_FIRMS_OF_CSV = 2_000_000


class FirmFileWrong(Refusal):
    """A file of firms can't be read: a cell of another type, no column of firms, not a table."""

    code = "policy_firm_file"


def read_firms(path: Path) -> tuple[pa.Table, tuple[str, ...]]:
    """Read a Parquet or CSV file; gives the table and the columns that no field knows (they are left out).

    :raises FirmFileWrong: naming row and column
    """
    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            return known_columns(pq.read_table(path))
        except pa.ArrowException as error:
            raise FirmFileWrong(where=path.name, wrong=str(error).splitlines()[0], right="Parquet") from error
    if path.suffix.lower() != ".csv":
        raise FirmFileWrong(where=path.name, wrong=path.suffix or "—", right=".parquet / .csv")
    try:
        return firms_of_csv(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FirmFileWrong(where=path.name, wrong="编码 encoding", right="UTF-8") from error


def known_columns(table: pa.Table) -> tuple[pa.Table, tuple[str, ...]]:
    """Name a table's columns by their codes and leave out those that no field knows."""
    names = {name: _code(name) for name in table.column_names}
    kept = [name for name, code in names.items() if code]
    found = table.select(kept).rename_columns([names[name] for name in kept])
    return found, tuple(name for name, code in names.items() if not code)


def firms_of_csv(text: str) -> tuple[pa.Table, tuple[str, ...]]:
    """Read the text of a CSV file; every cell is checked.

    :raises FirmFileWrong: naming row and column of the first cell that is no value of its field
    """
    rows = csv.reader(StringIO(text))
    head = [name.strip() for name in next(rows, [])]
    codes = [_code(name) for name in head]
    if FIRM not in codes:
        raise FirmFileWrong(where="1", wrong="、".join(head[:5]), right="firm")
    held: dict[str, list[object]] = {code: [] for code in codes if code}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if number > MOST_FIRMS_OF_CSV:
            raise FirmFileWrong(where=str(number), wrong=f"> {MOST_FIRMS_OF_CSV}", right="Parquet")
        for place, code in enumerate(codes):
            if code:
                held[code].append(_cell(row[place].strip() if place < len(row) else "", code, number, head[place]))
    columns = {code: pa.array(values, type=type_of(code)) for code, values in held.items()}
    return pa.table(columns), tuple(name for name, code in zip(head, codes, strict=True) if not code)


def type_of(column: str) -> pa.DataType:
    """Give the Arrow type of a column: 64-bit numbers, day, text, flag, list of texts."""
    if column == FIRM:
        return pa.string()
    return TYPES.get(all_fields()[column.partition("@")[0]].kind.name, pa.int64())


def facts_of_row(table: pa.Table, firm: str) -> Mapping[str, object] | None:
    """Give one firm's known facts as the scalar reader wants them; None where the firm isn't in the table."""
    rows = table.column(FIRM).to_pylist()
    if firm not in rows:
        return None
    found = table.slice(rows.index(firm), 1).to_pylist()[0]
    sets = {code for code, field in all_fields().items() if field.kind.name == "set"}
    return {
        name: frozenset(value) if name.partition("@")[0] in sets else value
        for name, value in found.items()
        if name != FIRM and value is not None
    }


def described(field: Field, language: str = "zh") -> str:
    """Say how a field's plain values are stored."""
    chinese = language.startswith("zh")
    words = {
        "money": ("整数，分", "whole 分"), "area": ("整数，0.01㎡", "whole 0.01 ㎡"), "price": ("整数，分/㎡·天", "whole 分 per ㎡ and day"),
        "rate": ("整数，百万分之一", "whole ppm"), "count": ("整数", "whole number"), "date": ("日期", "date"), "flag": ("是/否", "true/false"),
        "code": ("文字", "text"), "set": ("文字列表，以 ; 分隔", "list of texts, split by ;"),
    }  # fmt: skip
    return words[field.kind.key][0 if chinese else 1]


def _code(name: str) -> str:
    """Give the column's code; empty where no field is meant."""
    name = name.strip()
    if name in FIRM_NAMES:
        return FIRM
    word, years = column_word(name)
    field = _names().by_word.get(word)
    return "" if field is None else f"{field.code}@-{years}" if years else field.code


def _names() -> Names:
    return Names(all_fields(), {})


def _cell(text: str, column: str, row: int, name: str) -> object:
    if column == FIRM:
        return text or None
    if not text:
        return None
    field = all_fields()[column.partition("@")[0]]
    kind = field.kind.name
    if kind == "code":
        return text
    if kind == "set":
        return [each.strip() for each in re.split("[;；|]", text) if each.strip()]
    if kind == "flag":
        if text.lower() in TRUE | FALSE:
            return text.lower() in TRUE
        raise FirmFileWrong(where=f"{row} · {name}", wrong=text, right="true / false、是 / 否")
    if kind == "amount" and WHOLE.fullmatch(text):
        return int(text)
    try:
        return stored(text, field)
    except Fault as fault:
        raise FirmFileWrong(where=f"{row} · {name}", wrong=text, right=_example(field)) from fault


def _example(field: Field) -> str:
    if field.kind.name == "date":
        return "2025-03-01"
    return f"{described(field)}；{shown(field.high or 1, field.kind)}"


def columns_read(fields: Iterable[Field]) -> list[dict[str, object]]:
    """List the columns that a file of firms may have: code, both names, type, how it is stored, and whether it may be paid for."""
    return [
        {
            "column": field.code, "zh": field.zh, "en": field.en, "type": field.kind.key, "stored_as": described(field, "en"),
            "values": list(field.values), "last_year": f"{field.code}@-1" if field.per_year else None, "payable": field.payable,
            "driver": field.driver,
        }
        for field in fields
    ]  # fmt: skip
