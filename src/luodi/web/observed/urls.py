"""Addresses of indicators and observations: lists, a subject's, one series, totals, returns, and the firm's own page."""

from django.urls import path

from luodi.web.observed import acting, firm, lists, returns, series, subjects

app_name = "observed"
urlpatterns = [
    path("indicators/", lists.indicators_page, name="indicators"),
    path("observations/", lists.index, name="index"),
    path("observations/export", lists.export, name="export"),
    path("observations/totals/", lists.totals_page, name="totals"),
    path("observations/<int:series_id>/", series.detail, name="detail"),
    path("observations/<int:series_id>/verify", acting.verify, name="verify"),
    path("observations/<int:series_id>/dispute", acting.dispute, name="dispute"),
    path("observations/<int:series_id>/correct", acting.correct, name="correct"),
    path("observations/<int:series_id>/look", acting.look, name="look"),
    path("observations/<int:series_id>/link", acting.link, name="link"),
    path("observations/corrections/<int:correction_id>/approve", acting.approve, name="approve"),
    path("observations/corrections/<int:correction_id>/reject", acting.reject, name="reject"),
    path("projects/<int:project_id>/observations/", subjects.project, name="project"),
    path("companies/<int:company_id>/observations/", subjects.company, name="company"),
    path("subjects/<int:subject_id>/", subjects.subject, name="subject"),
    path("subjects/<int:subject_id>/answer", acting.answer, name="answer"),
    path("subjects/<int:subject_id>/consent", acting.ask_consent, name="ask_consent"),
    path("consents/<int:consent_id>/link", acting.consent_link, name="consent_link"),
    path("consents/<int:consent_id>/withdraw", acting.withdraw_consent, name="withdraw_consent"),
    path("returns/", returns.index, name="returns"),
    path("returns/template", returns.template, name="return_template"),
    path("returns/upload", returns.upload, name="upload"),
    path("returns/<int:return_id>/", returns.detail, name="return"),
    path("returns/<int:return_id>/approve", returns.approve, name="approve_return"),
    path("returns/<int:return_id>/reject", returns.reject, name="reject_return"),
    path("firm/<str:secret>/", firm.answer, name="firm"),
]
