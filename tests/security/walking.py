"""How the sweeps walk: every address filled with the ids of the scene, every answer read as a person would read it."""

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luodi.api.calls import api
from tests.given.world import World, token_of
from tests.security.addresses import Address, addresses

ANYTHING = {
    "kind": "docx", "code": "tracks", "roster_id": 1, "entry_id": 1, "post_id": 1, "definition_id": 1, "place": "projects",
    "merger_id": 1, "year": 2025, "filter_id": 1, "secret": "luodi_x",
    "publication_id": 1, "evidence_id": 1, "objection_id": 1, "recovery_id": 1, "payment_id": 1, "sign_up_id": 1, "application_id": 1, "paper_id": 1, "account_id": 1,
    "pay_batch_id": 1,
}  # fmt: skip
WORDS = {"version": 1, "reason": "试", "stage": "P9", "name": "试", "outcome": "试", "mode": "good_rows"}


def named(name: str) -> Address:
    """Give the address of a name."""
    return next(each for each in addresses() if each.name == name)


def path_of(world: World, address: Address) -> str:
    """Fill an address with 临河街道's objects."""
    ids = ANYTHING | world.shared | world.own
    return reverse(address.name, kwargs={part: ids[part] for part in address.parts})


def of_own_objects(world: World) -> Iterator[Address]:
    """List the addresses of objects that are 临河街道's own."""
    for address in addresses():
        if set(address.parts) & set(world.own):
            yield address


def text_of(answer: HttpResponse) -> str:
    """Give all words of an answer: of a page, of JSON with its escapes read, of a workbook's sheets."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    text = body.decode("utf-8", "replace")
    if "json" in answer.get("Content-Type", ""):
        return json.dumps(json.loads(text), ensure_ascii=False)
    return text


def program(world: World, name: str) -> Client:
    """Give a client that calls the API with somebody's token."""
    return Client(headers={"Authorization": f"Bearer {token_of(world.district, name)[1]}"})


@cache
def calls() -> tuple[tuple[str, str, dict], ...]:
    """List the API's calls as (method, path with its parts in braces, description); the description is made once."""
    paths = api.get_openapi_schema()["paths"]
    return tuple((method.upper(), path, call) for path, methods in paths.items() for method, call in methods.items())


def call_path(world: World, path: str) -> str:
    """Fill a call's path with 临河街道's objects."""
    for part, pk in (world.shared | world.own).items():
        path = path.replace(f"{{{part}}}", str(pk))
    return path


