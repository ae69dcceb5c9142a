"""One scene with everything in it: two streets' documents, meetings, campaigns, tasks, projects, imports, tokens.

What belongs to 临河街道 alone carries its canary words; nobody of 望山街道 may ever read them. All names are invented.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from luodi.agreements import operations as agreements
from luodi.agreements.operations.shipping import template_file
from luodi.campaigns import operations as campaigns
from luodi.campaigns.models import Part
from luodi.claims.models import Check, Claim, Envelope, Objection
from luodi.contacts import operations as contacts
from luodi.counting import operations as counting
from luodi.counting.models import Definition
from luodi.documents.models import Article, Fact, Intake
from luodi.journeys import import_ledger, transfer_project
from luodi.leads import operations as lead_operations
from luodi.leads.models import Pair
from luodi.meetings import operations as meeting_operations
from luodi.meetings.models import Batch, BatchFinding
from luodi.meetings.operations import Decided, Found, ItemContent, Matter, NewMeeting, Resolved, Wanted
from luodi.notices import operations as notices
from luodi.notices.models import Notice
from luodi.notices.operations import NewNotice
from luodi.observations import operations as observations
from luodi.observations.operations import Proposal, Source
from luodi.people import operations as people
from luodi.people.models import Account
from luodi.policies import operations as policies
from luodi.projects import operations as gates
from luodi.projects.models import Project
from luodi.projects.operations import claim_stage, edit_project
from luodi.promises.operations import Basis, Manner
from luodi.reviews import operations as reviews
from luodi.scoreboards import operations as scoreboards
from luodi.scoreboards.models import Pack as ScoreboardPack
from luodi.tasks import operations as tasks
from luodi.values.money import Money
from luodi.values.period import Period
from tests.given import agreements as given_agreements
from tests.given import campaigned as given_campaigned
from tests.given import claimed as given_claimed
from tests.given import contacts as given_contacts
from tests.given import counting as given_counting
from tests.given import documents as given_documents
from tests.given import leads, meetings, projects, sheets
from tests.given import observed as given_observed
from tests.given import policies as given_policies
from tests.given import promised as given_promised
from tests.given import reviews as given_reviews
from tests.given import scored as given_scored
from tests.given import transfers as given_transfers
from tests.given.people import NOW, PASSWORD, SET_UP, District, district

CANARY = "金雀密谈"
PROJECT_CANARY = "丹砂岭总部基地"
SHEET_CANARY = "青崖渡智造园"
TASK_CANARY = "鹭影湾地块腾空"
REVIEW_CANARY = "苇塘渡投资协议"
AGREEMENT_CANARY = "云麓签约稿"
CANARIES = (CANARY, PROJECT_CANARY, SHEET_CANARY, TASK_CANARY, REVIEW_CANARY, AGREEMENT_CANARY)
AMOUNT = Decimal("734219000.00")
AMOUNT_WORDS = ("73421.9", "73,421.9", "734219000", "734,219,000", "7.34219", "7.34")
CAMPAIGN = """纵深推进“金雀密谈”建设

日前,2026年“金雀密谈”建设推进会召开。
会上,临河街道部署了《2026年“金雀密谈”实施方案》牵头工作任务。
"""
CAMPAIGN_FACTS = [
    ("named", "“金雀密谈”建设", {"name": "“金雀密谈”建设", "kind": "campaign"}),
    ("named", "《2026年“金雀密谈”实施方案》", {"name": "《2026年“金雀密谈”实施方案》", "kind": "plan"}),
    ("org", "临河街道", {"name": "临河街道", "role": "部署牵头工作任务"}),
]


@dataclass
class World:
    """The scene with the ids of 临河街道's own objects, by the names that addresses give their parts."""

    district: District
    own: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    project: Project | None = None
    intake: Intake | None = None

    def account(self, name: str) -> Account:
        """Give an account by its sign-in name."""
        return self.district.accounts[name]


