"""What the reading page's templates need, for the whole page and for its parts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.documents.fact_types import fact_types
from luodi.documents.queries import ArticleRow, FactRow, ReadingPage
from luodi.documents.remarks import worded
from luodi.journeys import file_page
from luodi.values.refusal import Refusal
from luodi.web.access import actor_of
from luodi.web.documents import marks, shown

SHOWS = ("all", "waiting", "doubtful", "decided")


def page_context(
    request: HttpRequest,
    page: ReadingPage,
    *,
    correcting: int | None = None,
    refusal: Refusal | None = None,
    refused_fact: int | None = None,
) -> dict[str, Any]:
    """Gather what the reading page shows; `correcting` is the fact whose form is open, `refused_fact` the one refused."""
    show = request.GET.get("show", "all")
    return {
        "page": page, "articles": page.articles, "shown": shown, "paragraphs": lambda article: paragraphs_in(page, article),
        "outside": _outside(page), "show": show if show in SHOWS else "all", "visible": visible,
        "correcting": correcting if page.may_decide else None, "refused_fact": refused_fact,
        "refusal": refusal.sentence(get_language() or "zh") if refusal else "",
        "made": made(request, page), "edit_word": lambda kind: worded("edit", kind, get_language() or "zh"),
        "types": [(code, shown.type_label(code), sum(fact.type == code for fact in _facts(page))) for code in fact_types()],
        "crumbs": [(_("文档"), reverse("documents:index")), (page.title, "")],
        "page_keys": (("J K", _("下一条、上一条事实")), ("C", _("确认")), ("E", _("更正")), ("X", _("驳回")),
                      ("A", _("整篇确认")), ("M", _("把选中的文字补记为事实")), ("N", _("下一条存疑"))),
    }  # fmt: skip


def _facts(page: ReadingPage) -> Iterable[FactRow]:
    return (fact for article in page.articles for fact in article.facts)


def visible(fact: FactRow, show: str) -> bool:
    """Tell whether a fact stands in the chosen view: all, waiting, doubtful or decided."""
    waiting = fact.state == "proposed" or fact.awaits_second
    return {"all": True, "waiting": waiting, "doubtful": fact.doubtful or fact.awaits_second, "decided": not waiting}[
        show
    ]


def made(request: HttpRequest, page: ReadingPage) -> list[tuple[str, int]]:
    """List what filing the page now would make; empty where the reader may not file or nothing is confirmed."""
    if not (page.may_file and page.counts["usable"]):
        return []
    return shown.made_of(file_page.preview(page.id, actor_of(request)))


def paragraphs_in(page: ReadingPage, article: ArticleRow) -> list[marks.Paragraph]:
    """Cut one article's text into paragraphs with its marks."""
    heads = [
        ("kicker", article.kicker or ""),
        ("headline", article.headline),
        *(("deck", deck) for deck in article.decks),
    ]
    return marks.paragraphs(page.text, article.span, article.facts, article.edits, heads)


def _outside(page: ReadingPage) -> list[str]:
    spans = [article.span for article in page.articles if article.still_read]
    return [page.text[a:b].strip() for a, b in marks.outside(page.text, spans)]
