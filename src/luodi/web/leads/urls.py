"""Addresses of first contact; those of one project lie under the project."""

from django.urls import path

from luodi.web.leads import acting, desk, duplicates, forms, importing, pool, views

app_name = "leads"
urlpatterns = [
    path("leads/", views.index, name="index"),
    path("leads/export", views.export, name="export"),
    path("leads/new", forms.new, name="new"),
    path("leads/check", forms.check, name="check"),
    path("leads/import/", importing.bring_in, name="import"),
    path("leads/import/template", importing.template, name="import_template"),
    path("leads/pool/", pool.index, name="pool"),
    path("leads/pool/<int:pooled_id>/take", pool.take, name="take"),
    path("leads/conflicts/", desk.index, name="conflicts"),
    path("leads/conflicts/<int:conflict_id>/", desk.detail, name="conflict"),
    path("leads/conflicts/<int:conflict_id>/hear", desk.hear, name="hear"),
    path("leads/conflicts/<int:conflict_id>/rule", desk.rule, name="rule"),
    path("leads/conflicts/<int:conflict_id>/appeal", desk.appeal, name="appeal"),
    path("leads/conflicts/<int:conflict_id>/decide", desk.decide, name="decide"),
    path("leads/conflicts/<int:conflict_id>/ruling", desk.ruling, name="ruling"),
    path("leads/duplicates/", duplicates.index, name="duplicates"),
    path("leads/duplicates/<int:pair_id>/decide", duplicates.decide, name="decide_pair"),
    path("leads/<int:registration_id>/", views.detail, name="detail"),
    path("leads/<int:registration_id>/accept", acting.accept, name="accept"),
    path("leads/<int:registration_id>/reject", acting.reject, name="reject"),
    path("leads/<int:registration_id>/apart", acting.set_apart, name="set_apart"),
    path("leads/<int:registration_id>/contact", acting.contact, name="contact"),
    path("leads/<int:registration_id>/renew", acting.renew, name="renew"),
    path("leads/<int:registration_id>/release", acting.release, name="release"),
    path("leads/<int:registration_id>/reveal", acting.reveal, name="reveal"),
    path("leads/<int:registration_id>/conflict", acting.open_conflict, name="open_conflict"),
    path("projects/<int:project_id>/leads/", views.project, name="project"),
]