def world() -> World:
    """Build the scene through operations."""
    scene = district()
    _firm_user(scene)
    found = World(scene)
    river = scene.actor("river")
    secret = _secret_congress(scene)
    public = meetings.congress(scene, by="bureau", data_class="public")
    campaign = meetings.congress(
        scene, by="river", data_class="internal", text=CAMPAIGN, facts=CAMPAIGN_FACTS, kind="推进会", event_date=None
    )
    page = given_documents.page(scene, "river", text=f"{CANARY}招商专报\n\n{given_documents.PAGE}")
    firm = projects.firm("示例丹砂科技有限公司", credit_code=projects.CODES[0])
    project = projects.project(
        scene, PROJECT_CANARY, company_id=firm.pk, amount=Money(AMOUNT), track="绝密赛道甲", site=f"{CANARY}大厦",
        note=f"{CANARY}备忘",
    )  # fmt: skip
    _worked_on(project, river)
    at_gates = _at_gates(scene, project)
    projects.project(scene, "望山云谷展示项目", unit="望山街道", by="hill", amount=Money(Decimal("120000000")))
    task = tasks.ask_for(
        task=tasks.NewTask(kind="follow_up", title=TASK_CANARY, unit_id=scene.units["临河街道"].pk, due_date=date(2026, 1, 1)),
        by=river, at=NOW,
    )  # fmt: skip
    plain = tasks.open_task(
        task=tasks.NewTask(kind="follow_up", title=f"{CANARY}走访", unit_id=scene.units["临河街道"].pk),
        by=river,
        at=NOW,
    )
    told = tasks.Told(f"{CANARY}办理进展", document_ids=(page.pk,))
    tasks.report_progress(task_id=task.pk, version=1, told=told, by=river, at=NOW)
    intake = _imported(scene)
    waiting = import_ledger.take_in_ledger(
        data=sheets.ledger([sheets.row(71, name=f"{SHEET_CANARY}二期"), sheets.row(72, unit="没有的街道", name=f"{SHEET_CANARY}三期")]),
        file_name=f"{CANARY}二.xlsx", mode="good_rows", by=river, at=NOW,
    )  # fmt: skip
    passing = transfer_project.propose_transfer(
        project_id=project.pk, by=SET_UP, at=NOW,
        proposal=Proposal(scene.units["城投平台"].pk, "order", "chain", f"{CANARY}流转"),
    )  # fmt: skip
    item = meeting_operations.put_item(
        project_id=project.pk,
        content=ItemContent("joint_review", f"{CANARY}联审议题", text=f"{CANARY}要点"),
        by=river,
        at=NOW,
    )
    decided = Decided("pass", f"{CANARY}纪要", date(2025, 3, 7), f"{CANARY}条件", ((f"{CANARY}委员", "保留"),))
    decision = meeting_operations.record_decision(item_id=item.pk, version=1, decided=decided, by=river, at=NOW)
    happened = _proceedings(scene)
    batch = Batch.objects.filter(meeting_id=secret.meetings[0].meeting_id, kind="signing").get()
    differs = {"projects": 1, "sum": str(AMOUNT), "stated": "600000000.00"}
    finding = BatchFinding.objects.create(batch=batch, code="sum_differs", params=differs, found_at=NOW)
    counted = _counted(scene, project)
    agreed = _agreed(scene, project)
    stand_in = people.arrange_stand_in(
        absent_id=river.person_id, substitute_id=scene.actor("riverhead").person_id, from_date=date(2025, 3, 10),
        to_date=date(2025, 3, 12), reason="外出", by=river, at=NOW,
    )  # fmt: skip
    claims = _first_contact(scene)
    review, exemption, rescan = _reviewed(scene, project)
    fact = Fact.objects.filter(document=page, state="proposed").order_by("pk").first()
    handed = NewNotice(river.person_id, "work.handed_over", {"who": CANARY, "n": 1, "reason": CANARY}, "tasks:index")
    notices.notify(notices=[handed], by=SET_UP, at=NOW)
    daily = _daily_work(scene, project)
    planned = _planned(scene)
    seen = _observed(scene, firm)
    found.project, found.intake = project, intake
    found.own = {
        "document_id": page.pk,
        "fact_id": fact.pk,
        "article_id": Article.objects.filter(document=page).order_by("pk").first().pk,
        "meeting_id": secret.meetings[0].meeting_id,
        "batch_id": batch.pk,
        "ordinal": 1,
        "finding_id": finding.pk,
        "campaign_id": campaign.campaigns[0].campaign_id,
        "part_id": _first_part(campaign.campaigns[0].campaign_id),
        "task_id": task.pk,
        "plain_task_id": plain.pk,
        "transfer_id": passing,
        "item_id": item.pk,
        "decision_id": decision.pk,
        "project_id": project.pk,
        "intake_id": intake.pk,
        "waiting_intake_id": waiting,
        "row_id": intake.rows.order_by("pk").first().pk,
        "token_id": token_of(scene, "river")[0],
        "stand_in_id": stand_in.pk,
        "registration_id": claims["lead"].pk,
        "conflict_id": claims["conflict"].pk,
        "pair_id": claims["pair"].pk,
        "review_id": review,
        "exemption_id": exemption,
        **counted,
        "agreement_id": agreed["agreement_id"],
        "clean_up_id": agreed["clean_up_id"],
        "notice_id": Notice.objects.filter(kind="work.handed_over").get().pk,
        **daily,
        **seen,
        **planned,
        **_rewarded(scene, planned["plan_id"]),
        **happened,
    } | at_gates
    found.shared = {
        "company_id": firm.pk,
        "unit_id": scene.units["临河街道"].pk,
        "person_id": river.person_id,
        "document_id": public.document_id,
        "pooled_id": claims["pooled"].pk,
        "rescan_id": rescan,
        "definition_id": Definition.objects.get().pk,
        "clause_id": agreed["clause_id"],
        "template_id": agreed["template_id"],
    }
    found.own |= _scored(scene)
    found.shared |= _screened(scene)
    found.own |= _claimed(scene, firm.pk)
    found.shared["pack_id"] = ScoreboardPack.objects.get().pk
    return found


