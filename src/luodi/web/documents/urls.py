"""Addresses of documents: the list, the reading page, deciding facts, sources, originals."""

from django.urls import path

from luodi.web.documents import deciding, sources, views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("new", views.upload, name="upload"),
    path("<int:document_id>/", views.detail, name="detail"),
    path("<int:document_id>/file", views.file, name="file"),
    path("<int:document_id>/read-again", views.read_again, name="read_again"),
    path("<int:document_id>/original", sources.original, name="original"),
    path("<int:document_id>/mark", deciding.mark, name="mark"),
    path("articles/<int:article_id>/confirm", deciding.confirm_article, name="confirm_article"),
    path("facts/<int:fact_id>/", sources.source, name="source"),
    path("facts/<int:fact_id>/passage", sources.passage, name="passage"),
    path("facts/<int:fact_id>/confirm", deciding.confirm, name="confirm"),
    path("facts/<int:fact_id>/reject", deciding.reject, name="reject"),
    path("facts/<int:fact_id>/reopen", deciding.reopen, name="reopen"),
    path("facts/<int:fact_id>/correct", deciding.correct, name="correct"),
    path("rows/<int:row_id>/", sources.row, name="row"),
]
