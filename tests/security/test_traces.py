"""LO1, AC5: every form that takes effect leaves a line in the journal, and fields that it does not have change nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import DateTimeField
from django.urls import reverse
from django.utils import timezone

from luodi.agreements import operations as agreements
from luodi.agreements.models import Agreement, CleanUp, ModelClause
from luodi.documents.models import Fact, Intake
from luodi.journal.models import Line
from luodi.leads.models import Conflict, Pair, Registration
from luodi.meetings.models import Batch, Heard, Item, Meeting, Slot
from luodi.observations.models import Transfer
from luodi.people import operations as people
from luodi.people.models import Entry, Post
from luodi.projects.models import KeyChange
from luodi.reviews import operations as reviews
from luodi.reviews.models import Finding, Review
from luodi.tasks.models import Task
from tests.given import sheets
from tests.given.browsing import signed_in
from tests.given.people import NOW, SET_UP
from tests.given.world import World
from tests.security import walking
from tests.security.addresses import addresses


@dataclass(frozen=True)
class Form:
    """A form that takes effect: who posts it, its fields, the forms posted before it, and the object if not the scene's."""

    who: str
    fields: Callable[[World], dict] = lambda scene: {}
    before: tuple[tuple[str, str], ...] = ()
    at: Callable[[World], dict] = field(default=lambda scene: {})


def unit(scene: World, name: str) -> int:
    return scene.district.units[name].pk


def person(scene: World, name: str) -> int:
    return scene.district.actor(name).person_id


def version(model, key: str) -> Callable[[World], dict]:
    return lambda scene: {"version": model.objects.get(pk=scene.own[key]).version, "reason": "核对后更正"}


def with_version(model, key: str, **more) -> Callable[[World], dict]:
    return lambda scene: version(model, key)(scene) | more


def project(**more) -> Callable[[World], dict]:
    return lambda scene: (
        {"version": type(scene.project).objects.get(pk=scene.project.pk).version, "reason": "核对后更正"} | more
    )


def slot(**more) -> Callable[[World], dict]:
    return lambda scene: (
        {"version": Slot.objects.get(batch=scene.own["batch_id"], ordinal=1).version, "reason": "核对后更正"} | more
    )


def waiting(scene: World) -> dict:
    return {"intake_id": scene.own["waiting_intake_id"]}


def newcomer(scene: World) -> dict:
    return {"person_id": people.add_person(name="新来的", by=SET_UP, at=NOW).pk}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def forbid(scene: World) -> int:
    return (
        Finding.objects.filter(review_id=scene.own["review_id"], severity="forbid").exclude(state="exempt").first().pk
    )


def ledger(scene: World) -> dict:
    return {"mode": "good_rows", "file": SimpleUploadedFile("新台账.xlsx", sheets.ledger([sheets.row(91)]))}


AGREED = {
    "title": "改名协议",
    "number": "临投〔2025〕9号",
    "district": "临河街道办事处",
    "firm": "示例甲有限公司",
    "data_class": "sensitive",
}
WATCHED = {
    "term1_indicator": "fixed_assets",
    "term1_measure": "sum",
    "term1_periods": "2026-01-01~2027-01-01 3000万元 2027-03-31",
    "term1_evidence": "专项审计报告",
}


def clause_version(scene: World) -> dict:
    version = ModelClause.objects.get(pk=scene.shared["clause_id"]).version
    return {"version": version, "reason": "不再用", "text": "双方另行约定。"}


FINDING = {"seen": "一窗受理", "why": "权限下放", "needs": "下放七项"}


def plain_task(scene: World) -> dict:
    return {"task_id": scene.own["plain_task_id"]}


def trip(scene: World) -> dict:
    return {"meeting_id": scene.own["trip_id"]}


def wanted(scene: World) -> dict:
    return {"title_1": "落实", "unit_1": unit(scene, "临河街道"), "due_1": in_days(9)}


DECISION = {"way": "amend", "procedure": "协商变更并补偿", "due_date": "2026-01-01"}