def _planned(scene: District) -> dict[str, int]:
    """Plan a campaign with a task and an issue of 临河街道, each with the canary."""
    plan = given_campaigned.plan(scene, name=f"{CANARY}行动", streets=("临河街道",), office="临河街道", by="bureau")
    task = given_campaigned.task(scene, plan, f"{CANARY}整治", by="bureau")
    found = given_campaigned.issue(
        scene, plan, f"{CANARY}路1号", by="river", what=f"{CANARY}渣土", photo_id=given_campaigned.photo(scene)
    )
    return {
        "plan_id": plan.pk, "plan_task_id": task.pk, "issue_id": found.pk, "step_id": found.steps.get().pk,
    }  # fmt: skip


def _rewarded(scene: District, plan_id: int) -> dict[str, int]:
    """Propose a pool and a place on a list for February, each with the canary."""
    bureau, river = scene.actor("bureau"), scene.units["临河街道"].pk
    month = date(2025, 2, 1)
    new = campaigns.NewPool(f"{CANARY}奖", month, month, Decimal(900), "first_three", f"{CANARY}方案")
    pool = campaigns.propose_pool(plan_id=plan_id, pool=new, by=bureau, at=NOW)
    (listed,) = campaigns.propose_listings(
        plan_id=plan_id, month=month, colours={river: "red"}, reason=f"{CANARY}第一", by=bureau, at=NOW
    )
    campaigns.answer_listing(listing_id=listed.pk, words=f"{CANARY}说明", by=scene.actor("river"), at=NOW)
    return {"pool_id": pool.pk, "listing_id": listed.pk}


