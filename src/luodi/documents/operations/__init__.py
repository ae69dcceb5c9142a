"""Writing documents, readings and decisions on facts. One module an area; callers import from here."""

from luodi.documents.operations.adding import AlreadyThere, add_document
from luodi.documents.operations.deciding import ArticleDecided, decide_article, decide_fact
from luodi.documents.operations.filing import mark_filed, note_download
from luodi.documents.operations.marking import mark_fact
from luodi.documents.operations.readings import record_reading

__all__ = [
    "AlreadyThere", "ArticleDecided", "add_document", "decide_article", "decide_fact", "mark_fact", "mark_filed", "note_download",
    "record_reading",
]  # fmt: skip