def rewritten_in_review(scene: World) -> dict:
    """Send the agreement into review and word it anew there."""
    agreement, river = Agreement.objects.get(pk=scene.own["agreement_id"]), scene.district.actor("river")
    agreements.submit(agreement_id=agreement.pk, version=agreement.version, by=river, at=NOW)
    review = Review.objects.get(origin_kind="agreements.agreement", origin_id=agreement.pk)
    text = f"{agreement.current.text}\n双方协商。"
    reviews.rewrite_text(review_id=review.pk, version=review.version, text=text, clauses=(), by=river, at=NOW)
    return {"version": Agreement.objects.get(pk=agreement.pk).version}


FORMS = {
    "agreements:take_over": Form("river", rewritten_in_review),
    "agreements:head": Form("river", with_version(Agreement, "agreement_id", **AGREED)),
    "agreements:text": Form("river", with_version(Agreement, "agreement_id", text="第一条　新文本\n双方合作。")),
    "agreements:terms": Form("river", with_version(Agreement, "agreement_id", **WATCHED)),
    "agreements:submit": Form("river", version(Agreement, "agreement_id")),
    "agreements:send_back": Form("river", version(Agreement, "agreement_id"), before=(("river", "agreements:submit"),)),
    "agreements:new": Form("river", lambda scene: AGREED | {"step": "head", "kind": "investment", "project": scene.own["project_id"], "text": "第一条　合作\n双方合作。"}),
    "agreements:legacy_new": Form("river", lambda scene: AGREED | {"unit": unit(scene, "临河街道"), "signed_date": "2019-05-01", "text": "旧文本"}),
    "agreements:scan": Form("river", at=lambda scene: {"agreement_id": CleanUp.objects.get(pk=scene.own["clean_up_id"]).agreement_id}),
    "agreements:decide": Form("bureau", lambda scene: version(CleanUp, "clean_up_id")(scene) | DECISION | {"unit": unit(scene, "临河街道")}),
    "agreements:progress": Form("river", with_version(CleanUp, "clean_up_id", what="已约谈", done="1"), before=(("bureau", "agreements:decide"),)),
    "agreements:clause_new": Form("bureau", lambda scene: {"code": "新编号", "kind": "other", "title": "新条款", "text": "双方协商。"}),
    "agreements:rewrite": Form("bureau", clause_version),
    "agreements:retire": Form("bureau", clause_version),
    "agreements:load": Form("bureau"),
    "campaigns:link": Form("bureau", lambda scene: {"unit": unit(scene, "望山街道"), "reason": "改列"}),
    "companies:alias": Form("river", lambda scene: {"alias": "示例丹砂别名"}),
    "companies:edit": Form("river", lambda scene: {"country": "新加坡", "version": 1, "reason": "核对"}),
    "companies:new": Form("river", lambda scene: {"name": "示例新登记有限公司"}),
    "documents:confirm": Form("river", version(Fact, "fact_id")),
    "documents:reject": Form("river", version(Fact, "fact_id")),
    "documents:reopen": Form("river", version(Fact, "fact_id"), before=(("river", "documents:confirm"),)),
    "documents:confirm_article": Form("river"),
    "documents:file": Form("river", before=(("river", "documents:confirm_article"),)),
    "documents:read_again": Form("river"),
    "documents:upload": Form("river", lambda scene: {"text": "临江新区召开会议\n\n3月7日,会议召开。", "data_class": "internal"}),
    "imports:upload": Form("river", ledger),
    "imports:run": Form("river", lambda scene: {"version": Intake.objects.get(pk=scene.own["waiting_intake_id"]).version}, at=waiting),
    "imports:drop": Form("river", at=waiting),
    "imports:undo": Form("riverhead", lambda scene: {"reason": "传错了"}),
    "journal:verify": Form("auditadmin"),
    "leads:accept": Form("bureau", version(Registration, "registration_id")),
    "leads:reject": Form("bureau", version(Registration, "registration_id")),
    "leads:contact": Form("river", lambda scene: {"contacted_date": "2025-03-08", "kind": "visit", "reference": "纪要"}),
    "leads:release": Form("river", version(Registration, "registration_id")),
    "leads:reveal": Form("riverhead", lambda scene: {"what": "phone", "reason": "约见面"}),
    "leads:hear": Form("bureau", with_version(Conflict, "conflict_id", text="双方到会")),
    "leads:rule": Form("bureau", with_version(Conflict, "conflict_id", winner="first"), before=(("bureau", "leads:hear"),)),
    "leads:decide_pair": Form("bureau", with_version(Pair, "pair_id", verdict="different")),
    "leads:take": Form("hill", lambda scene: {"unit_id": unit(scene, "望山街道"), "contact_name": "某", "contact_phone": "13700000000", "evidence_text": "纪要", "evidence_at": f"{in_days(-3)}T10:00"}),
    "meetings:correct": Form("river", with_version(Meeting, "meeting_id", kind="congress", name="改过的会名", held_date="2025-03-07")),
    "meetings:new": Form("river", lambda scene: {"kind": "committee", "name": "新会议", "held_date": "2025-03-07"}),
    "meetings:write_minutes": Form("river", with_version(Meeting, "trip_id", text="改过的纪要"), at=trip),
    "meetings:hear": Form("river", lambda scene: {"title": "新汇报"}, at=trip),
    "meetings:resolve": Form("river", lambda scene: {"text": "新议定"} | wanted(scene), at=trip),
    "meetings:find_on_trip": Form("river", lambda scene: FINDING | wanted(scene), at=trip),
    "meetings:change_matter": Form("river", with_version(Heard, "heard_id", title="改过的汇报")),
    "meetings:correct_resolution": Form("river", lambda scene: {"text": "改过的议定", "reason": "笔误"}),
    "meetings:follow_up_resolution": Form("river", lambda scene: wanted(scene)),
    "meetings:correct_trip_finding": Form("river", lambda scene: FINDING | {"reason": "笔误"}),
    "meetings:act_on_finding": Form("river", lambda scene: wanted(scene)),
    "meetings:correct_batch": Form("river", with_version(Batch, "batch_id", kind="signing", label="集中签约", count=3, total="7亿元", binding="framework")),
    "meetings:drop_batch": Form("river", version(Batch, "batch_id")),
    "meetings:name_slot": Form("river", slot(name="示例一号项目")),
    "meetings:name_slots": Form("river", lambda scene: {"names": "示例二号项目\n示例三号项目"}),
    "meetings:empty_slot": Form("river", slot(), before=(("river", "meetings:name_slot"),)),
    "meetings:settle": Form("river", lambda scene: {"answer": "已核对"}),
    "meetings:put_item": Form("river", lambda scene: {"project": scene.own["project_id"], "body": "special", "title": "示例议题", "legal_opinion": "none"}),
    "meetings:edit_item": Form("river", with_version(Item, "item_id", body="special", title="改过的议题", legal_opinion="asked")),
    "meetings:withdraw_item": Form("river", version(Item, "item_id"), before=(("bureau", "meetings:refuse_decision"),)),
    "meetings:decide": Form("river", with_version(Item, "item_id", outcome="pass", number="纪要1号", decided_date="2025-03-07"), before=(("bureau", "meetings:refuse_decision"),)),
    "meetings:approve_decision": Form("bureau"),
    "meetings:refuse_decision": Form("bureau", lambda scene: {"reason": "文号有误"}),
    "meetings:follow_up": Form("river", lambda scene: {"title": "落实用地", "unit": unit(scene, "临河街道"), "due_date": in_days(9)}),
    "observations:propose": Form("river", lambda scene: {"to": unit(scene, "城投平台"), "reason": "chain", "trigger": "owner", "note": "产业契合"}, before=(("river", "observations:withdraw"),)),
    "observations:approve": Form("bureau", version(Transfer, "transfer_id")),
    "observations:reject": Form("bureau", version(Transfer, "transfer_id")),
    "observations:withdraw": Form("river", version(Transfer, "transfer_id")),
    "people:add_person": Form("secadmin", lambda scene: {"name": "新人员"}),
    "people:add_unit": Form("sysadmin", lambda scene: {"name": "新街道", "kind": "street", "parent": scene.district.root.pk}),
    "people:arrange_stand_in": Form("river", lambda scene: {"substitute": person(scene, "riverhead"), "from_date": in_days(3), "to_date": in_days(6), "reason": "外出"}),
    "people:edit_person": Form("secadmin", lambda scene: {"name": "改名人"}),
    "people:rename_unit": Form("sysadmin", lambda scene: {"name": "临河新街道"}),
    "people:move_unit": Form("sysadmin", lambda scene: {"parent": unit(scene, "投资促进局")}),
    "people:give_post": Form("secadmin", lambda scene: {"unit": unit(scene, "望山街道"), "role": "officer", "from_date": in_days(1)}),
    "people:end_post": Form("secadmin", lambda scene: {"to_date": in_days(1)}, at=lambda scene: {"post_id": Post.objects.filter(person_id=person(scene, "river")).first().pk}),
    "people:reveal": Form("riverhead", lambda scene: {"reason": "核对联系电话"}),
    "people:open_account": Form("secadmin", lambda scene: {"sign_in_name": "newcomer"}, at=newcomer),
    "people:issue_code": Form("secadmin"),
    "people:close_account": Form("secadmin", lambda scene: {"reason": "离岗"}),
    "people:reopen_account": Form("secadmin", before=(("secadmin", "people:close_account"),)),
    "people:give_duty": Form("secadmin", lambda scene: {"duty": "audit_admin"}, at=newcomer),
    "people:hand_over": Form("riverhead", lambda scene: {"taker": person(scene, "riverhead"), "reason": "调岗"}),
    "people:issue_token": Form("river", lambda scene: {"label": "程序", "permission": ["projects.view"], "ends": in_days(20)}),
    "people:revoke_token": Form("river"),
    "projects:claim": Form("river", project(stage="P9")),
    "projects:confirm": Form("riverhead", project(stage="P7", evidence="协议第3页")),
    "projects:edit": Form("river", project(site="新的落位")),
    "projects:new": Form("river", lambda scene: {"name": "示例全新研发中心", "unit_id": unit(scene, "临河街道"), "stage_claimed": "P1", "binding": "unknown"}),
    "projects:side_state": Form("river", project(side_state="hold")),
    "reviews:new": Form("river", lambda scene: {"title": "新协议", "text": "双方依法履行。", "kind": "agreement", "issued_by": "department"}),
    "reviews:rewrite": Form("river", with_version(Review, "review_id", text="双方依法履行。")),
    "reviews:answer": Form("river", lambda scene: version(Review, "review_id")(scene) | {"finding": forbid(scene), "kind": "not_applicable", "words": "引用条文"}),
    "reviews:accept": Form("riverhead", lambda scene: version(Review, "review_id")(scene) | {"finding": forbid(scene), "accepted": "1"}, before=(("river", "reviews:answer"),)),
    "reviews:exempt": Form("riverhead", lambda scene: version(Review, "review_id")(scene) | {"finding": forbid(scene), "ground": "science", "no_milder": "比较过", "until_date": "2099-06-30", "reasons": "攻关"}),
    "reviews:end_exemption": Form("riverhead", lambda scene: {"reason": "条件成就"}),
    "reviews:hearing": Form("river", with_version(Review, "review_id", heard="public", held_date="2025-03-07", who="居民", summary="没有异议")),
    "reviews:first_review": Form("river", with_version(Review, "review_id", words="初审意见")),
    "reviews:withdraw": Form("river", version(Review, "review_id")),
    "settings:add_entry": Form("sysadmin", lambda scene: {"code": "new_track", "zh": "新赛道", "valid_from": "2025-01-01"}),
    "settings:end_entry": Form("sysadmin", lambda scene: {"valid_to": in_days(9)}, before=(("sysadmin", "settings:add_entry"),), at=lambda scene: {"entry_id": Entry.objects.get(code="new_track").pk}),
    "settings:reword_entry": Form("sysadmin", lambda scene: {"zh": "更新赛道", "valid_from": in_days(9)}, before=(("sysadmin", "settings:add_entry"),), at=lambda scene: {"entry_id": Entry.objects.get(code="new_track").pk}),
    "settings:set_parameter": Form("bureau", lambda scene: {"code": "token.days", "value": "60", "unit": "天", "source": "区办〔2025〕1号", "valid_from": in_days(1)}),
    "tasks:new": Form("river", lambda scene: {"kind": "follow_up", "title": "新任务", "unit": unit(scene, "临河街道"), "due_date": in_days(9)}),
    "tasks:assign": Form("river", lambda scene: version(Task, "task_id")(scene) | {"unit": unit(scene, "临河街道"), "person": person(scene, "river"), "due_date": "2026-01-01"}),
    "tasks:accept": Form("river", version(Task, "task_id")),
    "tasks:finish": Form("river", with_version(Task, "plain_task_id", outcome="办结"), at=plain_task),
    "tasks:drop": Form("river", with_version(Task, "plain_task_id", outcome="不办"), at=plain_task),
    "tasks:reopen": Form("river", version(Task, "plain_task_id"), before=(("river", "tasks:finish"),), at=plain_task),
    "tasks:ask": Form("river", lambda scene: {"title": "新交办", "unit": unit(scene, "临河街道"), "due_date": in_days(9)}),
    "tasks:report": Form("river", with_version(Task, "task_id", text="有进展")),
    "tasks:report_done": Form("river", with_version(Task, "task_id", text="办完了")),
    "tasks:send_back": Form("river", version(Task, "task_id"), before=(("river", "tasks:report_done"),)),
    "tasks:close": Form("river", with_version(Task, "task_id", outcome="核实"), before=(("river", "tasks:report_done"),)),
    "tasks:withdraw": Form("river", with_version(Task, "task_id", outcome="不办了")),
    "tasks:ask_again": Form("river", lambda scene: version(Task, "task_id")(scene) | {"due_date": in_days(9)}, before=(("river", "tasks:withdraw"),)),
}  # fmt: skip
# Where the lines of the other forms are tested, or why there is none.
ELSEWHERE = {
    "policies:check": "tests/web/policies",
    "policies:correct_fact": "tests/policies",
    "policies:decide_correction": "tests/policies",
    "policies:dispute_fact": "tests/policies",
    "policies:edit": "tests/web/policies",
    "policies:head": "tests/web/policies",
    "policies:look_fact": "tests/policies",
    "policies:new": "tests/web/policies",
    "policies:new_clause": "tests/web/policies",
    "policies:next": "tests/policies",
    "policies:publish": "tests/policies",
    "policies:publish_all": "tests/policies",
    "policies:publish_head": "tests/policies",
    "policies:registers": "tests/web/policies",
    "policies:report_fact": "tests/web/policies",
    "policies:send_back": "tests/policies",
    "policies:submit": "tests/policies",
    "policies:screenings": "tests/policies",
    "policies:simulations": "tests/policies",
    "policies:submit_all": "tests/policies",
    "policies:take_back_register": "tests/web/policies",
    "policies:take_in": "tests/web/policies",
    "policies:take_in_facts": "tests/web/policies",
    "policies:verify_fact": "tests/policies",
    "policies:withdraw": "tests/policies",
    "scoreboards:adjust": "tests/scoreboards",
    "scoreboards:answer": "tests/scoreboards",
    "scoreboards:appeal": "tests/scoreboards",
    "scoreboards:counts": "tests/scoreboards",
    "scoreboards:decide_adjustment": "tests/scoreboards",
    "scoreboards:decide_figure": "tests/scoreboards",
    "scoreboards:decide_pack": "tests/scoreboards",
    "scoreboards:examples": "tests/scoreboards",
    "scoreboards:freeze": "tests/scoreboards",
    "scoreboards:new": "tests/scoreboards",
    "scoreboards:show": "tests/scoreboards",
    "scoreboards:sources": "tests/scoreboards",
    "scoreboards:type_figure": "tests/scoreboards",
    "scoreboards:upload_pack": "tests/scoreboards",
    "notices:channels": "tests/notices",
    "notices:switch": "tests/notices",
    "notices:try": "tests/notices",
    "claims:publish": "tests/web/claims",
    "claims:invite": "tests/web/claims",
    "claims:check": "tests/web/claims",
    "claims:cross": "tests/web/claims",
    "claims:look": "tests/web/claims",
    "claims:reveal": "tests/web/claims",
    "claims:object": "tests/web/claims",
    "claims:approve": "tests/web/claims",
    "claims:reject": "tests/web/claims",
    "claims:release_claim": "tests/claims",
    "claims:archive": "tests/web/claims",
    "claims:recover": "tests/web/claims",
    "claims:upload": "tests/web/claims",
    "claims:settle": "tests/web/claims",
    "claims:answer": "tests/web/claims",
    "claims:decide_recovery": "tests/web/claims",
    "claims:repaid": "tests/web/claims",
    "claims:drop_evidence": "tests/web/claims",
    "claims:new_envelope": "tests/web/claims",
    "claims:appropriate": "tests/web/claims",
    "claims:divide": "tests/web/claims",
    "claims:new_batch": "tests/web/claims",
    "claims:release": "tests/web/claims",
    "claims:drop_batch": "tests/web/claims",
    "claims:send": "tests/web/claims",
    "claims:place": "tests/claims",
    "claims:read_return": "tests/web/claims",
    "claims:pause": "tests/web/claims",
    "claims:new_account": "tests/web/claims",
    "claims:decide_account": "tests/web/claims",
    "claims:sign_up": "tests/web/claims",
    "claims:decide_sign_up": "tests/web/claims",
    "claims:apply": "tests/web/claims",
    "claims:apply_state": "tests/web/claims",
    "claims:decide_application": "tests/web/claims",
    "claims:mine_account": "tests/web/claims",
    "claims:begin": "tests/web/claims",
    "claims:confirm": "tests/web/claims",
    "claims:decline": "tests/web/claims",
    "claims:keep": "tests/web/claims",
    "claims:submit": "tests/web/claims",
    "claims:mine_upload": "tests/web/claims",
    "claims:appeal": "tests/web/claims",
    "claims:mine_drop_evidence": "tests/web/claims",
    "promises:decide": "tests/promises",
    "promises:decide_supplement": "tests/promises",
    "promises:new": "tests/web/promises",
    "agreements:take_into_ledger": "tests/agreements",
    "promises:paid": "tests/promises",
    "promises:plan_upload": "tests/promises",
    "promises:project": "tests/web/promises",
    "promises:propose": "tests/promises",
    "promises:supplement": "tests/promises",
    "contacts:add_person": "tests/contacts",
    "contacts:close_instruction": "tests/contacts",
    "contacts:comment": "tests/contacts",
    "contacts:correct_progress": "tests/contacts",
    "contacts:correct_visit": "tests/contacts",
    "contacts:draft": "tests/contacts",
    "contacts:edit_comment": "tests/contacts",
    "contacts:edit_person": "tests/contacts",
    "contacts:instruction": "tests/contacts",
    "contacts:progress": "tests/contacts",
    "contacts:report_back": "tests/contacts",
    "contacts:retire_person": "tests/contacts",
    "contacts:reveal": "tests/contacts",
    "contacts:visit": "tests/contacts",
    "counting:answer": "tests/counting",
    "counting:ask": "tests/counting",
    "counting:ask_about_finding": "tests/counting",
    "counting:confirm_inflow": "tests/counting",
    "counting:confirm_landmark": "tests/counting",
    "counting:decide": "tests/counting",
    "counting:enter_inflow": "tests/counting",
    "counting:follow_inflow": "tests/counting",
    "counting:particulars": "tests/counting",
    "counting:put_landmark": "tests/counting",
    "counting:recheck": "tests/counting",
    "counting:retire_definition": "tests/counting",
    "counting:set_definition": "tests/counting",
    "counting:take_in_inflows": "tests/counting",
    "counting:withdraw_inflow": "tests/counting",
    "counting:withdraw_landmark": "tests/counting",
    "projects:answer_condition": "tests/projects",
    "projects:answer_failure": "tests/projects",
    "projects:ask_opinions": "tests/projects",
    "projects:cancel_round": "tests/projects",
    "projects:give_opinion": "tests/projects",
    "projects:pass_gate": "tests/projects",
    "projects:put_evidence": "tests/projects",
    "projects:report_condition": "tests/projects",
    "projects:set_route": "tests/projects",
    "projects:withdraw_evidence": "tests/projects",
    "projects:write_failure": "tests/projects",
    "projects:agree_merger": "tests/projects",
    "projects:hand_over": "tests/projects",
    "projects:merge": "tests/projects",
    "projects:refuse_merger": "tests/projects",
    "projects:undo_merger": "tests/projects",
    "companies:merge": "tests/companies",
    "companies:undo_merger": "tests/companies",
    "gates:claim": "tests/web/gates",
    "gates:define": "tests/web/gates",
    "gates:pass_on": "tests/web/gates",
    "filters:save": "tests/web/filters",
    "filters:drop": "tests/web/filters",
    "notices:open": "a mark of reading",
    "notices:read_all": "a mark of reading",
    "reports:file": "tests/cockpit",
    "reports:file_monthly": "tests/cockpit",
    "agreements:approve": "tests/agreements", "agreements:sign": "tests/agreements", "agreements:end": "tests/agreements",
    "agreements:pass": "tests/agreements", "agreements:add_template": "tests/agreements",
    "agreements:legacy_upload": "tests/agreements",
    "appearance:theme": "a cookie", "appearance:language": "a cookie",
    "documents:correct": "tests/documents", "documents:mark": "tests/documents",
    "leads:new": "tests/web/leads", "leads:check": "tests/web/leads", "leads:import": "tests/web/leads",
    "leads:renew": "tests/leads", "leads:set_apart": "tests/leads", "leads:open_conflict": "tests/leads",
    "leads:appeal": "tests/leads", "leads:decide": "tests/leads",
    "imports:accept": "tests/journeys", "imports:answer": "tests/journeys",
    "reviews:conclude": "tests/reviews", "reviews:adopt": "tests/journeys", "reviews:upload_pack": "tests/reviews",
    "observations:accept": "tests/web/observations", "observations:decline": "tests/web/observations",
    "observed:verify": "tests/web/observed",
    "observed:dispute": "tests/observations",
    "observed:correct": "tests/web/observed",
    "observed:look": "tests/web/observed",
    "observed:link": "tests/web/observed",
    "observed:approve": "tests/web/observed",
    "observed:reject": "tests/observations",
    "observed:project": "tests/web/observed",
    "observed:company": "tests/observations",
    "observed:subject": "tests/web/observed",
    "observed:answer": "tests/observations",
    "observed:ask_consent": "tests/observations",
    "observed:consent_link": "tests/observations",
    "observed:withdraw_consent": "tests/observations",
    "observed:upload": "tests/web/observed",
    "observed:approve_return": "tests/web/observed",
    "observed:reject_return": "tests/observations",
    "observed:firm": "tests/web/observed",
    "campaigns:new_plan": "tests/web/campaigns",
    "campaigns:targets": "tests/web/campaigns",
    "campaigns:new_task": "tests/web/campaigns",
    "campaigns:bring_in_tasks": "tests/web/campaigns",
    "campaigns:new_issue": "tests/web/campaigns",
    "campaigns:bring_in_issues": "tests/web/campaigns",
    "campaigns:report_task": "tests/web/campaigns",
    "campaigns:check_task": "tests/web/campaigns",
    "campaigns:change_task": "tests/web/campaigns",
    "campaigns:close_issue": "tests/web/campaigns",
    "campaigns:show_issue": "tests/web/campaigns",
    "campaigns:check_issue": "tests/web/campaigns",
    "campaigns:change_issue": "tests/web/campaigns",
    "campaigns:new_pool": "tests/web/campaigns",
    "campaigns:decide_pool": "tests/web/campaigns",
    "campaigns:propose_lists": "tests/web/campaigns",
    "campaigns:answer_listing": "tests/web/campaigns",
    "campaigns:decide_listing": "tests/campaigns",
    "people:end_stand_in": "tests/people", "people:end_duty": "tests/people", "people:merge_unit": "tests/people",
    "settings:set_up": "tests/journeys", "settings:bring_in": "tests/journeys",
    "sign_in:sign_in": "tests/security", "sign_in:sign_out": "tests/security", "sign_in:password": "tests/security",
    "sign_in:reset": "tests/security", "sign_in:first_admin": "tests/security",
}  # fmt: skip
SMUGGLED = dict.fromkeys(("id", "pk", "project_id", "matching_name", "pinyin", "grams", "stage_confirmed", "source_kind", "source_id", "registered_at", "changed_at", "withdrawn_at", "amount_hidden", "state", "accepted_by_id", "accepted_at", "closed_at", "opened_at", "origin_id", "origin_kind", "origin_unit_id", "fact_id", "is_active", "is_superuser", "is_staff", "must_change_password", "password", "active", "path", "merged_into_id", "decided_by_id", "second_by_id", "needs_second_person", "doubt", "filed_at", "added_by_id", "added_at", "stated_count", "stated_total", "named", "account_id", "roles", "permissions", "by", "at", "actor", "surplus", "dropped_at", "meeting_id", "journal"), "1")  # fmt: skip
IDEAS = ("people", "documents", "companies", "tasks", "projects", "campaigns", "meetings", "reviews", "agreements")
# What each run makes anew: numbers, secrets, paths of numbers, and what holds instants inside.
OF_THE_MOMENT = {
    "id", "code", "secret_hash", "code_hash", "prefix", "password", "sha256", "path", "origin_id", "object_id", "source_id",
    "values", "options", "transaction_id", "number",
}  # fmt: skip