def _scored(scene: District) -> dict[str, int]:
    """Show January's board with an appeal and keep February's as a draft with a figure and a penalty, with the canary."""
    bureau = scene.actor("bureau")
    pack = scoreboards.upload_pack(data=given_scored.TEXT, sources=given_scored.SOURCES, by=SET_UP, at=NOW)
    scoreboards.approve_pack(pack_id=pack.pk, valid_from=date(2025, 1, 1), by=bureau, at=NOW)
    shown = given_scored.shown(scene, given_scored.board(scene, pack, period=Period.of_month(2025, 1), at=NOW), at=NOW)
    river = scene.units["临河街道"].pk
    asked = scoreboards.appeal(
        board_id=shown.pk, unit_id=river, indicator="leads", reason=f"{CANARY}漏计", evidence=f"{CANARY}台账",
        by=scene.actor("riverhead"), at=NOW,
    )  # fmt: skip
    draft = given_scored.board(scene, pack, period=Period.of_month(2025, 2), at=NOW)
    typed = scoreboards.type_figure(
        board_id=draft.pk, unit_id=river, indicator="leads", typed=scoreboards.Typed(Decimal("73421.9")), source=f"{CANARY}台账",
        reason=f"{CANARY}补", by=SET_UP, at=NOW,
    )  # fmt: skip
    added = scoreboards.propose_adjustment(
        board_id=draft.pk, unit_id=river, given=scoreboards.Points("penalty", Decimal(1)), reason=f"{CANARY}迟报",
        reference=f"{CANARY}办法", by=SET_UP, at=NOW,
    )  # fmt: skip
    return {"board_id": draft.pk, "appeal_id": asked.pk, "figure_id": typed.pk, "adjustment_id": added.pk}


def _proceedings(scene: District) -> dict[str, int]:
    """Open a trip by hand with a matter, minutes, a decision and a finding, each with the canary and its follow-up."""
    river = {"by": scene.actor("river"), "at": NOW}
    trip = meeting_operations.open_meeting(
        meeting=NewMeeting("trip", f"{CANARY}考察", date(2025, 3, 7), f"{CANARY}会场"), **river
    )
    heard = meeting_operations.hear(meeting_id=trip.pk, matter=Matter(f"{CANARY}汇报", text=f"{CANARY}要点"), **river)
    meeting_operations.write_minutes(meeting_id=trip.pk, version=1, text=f"{CANARY}纪要", document_id=None, **river)
    wanted = [Wanted(f"{CANARY}行动", scene.units["临河街道"].pk, date(2026, 1, 1))]
    decided = Resolved(f"{CANARY}议定", heard_id=heard.pk)
    row = meeting_operations.resolve(meeting_id=trip.pk, resolved=decided, wanted=wanted, **river)
    found = Found(f"{CANARY}所见", f"{CANARY}缘由", f"{CANARY}条件")
    finding = meeting_operations.find_on_trip(meeting_id=trip.pk, found=found, wanted=wanted, **river)
    return {"trip_id": trip.pk, "heard_id": heard.pk, "resolution_id": row.pk, "trip_finding_id": finding.pk}


def _observed(scene: District, firm) -> dict[str, int]:
    """Report, correct, send in and ask for things about the secret project's firm, each with the canary."""
    subject = given_observed.firm(scene, firm)
    report = Source("form", f"{CANARY}审计报告")
    row = given_observed.reported(scene, subject, "73421.9", source=report)
    wished = observations.propose_correction(
        series_id=row.series_id, seen=row.pk, kind="audit", value=Decimal("73421.8"), unit="万元", reason=f"{CANARY}核减",
        evidence=f"{CANARY}审计", by=scene.actor("river"), at=NOW,
    )  # fmt: skip
    asked = observations.request_consent(
        subject_id=subject.pk, purpose=f"{CANARY}监测", until=date(2099, 1, 1), by=scene.actor("river"), at=NOW
    )
    sent = given_observed.taken_in(
        scene, [[subject.pk, CANARY, "人才", 7, "人", f"{CANARY}名单", ""]], name=f"{CANARY}.xlsx"
    )
    return {
        "subject_id": subject.pk, "series_id": row.series_id, "correction_id": wished.pk, "consent_id": asked.pk,
        "return_id": sent.pk,
    } | _promised(scene, subject) | _policies(scene, firm)  # fmt: skip


