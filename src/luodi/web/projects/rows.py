"""The cells of a row of the project list, written in one go: fifty rows of ten cells are the page's most frequent work."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from luodi.projects.queries import ProjectRow
from luodi.web.formats import day, none_as_dash, wan
from luodi.web.projects.filters import binding_words, standing_words
from luodi.web.tables import Column


def cells(columns: tuple[Column, ...], stages: dict[str, str]) -> Callable[[ProjectRow], Markup]:
    """Give a function that writes the cells of one row; what all rows share is worked out here, once.

    `stages` gives the words of stages and side states. Every text of a row is escaped.
    """
    opening = {
        column.key: f'<td class="{escape(column.css)}" data-label="{escape(_heading(column))}">' for column in columns
    }
    marks = {
        (
            code,
            name,
        ): f'<span class="ld-stage-mark ld-mark-{name}" title="{escape(word)} · {escape(standing)}">{escape(word)}'
        f"<small>{escape(standing)}</small></span>"
        for code, word in stages.items()
        for name, standing in standing_words().items()
    }
    sides = {code: f' <span class="ld-badge ld-badge-amber">{escape(word)}</span>' for code, word in stages.items()} | {
        "": ""
    }
    bindings = {code: str(escape(word)) for code, word in binding_words().items()}
    nothing = str(none_as_dash(None))
    hidden = f'<span class="ld-none" title="{escape(_("金额不在您的可见范围内"))}">＊＊</span>'
    project, company = (reverse(f"{part}:index") for part in ("projects", "companies"))

    def write(row: ProjectRow) -> Markup:
        href = f"{project}{row.id}/"
        firm = str(escape(row.company_name)) or nothing
        amount = hidden if row.amount_hidden else nothing
        if row.amount is not None:
            amount = f'<a class="ld-num ld-num-link" href="{href}#facts">{wan(row.amount)}</a>'
        parts = {
            "name": f'<a href="{href}" title="{escape(row.name)} · {row.code}">{escape(row.name)}</a>',
            "code": row.code,
            "company": f'<a href="{company}{row.company_id}/">{firm}</a>' if row.company_id else firm,
            "track": f'<span class="ld-badge ld-badge-brand">{escape(row.track)}</span>' if row.track else nothing,
            "unit": str(escape(row.unit_name)),
            "stage": marks[row.stage, "confirmed" if row.confirmed else "claimed"] + sides[row.side_state],
            "amount": amount,
            "binding": bindings[row.binding],
            "signed": str(row.signed_date) if row.signed_date else nothing,
            "officer": str(escape(row.officer_name)) or nothing,
            "changed": day(row.changed_at),
        }
        return Markup("".join(f"{start}{parts[key]}</td>" for key, start in opening.items()))  # noqa: S704 - escaped above

    return write


def _heading(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else str(column.label)