def post(scene: World, name: str, form: Form, more: dict | None = None):
    for who, earlier in form.before:
        assert post(scene, earlier, FORMS[earlier]).status_code in (200, 302), (who, earlier)
    address = walking.named(name)
    ids = walking.ANYTHING | scene.shared | scene.own | form.at(scene)
    path = reverse(name, kwargs={part: ids[part] for part in address.parts})
    return signed_in(scene.account(form.who)).post(path, (more or {}) | form.fields(scene))


def effect(scene: World, name: str, more: dict) -> tuple[int, int, list]:
    """Post a form and take it back; give its status, the lines that it left, and all business values after it."""
    with transaction.atomic():
        lines = Line.objects.count()
        status = post(scene, name, FORMS[name], more).status_code
        found = status, Line.objects.exclude(event="access.denied").count() - lines, everything()
        transaction.set_rollback(True)
    return found


def everything() -> list:
    """Give the values of all business rows, without numbers and instants that each run makes anew."""
    rows = []
    for idea in IDEAS:
        for model in apps.get_app_config(idea).get_models():
            if model is KeyChange:  # what the database saw of other rows, instants inside
                continue
            names = [
                each.attname
                for each in model._meta.concrete_fields
                if each.attname not in OF_THE_MOMENT and not each.is_relation and not isinstance(each, DateTimeField)
            ]
            if not names:  # nothing but links to other rows
                continue
            rows.append((model.__name__, sorted(map(repr, model.objects.values_list(*names)))))
    return rows


def test_every_form_is_on_the_table():
    posting = {each.name for each in addresses() if "POST" in each.methods}
    assert posting == set(FORMS) | set(ELSEWHERE)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_takes_effect_leaves_a_line_and_smuggled_fields_change_nothing(scene, name):
    status, lines, plain = effect(scene, name, {})
    assert status in (200, 302)
    assert lines >= 1
    status_again, _lines, smuggled = effect(scene, name, SMUGGLED)
    assert status_again == status
    assert [(was, now) for was, now in zip(plain, smuggled, strict=True) if was != now] == []
