"""Addresses of agreements: list, drafts, one agreement and what is done with it, the clause library, the legacy ledger."""

from django.urls import path

from luodi.web.agreements import acting, clauses, legacy, redlines, terms, views, wizard

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.index, name="index"),
    path("agreements/export", views.export, name="export"),
    path("agreements/new", wizard.new, name="new"),
    path("agreements/clauses/", clauses.index, name="clauses"),
    path("agreements/clauses/new", clauses.new, name="clause_new"),
    path("agreements/clauses/load", clauses.load, name="load"),
    path("agreements/clauses/<int:clause_id>/", clauses.detail, name="clause"),
    path("agreements/clauses/<int:clause_id>/rewrite", clauses.rewrite, name="rewrite"),
    path("agreements/clauses/<int:clause_id>/pass", clauses.put_through, name="pass"),
    path("agreements/clauses/<int:clause_id>/retire", clauses.retire, name="retire"),
    path("agreements/templates/new", clauses.add_template, name="add_template"),
    path("agreements/templates/<int:template_id>/file", clauses.template_file, name="template_file"),
    path("agreements/legacy/", legacy.index, name="legacy"),
    path("agreements/legacy/export", legacy.export, name="legacy_export"),
    path("agreements/legacy/upload", legacy.upload, name="legacy_upload"),
    path("agreements/legacy/new", legacy.register, name="legacy_new"),
    path("agreements/legacy/<int:clean_up_id>/", legacy.detail, name="clean_up"),
    path("agreements/legacy/<int:clean_up_id>/decide", legacy.decide, name="decide"),
    path("agreements/legacy/<int:clean_up_id>/progress", legacy.progress, name="progress"),
    path("agreements/<int:agreement_id>/", views.detail, name="detail"),
    path("agreements/<int:agreement_id>/text", acting.change_text, name="text"),
    path("agreements/<int:agreement_id>/head", acting.change_head, name="head"),
    path("agreements/<int:agreement_id>/terms", terms.edit, name="terms"),
    path("agreements/<int:agreement_id>/submit", acting.submit, name="submit"),
    path("agreements/<int:agreement_id>/send-back", acting.send_back, name="send_back"),
    path("agreements/<int:agreement_id>/take-over", acting.take_over, name="take_over"),
    path("agreements/<int:agreement_id>/approve", acting.approve, name="approve"),
    path("agreements/<int:agreement_id>/sign", acting.sign, name="sign"),
    path("agreements/<int:agreement_id>/end", acting.end, name="end"),
    path("agreements/<int:agreement_id>/ledger", acting.take_into_ledger, name="take_into_ledger"),
    path("agreements/<int:agreement_id>/scan", legacy.scan, name="scan"),
    path("agreements/<int:agreement_id>/redline", redlines.redline, name="redline"),
    path("agreements/<int:agreement_id>/redline.<str:kind>", redlines.redline_file, name="redline_file"),
    path("agreements/<int:agreement_id>/versions/<int:ordinal>.<str:kind>", redlines.text_file, name="text_file"),
    path("projects/<int:project_id>/agreements/", views.project, name="project"),
]
