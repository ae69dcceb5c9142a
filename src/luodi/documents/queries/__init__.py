"""Reading documents: lists, the reading page, sources. One module an area; callers import from here."""

from luodi.documents.queries.downloads import Original, original
from luodi.documents.queries.lists import DocumentList, DocumentRow, documents, units_of_documents
from luodi.documents.queries.pages import (
    ArticleRow,
    FactRow,
    FindingRow,
    ReadingPage,
    article_of,
    confirmed_facts,
    counts_of,
    fact_row,
    reading_page,
)
from luodi.documents.queries.sources import (
    DecisionRow,
    FactPlace,
    FactSource,
    fact_source,
    fact_sources,
    passage,
)

__all__ = [
    "ArticleRow", "DecisionRow", "DocumentList", "DocumentRow", "FactPlace", "FactRow", "FactSource", "FindingRow",
    "Original", "ReadingPage", "article_of", "confirmed_facts", "counts_of", "documents", "fact_row",
    "fact_source", "fact_sources", "original", "passage", "reading_page", "units_of_documents",
]  # fmt: skip