def _policies(scene: District, firm) -> dict[str, int]:
    """Report and correct a fact of the secret project's firm, with the canary."""
    source = policies.FactSource("form", f"{CANARY}审计报告")
    fact = policies.record_fact(
        company_id=firm.pk,
        field="rd_spend",
        year=2024,
        value="73421.9万元",
        source=source,
        by=scene.actor("river"),
        at=NOW,
    )
    wished = policies.propose_fact_correction(
        fact_id=fact.pk,
        value="73421.8万元",
        reason=f"{CANARY}核减",
        source=f"{CANARY}审计",
        by=scene.actor("river"),
        at=NOW,
    )
    return {"firm_fact_id": fact.pk, "fact_correction_id": wished.pk}


def _screened(scene: District) -> dict[str, int]:
    """Publish a clause, draft another and simulate it, and screen all firms, the secret project's among them."""
    given_transfers.second_bureau(scene)
    policy, _clause = given_policies.published(scene)
    draft = given_policies.draft(scene, policy, given_policies.GIANT)
    listed = policies.declare_register(
        field="discredited", year=None, complete_on=NOW.date(), source=policies.FactSource("register", "失信名单"),
        reason="全国平台公布", by=scene.actor("bureau"), at=NOW,
    )  # fmt: skip
    bureau = {"by": scene.actor("bureau"), "at": NOW}
    screening = policies.start_screening(year=2024, **bureau)
    policies.screen_all(screening_id=screening.pk, by=SET_UP, at=NOW)
    simulation = policies.start_simulation(title="示例测算", year=2024, clause_pks=[draft.pk], **bureau)
    policies.run_simulation(simulation_id=simulation.pk, by=SET_UP, at=NOW)
    return {
        "register_id": listed.pk,
        "policy_id": policy.pk,
        "clause_pk": draft.pk,
        "screening_id": screening.pk,
        "simulation_id": simulation.pk,
    }


def _promised(scene: District, subject) -> dict[str, int]:
    """Promise, supplement and decide for the secret project's firm, each with the canary."""
    row = given_promised.promise(
        scene, subject, basis=Basis("clause", f"{CANARY}协议第 5 条", 5), manner=Manner("sum", remedy=f"{CANARY}退还"),
        terms=[given_promised.term(2024, "73421.9")],
    )  # fmt: skip
    act = given_promised.act(scene, row, "waived", date(2024, 12, 31), reason=f"{CANARY}停建")
    asked = given_promised.supplement(scene, row, [given_promised.term(2024, "73421.8")], ground=f"{CANARY}补签")
    return {"promise_id": row.pk, "supplement_id": asked.pk, "act_id": act.pk, "term_id": act.term_id}


def _at_gates(scene: District, project: Project) -> dict[str, int]:
    """Bring the project before the gates: its route, evidence, an opinion with a condition; and lose another one."""
    river = scene.actor("river")
    gates.set_route(
        project_id=project.pk,
        path="land",
        marks=("sensitive",),
        support=AMOUNT,
        reason=f"{CANARY}测算",
        by=river,
        at=NOW,
    )
    line = gates.put_evidence(project_id=project.pk, item="minutes", reference=f"{CANARY}纪要", by=river, at=NOW)
    asked = gates.ask_opinions(
        project_id=project.pk, kind="joint", unit_ids=[scene.units["财政局"].pk], due_date=date(2025, 3, 20),
        question=f"{CANARY}联审", by=river, at=NOW,
    )  # fmt: skip
    opinion = gates.give_opinion(
        round_id=asked.pk, unit_id=scene.units["财政局"].pk, verdict="conditional", text=f"{CANARY}意见",
        conditions=[gates.Wish(f"{CANARY}条件")], by=scene.actor("finance"), at=NOW,
    )  # fmt: skip
    lost = projects.project(scene, f"{CANARY}流失项目")
    gates.set_side_state(project_id=lost.pk, side_state="lost", reason=f"{CANARY}去了外区", by=river, at=NOW)
    review = gates.write_failure_review(
        project_id=lost.pk, reason_code="site", tried=f"{CANARY}比选", learnt=f"{CANARY}教训", by=river, at=NOW
    )
    return {
        "evidence_id": line.pk, "round_id": asked.pk, "condition_id": opinion.conditions.get().pk, "failure_id": review.pk,
    }  # fmt: skip