TERM = {"valid_from": "2024-01-01", "valid_to": "2025-01-01", "target": "1"}
WANTED = {"follow_ups": [{"title": "试", "unit_id": 1, "due_date": "2099-01-01"}]}
BODIES = {
    "POST /api/v1/follow-ups": {"title": "试", "unit_id": 1, "due_date": "2099-01-01"},
    "POST /api/v1/follow-ups/{task_id}/report": {"version": 1, "text": "试"},
    "POST /api/v1/follow-ups/{task_id}/done": {"version": 1, "text": "试"},
    "POST /api/v1/follow-ups/{task_id}/return": {"version": 1, "reason": "试"},
    "POST /api/v1/follow-ups/{task_id}/close": {"version": 1, "outcome": "试"},
    "POST /api/v1/follow-ups/{task_id}/drop": {"version": 1, "outcome": "试"},
    "POST /api/v1/follow-ups/{task_id}/reopen": {"version": 1, "reason": "试", "due_date": "2099-01-01"},
    "POST /api/v1/meetings/{meeting_id}/minutes": {"version": 1, "text": "试"},
    "POST /api/v1/meetings/{meeting_id}/matters": {"title": "试"},
    "POST /api/v1/matters/{heard_id}/change": {"title": "试", "version": 1, "reason": "试"},
    "POST /api/v1/matters/{heard_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/meetings/{meeting_id}/resolutions": {"text": "试"} | WANTED,
    "POST /api/v1/resolutions/{resolution_id}/correct": {"text": "试", "reason": "试"},
    "POST /api/v1/resolutions/{resolution_id}/follow-ups": WANTED,
    "POST /api/v1/meetings/{meeting_id}/findings": {"seen": "试", "why": "试", "needs": "试"} | WANTED,
    "POST /api/v1/trip-findings/{trip_finding_id}/correct": {"seen": "试", "why": "试", "needs": "试", "reason": "试"},
    "POST /api/v1/trip-findings/{trip_finding_id}/actions": WANTED,
    "POST /api/v1/plans/{plan_id}/tasks": {"line_id": 1, "title": "试", "lead_id": 1, "due_date": "2025-06-01"},
    "POST /api/v1/plans/{plan_id}/pools": {
        "title": "试",
        "first": "2025-01-01",
        "last": "2025-01-01",
        "amount": "1",
        "rule": "first_three",
        "basis": "试",
    },
    "POST /api/v1/pools/{pool_id}/decide": {"version": 1, "approve": True},
    "POST /api/v1/plans/{plan_id}/lists": {
        "month": "2025-01-01",
        "units": [{"unit_id": 1, "colour": "red"}],
        "reason": "试",
    },
    "POST /api/v1/campaign-lists/{listing_id}/answer": {"words": "试"},
    "POST /api/v1/campaign-lists/{listing_id}/decide": {"version": 1, "approve": True},
    "POST /api/v1/plan-tasks/{plan_task_id}/report": {"version": 1, "words": "试"},
    "POST /api/v1/plan-tasks/{plan_task_id}/check": {"version": 1, "accept": True},
    "POST /api/v1/plans/{plan_id}/issues": {
        "line_id": 1,
        "source": "patrol",
        "unit_id": 1,
        "place": "试",
        "what": "试",
        "found_date": "2025-03-01",
        "due_date": "2025-03-09",
    },
    "POST /api/v1/issues/{issue_id}/close": {"version": 1, "words": "试"},
    "POST /api/v1/issues/{issue_id}/check": {"version": 1, "accept": True},
    "POST /api/v1/claims": {"company_id": 1, "clause": "试", "year": 2025},
    "POST /api/v1/claims/{claim_id}/check": {"version": 1, "passed": True},
    "POST /api/v1/claims/{claim_id}/cross": {"version": 1, "passed": True},
    "POST /api/v1/claims/{claim_id}/doubts/{check_id}": {"answer": "试"},
    "POST /api/v1/publications": {"claim_ids": [1], "title": "试", "contact": "试"},
    "POST /api/v1/claims/{claim_id}/objections": {"by_whom": "试", "text": "试"},
    "POST /api/v1/claims/{claim_id}/objections/{objection_id}": {"upheld": False, "answer": "试"},
    "POST /api/v1/claims/{claim_id}/approve": {"version": 1},
    "POST /api/v1/claims/{claim_id}/reject": {"version": 1, "reason": "试"},
    "POST /api/v1/claims/{claim_id}/archive": {"version": 1},
    "POST /api/v1/claims/{claim_id}/confirm": {"version": 1},
    "POST /api/v1/claims/{claim_id}/submit": {"version": 1},
    "POST /api/v1/claims/{claim_id}/looks": {"reason": "试"},
    "POST /api/v1/claims/{claim_id}/release": {"version": 1, "reason": "试"},
    "POST /api/v1/firms/{company_id}/claims": {"clause": "试", "year": 2025},
    "POST /api/v1/claims/{claim_id}/keep": {"version": 1},
    "POST /api/v1/claims/{claim_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/claims/{claim_id}/appeal": {"text": "试"},
    "POST /api/v1/payment-batches/{pay_batch_id}/drop": {"version": 1, "reason": "试"},
    "POST /api/v1/bank-accounts": {"company_id": 1, "holder": "试", "bank": "试", "number": "12345678"},
    "POST /api/v1/bank-accounts/{account_id}": {"confirm": True},
    "POST /api/v1/firms/{company_id}/bank-accounts": {"holder": "试", "bank": "试", "number": "12345678"},
    "POST /api/v1/representatives": {"company_id": 1, "name": "试", "phone": "1", "sign_in_name": "x", "proof_id": 1},
    "POST /api/v1/representatives/{sign_up_id}": {"approve": True},
    "POST /api/v1/applications/{application_id}/admit": {"sign_in_name": "x"},
    "POST /api/v1/applications/{application_id}/refuse": {"reason": "试"},
    "POST /api/v1/envelopes": {"code": "x", "year": 2025, "title": "试", "over": "first_come", "unit_id": 1},
    "POST /api/v1/envelopes/{envelope_id}/appropriations": {"amount_fen": 1, "reason": "试"},
    "POST /api/v1/envelopes/{envelope_id}/divide": {"reason": "试"},
    "POST /api/v1/payment-batches": {"title": "试", "claim_ids": [1]},
    "POST /api/v1/payment-batches/{pay_batch_id}/release": {"version": 1},
    "POST /api/v1/payment-batches/{pay_batch_id}/send": {"version": 1},
    "POST /api/v1/payment-batches/{pay_batch_id}/payments/{payment_id}/pause": {"version": 1, "reason": "试"},
    "POST /api/v1/payment-batches/{pay_batch_id}/payments/{payment_id}/resume": {"version": 1, "reason": "试"},
    "POST /api/v1/claims/{claim_id}/recoveries": {"ground": "fraud", "amount_fen": 1, "reason": "试"},
    "POST /api/v1/claims/{claim_id}/recoveries/{recovery_id}": {"demand": True},
    "POST /api/v1/claims/{claim_id}/recoveries/{recovery_id}/repayments": {
        "amount_fen": 1,
        "day": "2025-03-01",
        "reference": "试",
    },
    "POST /api/v1/promises": {
        "subject_id": 1,
        "basis": "clause",
        "reference": "试",
        "indicator": "fixed_assets",
        "measure": "sum",
        "terms": [TERM],
    },
    "POST /api/v1/policies/{policy_id}/check": {"text": "[[clause]]"},
    "POST /api/v1/policies/{policy_id}/clauses": {"text": "[[clause]]"},
    "POST /api/v1/policy-clauses/{clause_pk}/text": {"edits": 1, "text": "[[clause]]"},
    "POST /api/v1/policy-clauses/{clause_pk}/submit": {},
    "POST /api/v1/policy-clauses/{clause_pk}/publish": {},
    "POST /api/v1/policy-clauses/{clause_pk}/withdraw": {"edits": 1, "reason": "试"},
    "POST /api/v1/companies/{company_id}/facts": {"field": "rd_spend", "year": 2020, "value": "1元", "source": "试"},
    "POST /api/v1/complete-lists": {
        "field": "discredited",
        "complete_on": "2025-01-01",
        "source": "试",
        "reason": "试",
    },
    "POST /api/v1/complete-lists/{register_id}/take-back": {"reason": "试"},
    "POST /api/v1/screenings": {"year": 2024},
    "POST /api/v1/simulations": {"year": 2024, "clauses": [1]},
    "POST /api/v1/scoreboards/{board_id}/show": {"version": 1},
    "POST /api/v1/scoreboards/{board_id}/freeze": {"version": 1},
    "POST /api/v1/scoreboards/{board_id}/units/{unit_id}/appeals": {"reason": "试", "evidence": "试"},
    "POST /api/v1/scoreboards/{board_id}/appeals/{appeal_id}/answer": {"accept": False, "answer": "试"},
    "POST /api/v1/promises/{promise_id}/payments": {
        "version": 1,
        "stage": 1,
        "amount": "1",
        "day": "2025-01-02",
        "reference": "试",
    },
    "POST /api/v1/promises/{promise_id}/supplements": {"version": 1, "ground": "试", "terms": [TERM]},
    "POST /api/v1/promises/{promise_id}/supplements/{supplement_id}/decide": {"version": 1, "approve": True},
    "POST /api/v1/promises/{promise_id}/terms/{term_id}/acts": {
        "version": 1,
        "kind": "noticed",
        "day": "2025-03-08",
        "ground": "government",
        "reason": "试",
    },
    "POST /api/v1/promises/{promise_id}/acts/{act_id}/decide": {"version": 1, "approve": True},
    "POST /api/v1/observations": {
        "subject_id": 1,
        "indicator": "fixed_assets",
        "from_date": "2024-01-01",
        "to_date": "2024-04-01",
        "value": "1",
        "unit": "元",
        "source": "试",
    },
    "POST /api/v1/observations/{series_id}/verify": {"seen": 1},
    "POST /api/v1/observations/{series_id}/dispute": {"seen": 1, "reason": "试"},
    "POST /api/v1/observations/{series_id}/corrections": {"seen": 1, "kind": "twice", "reason": "试", "evidence": "试"},
    "POST /api/v1/observations/{series_id}/look": {"reason": "试"},
    "POST /api/v1/corrections/{correction_id}/approve": {},
    "POST /api/v1/corrections/{correction_id}/reject": {"note": "试"},
    "POST /api/v1/returns/{return_id}/approve": {"version": 1},
    "POST /api/v1/returns/{return_id}/reject": {"version": 1, "reason": "试"},
    "POST /api/v1/projects/{project_id}/transfers": {"to_unit_id": 1, "reason": "wish", "note": "试"},
    "POST /api/v1/transfers/{transfer_id}/accept": {"version": 1},
    "POST /api/v1/transfers/{transfer_id}/decline": {"version": 1, "reason": "试"},
    "POST /api/v1/transfers/{transfer_id}/approve": {"version": 1},
    "POST /api/v1/transfers/{transfer_id}/reject": {"version": 1, "reason": "试"},
    "POST /api/v1/transfers/{transfer_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/projects/{project_id}/items": {"body": "joint_review", "title": "试"},
    "POST /api/v1/items/{item_id}/edit": {"body": "joint_review", "title": "试", "version": 1, "reason": "试"},
    "POST /api/v1/items/{item_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/items/{item_id}/decisions": {
        "version": 1,
        "outcome": "pass",
        "number": "试",
        "decided_date": "2025-03-08",
    },
    "POST /api/v1/decisions/{decision_id}/refuse": {"reason": "试"},
    "POST /api/v1/projects/{project_id}/gates/pass": {"gate": "P0", "version": 1},
    "POST /api/v1/projects/{project_id}/gates/route": {"path": "land", "reason": "试"},
    "POST /api/v1/projects/{project_id}/gates/evidence": {"item": "minutes", "reference": "试"},
    "POST /api/v1/projects/{project_id}/gates/evidence/{evidence_id}/withdraw": {"reason": "试"},
    "POST /api/v1/projects/{project_id}/gates/opinions": {"kind": "legal", "unit_ids": [1]},
    "POST /api/v1/projects/{project_id}/gates/opinions/{round_id}": {"unit_id": 1, "verdict": "pass"},
    "POST /api/v1/projects/{project_id}/gates/opinions/{round_id}/cancel": {"reason": "试"},
    "POST /api/v1/projects/{project_id}/gates/conditions/{condition_id}/report": {"evidence": "试"},
    "POST /api/v1/projects/{project_id}/gates/conditions/{condition_id}/answer": {"accepted": True},
    "POST /api/v1/projects/{project_id}/failure-review": {"reason_code": "site", "tried": "试", "learnt": "试"},
    "POST /api/v1/projects/{project_id}/failure-review/{failure_id}/answer": {"approved": True, "version": 1},
    "POST /api/v1/gates": {"text": "试", "source": "试", "valid_from": "2099-01-01"},
    "POST /api/v1/agreements": {"kind": "investment", "project_id": 1, "title": "试", "parties": [], "text": "试"},
    "POST /api/v1/agreements/{agreement_id}/text": {"version": 1, "text": "试", "reason": "试"},
    "POST /api/v1/agreements/{agreement_id}/terms": {"version": 1},
    "POST /api/v1/agreements/{agreement_id}/submit": {"version": 1},
    "POST /api/v1/agreements/{agreement_id}/ledger": {"version": 1},
    "POST /api/v1/agreements/{agreement_id}/take-over": {"version": 1},
    "POST /api/v1/agreements/{agreement_id}/send-back": {"version": 1, "reason": "试"},
    "POST /api/v1/agreements/{agreement_id}/approve": {"version": 1},
    "POST /api/v1/agreements/{agreement_id}/end": {"version": 1, "ended_date": "2025-03-08", "reason": "试"},
    "POST /api/v1/agreements/{agreement_id}/supplements": {"title": "试", "text": "试"},
    "POST /api/v1/clean-ups/{clean_up_id}/decision": {"version": 1, "way": "no_issue", "procedure": "试"},
    "POST /api/v1/clean-ups/{clean_up_id}/progress": {"version": 1, "what": "试"},
    "POST /api/v1/documents": {"text": "试"},
    "POST /api/v1/documents/{document_id}/facts": {"article_id": 1, "spans": [[0, 1]], "type": "org", "value": {}},
    "POST /api/v1/facts/{fact_id}/decision": {"state": "confirmed", "version": 1},
    "POST /api/v1/projects": {"name": "试", "unit_id": 1},
    "PATCH /api/v1/projects/{project_id}": {"version": 3, "reason": "试", "changes": {"name": "试"}},
    "POST /api/v1/projects/{project_id}/claim": {"version": 3, "stage": "P9"},
    "POST /api/v1/projects/{project_id}/confirm": {"version": 3, "evidence": "试"},
    "POST /api/v1/projects/{project_id}/state": {"version": 3, "side_state": "hold", "reason": "试"},
    "POST /api/v1/companies": {"name": "试"},
    "PATCH /api/v1/companies/{company_id}": {"version": 1, "reason": "试", "changes": {"country": "试"}},
    "POST /api/v1/companies/{company_id}/aliases": {"name": "试名"},
    "POST /api/v1/batches/{batch_id}/slots/{ordinal}/name": {"version": 1, "name": "试"},
    "POST /api/v1/batches/{batch_id}/slots/{ordinal}/empty": {"version": 1, "reason": "试"},
    "POST /api/v1/tasks": {"kind": "demand", "title": "试"},
    "POST /api/v1/tasks/{task_id}/assign": {"version": 1},
    "POST /api/v1/tasks/{task_id}/accept": {"version": 1},
    "POST /api/v1/tasks/{task_id}/finish": {"version": 1, "outcome": "试"},
    "POST /api/v1/tasks/{task_id}/drop": {"version": 1, "outcome": "试"},
    "POST /api/v1/tasks/{task_id}/reopen": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/check": {"unit_id": 1, "investor_name": "试"},
    "POST /api/v1/leads": {"unit_id": 1, "investor_name": "试"},
    "POST /api/v1/leads/pool/{pooled_id}/take": {
        "unit_id": 1,
        "contact_name": "试",
        "contact_phone": "1",
        "evidence_text": "试",
        "evidence_at": "2025-03-01T09:00:00+08:00",
    },
    "POST /api/v1/leads/conflicts/{conflict_id}/hear": {"version": 1, "text": "试"},
    "POST /api/v1/leads/conflicts/{conflict_id}/rule": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/conflicts/{conflict_id}/appeal": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/conflicts/{conflict_id}/decide": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/pairs/{pair_id}/decide": {"version": 1, "verdict": "same", "reason": "试"},
    "POST /api/v1/leads/{registration_id}/accept": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/{registration_id}/reject": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/{registration_id}/contacts": {"contacted_date": "2025-03-08", "reference": "试"},
    "POST /api/v1/leads/{registration_id}/renew": {"version": 1},
    "POST /api/v1/leads/{registration_id}/release": {"version": 1, "reason": "试"},
    "POST /api/v1/leads/{registration_id}/conflict": {"reason": "试"},
    "POST /api/v1/reviews": {"title": "试", "text": "试"},
    "POST /api/v1/reviews/{review_id}/text": {"version": 1, "text": "试"},
    "POST /api/v1/reviews/{review_id}/findings/{finding_id}/answer": {"version": 1, "kind": "explained", "words": "试"},
    "POST /api/v1/reviews/{review_id}/findings/{finding_id}/accept": {"version": 1, "accepted": True},
    "POST /api/v1/reviews/{review_id}/findings/{finding_id}/exempt": {
        "version": 1,
        "ground": "science",
        "no_milder": "试",
        "reasons": "试",
    },
    "POST /api/v1/reviews/{review_id}/hearing": {
        "version": 1,
        "heard": "none",
        "held_date": "2025-03-08",
        "summary": "试",
    },
    "POST /api/v1/reviews/{review_id}/first": {"version": 1, "words": "试"},
    "POST /api/v1/reviews/{review_id}/conclude": {"version": 1, "words": "试"},
    "POST /api/v1/reviews/{review_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/projects/{project_id}/visits": {"kind": "call", "held_date": "2025-03-01", "said": "试"},
    "POST /api/v1/projects/{project_id}/progress": {"happened": "试"},
    "POST /api/v1/projects/{project_id}/comments": {"text": "试"},
    "POST /api/v1/projects/{project_id}/instructions": {"text": "试", "unit_id": 1, "due_date": "2099-01-01"},
    "POST /api/v1/instructions/{instruction_id}/reports": {"text": "试"},
    "POST /api/v1/instructions/{instruction_id}/close": {"version": 1, "outcome": "试"},
    "POST /api/v1/intakes/{intake_id}/answers": {"version": 1, "answers": {}},
    "POST /api/v1/intakes/{intake_id}/accept": {"version": 1},
    "POST /api/v1/intakes/{intake_id}/run": {"version": 1},
    "POST /api/v1/intakes/{intake_id}/undo": {"reason": "试"},
    "POST /api/v1/questions/{question_id}/answer": {"version": 1, "text": "试"},
    "POST /api/v1/questions/{question_id}/decide": {"version": 1, "decision": "again", "text": "试"},
    "POST /api/v1/projects/{project_id}/questions": {"measure": "signed", "text": "试"},
    "POST /api/v1/findings/{doubt_id}/ask": {"text": "试"},
    "POST /api/v1/projects/{project_id}/inflows": {
        "capital_class": "domestic",
        "paid_date": "2025-03-01",
        "amount": "1",
    },
    "POST /api/v1/inflows/{inflow_id}/confirm": {"version": 1},
    "POST /api/v1/inflows/{inflow_id}/withdraw": {"version": 1, "reason": "试"},
    "POST /api/v1/projects/{project_id}/landmarks": {"kind": "land_won", "date": "2025-03-01", "evidence": "试"},
    "POST /api/v1/landmarks/{landmark_id}/confirm": {"version": 1},
}


def make_call(client: Client, world: World, method: str, path: str, query: str = "") -> HttpResponse:
    """Make a call of the API with a body that it can read."""
    place = call_path(world, path) + query
    if method == "GET":
        return client.get(place)
    if path.endswith("/sign"):
        paper = SimpleUploadedFile("签署文本.txt", "试".encode())
        return client.post(place, {"version": 1, "signed_date": "2025-03-08", "file": paper})
    if path.endswith("/evidence") and "/claims/" in path:
        return client.post(place, {"name": "试", "file": SimpleUploadedFile("材料.txt", "试".encode())})
    body = json.dumps(BODIES.get(f"{method} {path}", {}))
    return getattr(client, method.lower())(place, body, content_type="application/json")
