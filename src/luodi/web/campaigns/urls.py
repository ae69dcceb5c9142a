"""Addresses of campaigns: what documents say of them, the plans of a year, tasks, issues and the month."""

from django.urls import path

from luodi.web.campaigns import issues, listings, months, plans, rewards, sheets, views

app_name = "campaigns"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("<int:campaign_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/parts/<int:part_id>/link", views.link, name="link"),
    path("plans/new", plans.new, name="new_plan"),
    path("plans/<int:plan_id>/", plans.wall, name="plan"),
    path("plans/<int:plan_id>/targets", plans.targets, name="targets"),
    path("plans/<int:plan_id>/month/", months.month, name="month"),
    path("plans/<int:plan_id>/tasks/new", plans.new_task, name="new_task"),
    path("plans/<int:plan_id>/tasks/export", sheets.export_tasks, name="export_tasks"),
    path("plans/<int:plan_id>/tasks/template", sheets.task_template, name="task_template"),
    path("plans/<int:plan_id>/tasks/import", sheets.bring_in_tasks, name="bring_in_tasks"),
    path("plans/<int:plan_id>/issues/", issues.index, name="issues"),
    path("plans/<int:plan_id>/issues/export", issues.export, name="export_issues"),
    path("plans/<int:plan_id>/issues/new", issues.new, name="new_issue"),
    path("plans/<int:plan_id>/issues/template", sheets.issue_template, name="issue_template"),
    path("plans/<int:plan_id>/issues/import", sheets.bring_in_issues, name="bring_in_issues"),
    path("tasks/<int:plan_task_id>/", plans.task, name="task"),
    path("tasks/<int:plan_task_id>/report", plans.report, name="report_task"),
    path("tasks/<int:plan_task_id>/check", plans.check, name="check_task"),
    path("tasks/<int:plan_task_id>/change", plans.change, name="change_task"),
    path("issues/<int:issue_id>/", issues.detail, name="issue"),
    path("issues/<int:issue_id>/close", issues.close, name="close_issue"),
    path("issues/<int:issue_id>/show", issues.show, name="show_issue"),
    path("issues/<int:issue_id>/check", issues.check, name="check_issue"),
    path("issues/<int:issue_id>/change", issues.change, name="change_issue"),
    path("issues/<int:issue_id>/photos/<int:step_id>", issues.photo, name="photo"),
    path("plans/<int:plan_id>/pools/", rewards.pools, name="pools"),
    path("plans/<int:plan_id>/pools/new", rewards.new_pool, name="new_pool"),
    path("pools/<int:pool_id>/", rewards.pool, name="pool"),
    path("pools/<int:pool_id>/export", rewards.export_pool, name="export_pool"),
    path("pools/<int:pool_id>/decide", rewards.decide_pool, name="decide_pool"),
    path("plans/<int:plan_id>/lists/", listings.propose, name="propose_lists"),
    path("lists/", listings.lists, name="lists"),
    path("lists/export", listings.export_lists, name="export_lists"),
    path("lists/<int:listing_id>/", listings.listing, name="listing"),
    path("lists/<int:listing_id>/answer", listings.answer, name="answer_listing"),
    path("lists/<int:listing_id>/decide", listings.decide, name="decide_listing"),
]