def _counted(scene: District, project: Project) -> dict[str, int]:
    """Give the project money, a landing fact and a question, each with the canary; a definition that is everybody's."""
    given_counting.parameters()
    given_counting.definition(scene)
    money = given_counting.inflow(
        scene, project, amount=AMOUNT, slip=f"{CANARY}回单", payer=f"{CANARY}控股", paid_date=date(2025, 1, 7)
    )  # fmt: skip
    mark = given_counting.landmark(scene, project, "land_won", evidence=f"{CANARY}地块合同")
    asked = counting.ask_about_figure(
        project_id=project.pk, measure="signed", text=f"{CANARY}金额依据？", by=scene.actor("river"), at=NOW
    )  # fmt: skip
    return {
        "inflow_id": money.pk, "landmark_id": mark.pk, "question_id": asked.pk, "doubt_id": asked.finding_id,
    }  # fmt: skip


def _daily_work(scene: District, project: Project) -> dict[str, int]:
    """Log what happens on the secret project, each with its canary; give the ids by the parts of addresses."""
    river, leader = scene.actor("river"), scene.actor("leader")
    people.load_initial_parameters(by=SET_UP, at=NOW)
    told = {"project_id": project.pk, "by": river, "at": NOW}
    report = contacts.report_progress(happened=f"{CANARY}进展", hinders=f"{CANARY}困难", **told)
    remark = contacts.comment(text=f"{CANARY}评论@测试bureau", **told)
    order = contacts.give_instruction(
        project_id=project.pk, text=f"{CANARY}批示", unit_id=scene.units["临河街道"].pk, due_date=date(2026, 1, 1),
        by=leader, at=NOW,
    )  # fmt: skip
    person = given_contacts.contact(scene, project, name=f"{CANARY}先生", post=f"{CANARY}代表")
    visit = given_contacts.visit(
        scene, project, said=f"{CANARY}谈话", contact_ids=(person.pk,), next_step=f"{CANARY}报价"
    )
    contacts.keep_draft(form=f"visit:{project.pk}", values={"said": f"{CANARY}草稿"}, by=river, at=NOW)
    return {
        "visit_id": visit.pk, "progress_id": report.pk, "comment_id": remark.pk, "instruction_id": order.pk,
        "contact_id": person.pk,
    }  # fmt: skip


def token_of(scene: District, name: str, permissions: frozenset[str] | None = None) -> tuple[int, str]:
    """Issue a token to somebody, with all that it may carry unless told otherwise; give its id and secret."""
    actor = scene.actor(name)
    wanted = (
        permissions if permissions is not None else actor.permissions - {"tokens.own", "accounts.edit", "people.edit"}
    )
    now = timezone.now()
    people.load_initial_parameters(by=SET_UP, at=NOW)
    token, secret = people.issue_token(
        label=f"{name} 程序", permissions=wanted, expires_at=now + timedelta(days=30), by=actor, at=now
    )
    return token.pk, secret


