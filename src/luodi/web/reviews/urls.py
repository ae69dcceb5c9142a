"""Addresses of fair-competition reviews: lists, one review and what is done with it, packs, and a project's page."""

from django.urls import path

from luodi.web.reviews import acting, asking, packs, views

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.index, name="index"),
    path("reviews/export", views.export, name="export"),
    path("reviews/new", asking.new, name="new"),
    path("reviews/exemptions", views.exemptions, name="exemptions"),
    path("reviews/exemptions/<int:exemption_id>/end", acting.end_exemption, name="end_exemption"),
    path("reviews/pack", packs.pack, name="pack"),
    path("reviews/pack/upload", packs.upload, name="upload_pack"),
    path("reviews/pack/adopt", packs.adopt, name="adopt"),
    path("reviews/rescans/<int:rescan_id>/", packs.rescan, name="rescan"),
    path("reviews/<int:review_id>/", views.detail, name="detail"),
    path("reviews/<int:review_id>/changes", views.changes, name="changes"),
    path("reviews/<int:review_id>/form.<str:kind>", views.form, name="form"),
    path("reviews/<int:review_id>/text", asking.rewrite, name="rewrite"),
    path("reviews/<int:review_id>/answer", acting.answer, name="answer"),
    path("reviews/<int:review_id>/first", acting.first_review, name="first_review"),
    path("reviews/<int:review_id>/hearing", acting.hearing, name="hearing"),
    path("reviews/<int:review_id>/withdraw", acting.withdraw, name="withdraw"),
    path("reviews/<int:review_id>/accept", acting.accept, name="accept"),
    path("reviews/<int:review_id>/exempt", acting.exempt, name="exempt"),
    path("reviews/<int:review_id>/conclude", acting.conclude, name="conclude"),
    path("projects/<int:project_id>/reviews/", views.project, name="project"),
]
