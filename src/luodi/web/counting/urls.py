"""Addresses of counting: questions, findings, rules, figures, the inflow ledger, definitions, a project's tab."""

from django.urls import path

from luodi.web.counting import acting, figures, ledger, project, views

app_name = "counting"
urlpatterns = [
    path("counting/", views.index, name="index"),
    path("counting/export", views.export, name="export"),
    path("counting/statistics/", views.statistics, name="statistics"),
    path("counting/questions/<int:question_id>/", views.question, name="question"),
    path("counting/questions/<int:question_id>/answer", acting.answer, name="answer"),
    path("counting/questions/<int:question_id>/decide", acting.decide, name="decide"),
    path("counting/findings/", views.findings, name="findings"),
    path("counting/findings/export", views.export_findings, name="export_findings"),
    path("counting/findings/<int:doubt_id>/", views.finding, name="finding"),
    path("counting/findings/<int:doubt_id>/ask", acting.ask_about_finding, name="ask_about_finding"),
    path("counting/rules/", views.rules, name="rules"),
    path("counting/counts/", figures.counts, name="counts"),
    path("counting/counts/rows", figures.rows, name="rows"),
    path("counting/counts/export", figures.export, name="export_counts"),
    path("counting/inflows/", ledger.inflows, name="inflows"),
    path("counting/inflows/export", ledger.export, name="export_inflows"),
    path("counting/inflows/template", ledger.template, name="inflow_template"),
    path("counting/inflows/sheet", ledger.take_in, name="take_in_inflows"),
    path("counting/inflows/<int:inflow_id>/confirm", acting.confirm_inflow, name="confirm_inflow"),
    path("counting/inflows/<int:inflow_id>/withdraw", acting.withdraw_inflow, name="withdraw_inflow"),
    path("counting/inflows/<int:inflow_id>/follow", acting.follow_inflow, name="follow_inflow"),
    path("counting/landmarks/<int:landmark_id>/confirm", acting.confirm_landmark, name="confirm_landmark"),
    path("counting/landmarks/<int:landmark_id>/withdraw", acting.withdraw_landmark, name="withdraw_landmark"),
    path("counting/definitions/", ledger.definitions, name="definitions"),
    path("counting/definitions/set", ledger.set_definition, name="set_definition"),
    path("counting/definitions/<int:definition_id>/retire", ledger.retire_definition, name="retire_definition"),
    path("projects/<int:project_id>/counting/", project.show, name="project"),
    path("projects/<int:project_id>/counting/particulars", project.particulars, name="particulars"),
    path("projects/<int:project_id>/counting/landmarks", project.put_landmark, name="put_landmark"),
    path("projects/<int:project_id>/counting/inflows", project.enter_inflow, name="enter_inflow"),
    path("projects/<int:project_id>/counting/ask", project.ask, name="ask"),
    path("projects/<int:project_id>/counting/recheck", project.recheck, name="recheck"),
]