def _claimed(scene: District, company_id: int) -> dict:
    """Give a claim of 临河街道's own with an envelope, a doubt and a note that nobody else may read."""
    unit = scene.units["临河街道"].pk
    fund = given_claimed.envelope(scene, 1_000_000_00, code="river-2025")
    Envelope.objects.filter(pk=fund.pk).update(unit_id=unit)
    row = given_claimed.submitted(scene, fund, company_id, 50_000_00, unit_id=unit)
    Claim.objects.filter(pk=row.pk).update(words=f"{CANARY}说明")
    doubt = Check.objects.create(
        claim=row, kind="doubt", code="input_disputed", params={"field": f"{CANARY}字段"}, made_at=NOW
    )
    against = Objection.objects.create(
        claim=row, by_whom=f"{CANARY}异议人", text=f"{CANARY}异议", received_date=NOW.date(), made_at=NOW
    )
    return {"claim_id": row.pk, "envelope_id": fund.pk, "check_id": doubt.pk, "objection_id": against.pk}


def _secret_congress(scene: District):
    text = meetings.TEXT.replace(meetings.HEADLINE, f"{CANARY}招商大会召开")
    return meetings.congress(scene, by="river", data_class="internal", text=text)


def _firm_user(scene: District) -> None:
    person = people.add_person(name="测试企业用户", by=SET_UP, at=NOW)
    people.give_post(
        person_id=person.pk,
        unit_id=scene.units["城投平台"].pk,
        role="firm_user",
        from_date=date(2024, 1, 1),
        by=SET_UP,
        at=NOW,
    )
    scene.accounts["firm"] = people.open_account(
        person_id=person.pk, sign_in_name="firm", password=PASSWORD, temporary=False, by=SET_UP, at=NOW
    )


def _first_contact(scene: District) -> dict:
    """Give a right of 临河街道 that another unit disputes, a pair with its project, and a lead that it gave to the pool."""
    words = {
        "evidence_text": f"{CANARY}纪要",
        "controller": f"{CANARY}控股",
        "site": f"{CANARY}大厦",
        "amount": Money(AMOUNT),
    }
    lead = leads.registered(
        scene, title=f"{CANARY}首谈", investor_name="示例丹砂科技有限公司", product=f"{CANARY}产品", **words
    )
    rival = leads.new_lead(scene, unit="城投平台", investor_name="示例丹砂科技有限公司", title="平台线索")
    seen = lead_operations.look_up(asked=rival.asked, by=SET_UP, at=NOW).seal
    shadow = lead_operations.register_lead(lead=rival, seen=seen, by=SET_UP, at=NOW)
    conflict = lead_operations.open_conflict(registration_id=shadow.pk, reason=f"{CANARY}争议", by=SET_UP, at=NOW)
    lead_operations.find_pairs(after=0, limit=10, by=SET_UP, at=NOW)
    pooled = leads.registered(
        scene,
        title=f"{CANARY}入池",
        investor_name=f"{CANARY}新材有限公司",
        product="新材",
        **words | {"site": "", "controller": "无"},
    )
    lead_operations.release(
        registration_id=pooled.pk, version=pooled.version, reason=f"{CANARY}无地", by=scene.actor("river"), at=NOW
    )
    return {"lead": lead, "conflict": conflict, "pair": Pair.objects.get(), "pooled": pooled}


def _worked_on(project: Project, river) -> None:
    edit_project(
        project_id=project.pk, changes={"amount": Money(AMOUNT + 1)}, reason=f"{CANARY}核减", version=project.version,
        by=river, at=NOW + timedelta(minutes=1),
    )  # fmt: skip
    project.refresh_from_db()
    edit_project(
        project_id=project.pk, changes={"amount": Money(AMOUNT)}, reason="改回", version=project.version, by=river,
        at=NOW + timedelta(minutes=2),
    )  # fmt: skip
    claim_stage(project_id=project.pk, stage="P8", evidence=f"{CANARY}协议", by=river, at=NOW + timedelta(minutes=3))
    project.refresh_from_db()


