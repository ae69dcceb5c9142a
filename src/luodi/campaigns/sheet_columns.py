"""The columns of the two Excel sheets of a plan: its tasks and its issues; the same going in and coming out."""

from io import BytesIO

import xlsxwriter

from luodi.campaigns.issue_words import LEVELS, SOURCES
from luodi.engines.sheets import Column

PROOF_CHOICES = {"文字": "text", "文件": "document", "照片": "photo"}
WIDTH = 20


def task_columns(lines: list[str]) -> tuple[Column, ...]:
    """Give the columns of the sheet of tasks; `lines` are offered in the template."""
    return (
        Column("line", ("战线",), needed=True, longest=40, offered=tuple(lines)),
        Column("title", ("任务",), needed=True, longest=200),
        Column("lead", ("牵头单位",), needed=True, longest=80),
        Column("helpers", ("配合单位",), longest=300),
        Column("due", ("完成期限",), kind="day", needed=True),
        Column("proof", ("佐证",), kind="choice", choices=PROOF_CHOICES, offered=tuple(PROOF_CHOICES)),
    )


def issue_columns(lines: list[str]) -> tuple[Column, ...]:
    """Give the columns of the sheet of issues; `lines` are offered in the template."""
    sources = {zh: code for code, (zh, _) in SOURCES.items()}
    levels = {zh: code for code, (zh, _) in LEVELS.items()}
    return (
        Column("line", ("战线",), needed=True, longest=40, offered=tuple(lines)),
        Column("source", ("来源",), kind="choice", needed=True, choices=sources, offered=tuple(sources)),
        Column("level", ("等级",), kind="choice", choices=levels, offered=tuple(levels)),
        Column("unit", ("责任街道",), needed=True, longest=80),
        Column("place", ("地点",), needed=True, longest=120),
        Column("grid", ("网格",), longest=40),
        Column("what", ("问题",), needed=True, longest=300),
        Column("found", ("发现日期",), kind="day", needed=True),
        Column("due", ("整改期限",), kind="day", needed=True),
    )


def sheet_template(title: str, columns: tuple[Column, ...]) -> bytes:
    """Write the empty sheet to fill in, with the choices offered in its cells."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTH, day if column.kind == "day" else None)
        sheet.write_string(0, place, column.names[0], head)
        if column.offered and sum(map(len, column.offered)) < 200:
            rule = {"validate": "list", "source": list(column.offered), "error_type": "warning"}
            sheet.data_validation(1, place, 500, place, rule)
    sheet.freeze_panes(1, 1)
    book.set_properties({"title": title})
    book.close()
    return target.getvalue()
