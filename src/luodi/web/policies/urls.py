"""Addresses of policies: the library, a policy, a clause and its editor, files in and out; facts of firms."""

from django.urls import path

from luodi.web.policies import acting, editing, facts, registers, runs, views
from luodi.web.policies.due import due

app_name = "policies"
urlpatterns = [
    path("policies/", views.index, name="index"),
    path("policies/export", views.export, name="export"),
    path("policies/fields", views.fields, name="fields"),
    path("policies/pack.zip", views.pack, name="pack"),
    path("policies/import", editing.take_in, name="take_in"),
    path("policies/new", editing.new_policy, name="new"),
    path("policies/<int:policy_id>/", views.policy, name="policy"),
    path("policies/<int:policy_id>/head", editing.head, name="head"),
    path("policies/<int:policy_id>/head/publish", acting.publish_head, name="publish_head"),
    path("policies/<int:policy_id>/submit", acting.submit_all, name="submit_all"),
    path("policies/<int:policy_id>/publish", acting.publish_all, name="publish_all"),
    path("policies/<int:policy_id>/clauses/new", editing.new_clause, name="new_clause"),
    path("policies/<int:policy_id>/check", editing.check, name="check"),
    path("clauses/<int:clause_pk>/", views.clause, name="clause"),
    path("clauses/<int:clause_pk>/changes", views.changes, name="changes"),
    path("clauses/<int:clause_pk>/edit", editing.edit, name="edit"),
    path("clauses/<int:clause_pk>/next", editing.next_version, name="next"),
    path("clauses/<int:clause_pk>/submit", acting.submit, name="submit"),
    path("clauses/<int:clause_pk>/back", acting.send_back, name="send_back"),
    path("clauses/<int:clause_pk>/publish", acting.publish, name="publish"),
    path("clauses/<int:clause_pk>/withdraw", acting.withdraw, name="withdraw"),
    path("screenings/", runs.screenings, name="screenings"),
    path("screenings/<int:screening_id>/", runs.screening, name="screening"),
    path("screenings/<int:screening_id>/results", runs.results, name="results"),
    path("screenings/<int:screening_id>/export", runs.export_results, name="export_results"),
    path("simulations/", runs.simulations, name="simulations"),
    path("simulations/<int:simulation_id>/", runs.simulation, name="simulation"),
    path("facts/<int:company_id>/due", due, name="due"),
    path("facts/", facts.index, name="firms"),
    path("facts/export", facts.export, name="export_facts"),
    path("facts/import", facts.take_in, name="take_in_facts"),
    path("facts/registers/", registers.registers, name="registers"),
    path("facts/registers/<int:register_id>/take-back", registers.take_back_register, name="take_back_register"),
    path("facts/<int:company_id>/", facts.firm, name="firm"),
    path("facts/<int:company_id>/report", facts.report, name="report_fact"),
    path("facts/values/<int:firm_fact_id>/verify", facts.verify, name="verify_fact"),
    path("facts/values/<int:firm_fact_id>/dispute", facts.dispute, name="dispute_fact"),
    path("facts/values/<int:firm_fact_id>/correct", facts.correct, name="correct_fact"),
    path("facts/values/<int:firm_fact_id>/look", facts.look, name="look_fact"),
    path("facts/corrections/<int:fact_correction_id>/decide", facts.decide, name="decide_correction"),
]
