"""The library that comes with the product: clauses of our own wording and two Word templates, loaded once."""

import io
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

import docx
from django.db import transaction
from docx.enum.text import WD_ALIGN_PARAGRAPH

from luodi.agreements.models import ModelClause, Template
from luodi.agreements.operations.model_clauses import add_template, put_into_use, write_clause
from luodi.people.permissions import require
from luodi.values.actor import Actor, system

SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


@cache
def shipped_clauses() -> dict[str, dict]:
    """Read the clauses that come with the product, by code."""
    return tomllib.loads((SHIPPED / "clauses.toml").read_text(encoding="utf-8"))


@cache
def shipped_templates() -> dict[str, dict]:
    """Read the templates that come with the product, by code."""
    return tomllib.loads((SHIPPED / "templates.toml").read_text(encoding="utf-8"))


def template_file(code: str) -> bytes:
    """Write a shipped template as a Word file, which a district may download, change and upload again."""
    row = shipped_templates()[code]
    document = docx.Document()
    document.styles["Normal"].font.name = "FangSong"
    for place, line in enumerate(row["lines"]):
        paragraph = document.add_paragraph(line)
        if place == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@transaction.atomic
def load_library(*, by: Actor, at: datetime) -> int:
    """Load the shipped clauses and templates that are not there yet, and give how many clauses came.

    A clause is passed only if the fairness engine has nothing against it; else it waits for a person.
    """
    require(by, "agreements.clauses")
    known = set(ModelClause.objects.values_list("code", flat=True))
    maker = system("自带条款库")
    came = 0
    for code, row in shipped_clauses().items():
        if code in known:
            continue
        wanted = write_clause(
            code=code,
            kind=row["kind"],
            title=row["title"],
            text=row["text"],
            advice=row.get("advice", ""),
            by=maker,
            at=at,
        )
        came += 1
        if not wanted.open_findings:
            put_into_use(wanted.clause, wanted, "自带条款，公平竞争审查引擎无发现", by, at)
    have = set(Template.objects.values_list("title", flat=True))
    for code, row in shipped_templates().items():
        if row["title"] not in have and by.unit_id is not None:
            add_template(
                title=row["title"], kind=row["kind"], data=template_file(code), file_name=f"{row['title']}.docx", by=by,
                at=at,
            )  # fmt: skip
    return came