def _imported(scene: District) -> Intake:
    river = scene.actor("river")
    rows = [sheets.row(number, name=f"{SHEET_CANARY}{number}期", amount=73421.9) for number in (61, 62)]
    number = import_ledger.take_in_ledger(
        data=sheets.ledger(rows), file_name=f"{CANARY}台账.xlsx", mode="good_rows", by=river, at=NOW
    )
    intake = Intake.objects.get(pk=number)
    answers = {row.pk: "import" for row in intake.rows.filter(verdict="doubtful")}
    if answers:
        import_ledger.answer_rows(
            intake_id=number, version=intake.version, answers=answers, reason="核对过", by=river, at=NOW
        )
    intake.refresh_from_db()
    import_ledger.start_run(intake_id=number, version=intake.version, by=river, at=NOW)
    intake.refresh_from_db()
    return intake


def _reviewed(scene: District, project: Project) -> tuple[int, int, int]:
    """Have a text of 临河街道 reviewed, one finding of it exempted, and all texts read again; give the three ids."""
    review = given_reviews.asked(
        scene, title=REVIEW_CANARY, text=f"{REVIEW_CANARY}\n{given_reviews.AGREEMENT}", project_id=project.pk
    )
    exemption = given_reviews.act(
        reviews.grant_exemption, review, scene, "riverhead", finding_id=given_reviews.finding(review, "C05").pk,
        ground="science", no_milder=f"{REVIEW_CANARY}已比较", reasons=f"{REVIEW_CANARY}攻关", until_date=date(2099, 6, 30),
    )  # fmt: skip
    rescan = reviews.adopt_pack(name="fcr-2025", by=scene.actor("bureau"), at=NOW)
    reviews.finish_rescan(rescan_id=rescan.pk, by=SET_UP, at=NOW)
    return review.pk, exemption.pk, rescan.pk


def _first_part(campaign_id: int) -> int:
    return Part.objects.filter(campaign_id=campaign_id).order_by("pk").first().pk


def _agreed(scene: District, project: Project) -> dict[str, int]:
    """Draft an agreement in two versions with its terms, register an old one with a finding, write a model clause."""
    river, bureau = scene.actor("river"), scene.actor("bureau")
    head = given_agreements.head(
        f"{CANARY}1号", f"{AGREEMENT_CANARY}投资协议", amount=Money(AMOUNT), scope=f"{CANARY}范围"
    )
    text = given_agreements.TEXT.replace("总部和研发中心", AGREEMENT_CANARY)
    draft = given_agreements.draft(scene, project=project, head=head, text=text)
    paid = given_agreements.payment(cap=Money(AMOUNT), what=f"{CANARY}补助")
    given_agreements.with_terms(scene, draft, payments=(paid,))
    agreements.change_text(
        agreement_id=draft.pk, version=draft.version, source=agreements.Source(text=f"{text}{AMOUNT_WORDS[0]}万元\n"),
        reason=f"{CANARY}核减", by=river, at=NOW,
    )  # fmt: skip
    old = agreements.register_legacy(
        head=given_agreements.head(f"{CANARY}2号", f"{AGREEMENT_CANARY}存量协议"), unit_id=scene.units["临河街道"].pk,
        signed_date=date(2020, 1, 1), source=agreements.Source(text=f"甲方给予{CANARY}奖励。"), by=river, at=NOW,
    )  # fmt: skip
    found = agreements.add_finding(agreement_id=old.pk, quote=f"{CANARY}奖励", reason=f"{CANARY}缘由", by=river, at=NOW)
    clause = agreements.write_clause(
        code="示例", kind="other", title="示例条款", text="双方{{ 事项 }}。", by=bureau, at=NOW
    )
    template = agreements.add_template(
        title="示例模板",
        kind="investment",
        data=template_file("investment"),
        file_name="示例模板.docx",
        by=bureau,
        at=NOW,
    )
    return {
        "agreement_id": draft.pk, "clean_up_id": found.pk, "clause_id": clause.clause_id, "template_id": template.pk,
    }  # fmt: skip
