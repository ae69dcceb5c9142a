"""Counting: questions to the numbers, findings of the rules, figures with their rows, inflows and landing facts."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from luodi.api.contract import Id, actor_of, made, offer
from luodi.api.counting_shapes import (
    CountActed,
    CountAnswered,
    CountDecided,
    CountedRow,
    CountedRows,
    CountFinding,
    CountMade,
    CountsAsked,
    CountWithdrawn,
    Definition,
    FigureQuestioned,
    Figures,
    Findings,
    FindingsAsked,
    InflowNew,
    Inflows,
    InflowsAsked,
    LandmarkNew,
    QuestionDetail,
    Questions,
    QuestionsAsked,
    RowsOf,
    Rule,
    Worded,
)
from luodi.counting import operations, queries
from luodi.counting.operations import NewInflow
from luodi.counting.queries import FiguresAsked, FindingFilter, InflowFilter, QuestionFilter, RowsAsked
from luodi.engines import counting as engine
from luodi.projects.queries import project_heading

router = Router()


def _finding(row: queries.FindingRow, language: str) -> CountFinding:
    known = row.rule in engine.rules()
    sentence = engine.finding_text(row.rule, row.seen, language, amounts=row.amounts) if known else ""
    names = set(CountFinding.model_fields) - {"sentence"}
    return CountFinding(**{name: getattr(row, name) for name in names}, sentence=sentence)


@offer(router, "GET", "/questions", permission="counting.view", answer=Questions, summary="Questions to the numbers")
def questions(request: HttpRequest, asked: Query[QuestionsAsked]):
    """List the questions that the caller may see."""
    filters = QuestionFilter(state=asked.state, unit_id=asked.unit, rule=asked.rule, words=asked.q.strip())
    today = timezone.localdate()
    return queries.questions(actor_of(request), filters, today=today, sort=asked.sort, page=asked.page, size=asked.size)


@offer(
    router, "GET", "/questions/{question_id}", permission="counting.view", answer=QuestionDetail, summary="One question"
)
def question(request: HttpRequest, question_id: Id):
    """Give one question with its finding and what was said."""
    return _detail(request, question_id)


def _detail(request: HttpRequest, question_id: int) -> dict:
    viewer = actor_of(request)
    found = queries.question(viewer, question_id, today=timezone.localdate())
    return {
        "row": found.row, "finding": _finding(found.finding, viewer.language), "steps": found.steps,
        "may_answer": found.may_answer, "may_decide": found.may_decide,
    }  # fmt: skip


@offer(
    router, "POST", "/questions/{question_id}/answer", permission="counting.answer", answer=QuestionDetail,
    summary="Answer a question",
)  # fmt: skip
def answer(request: HttpRequest, question_id: Id, answered: CountAnswered):
    """Answer a question for the responsible unit."""
    operations.answer_question(
        question_id=question_id, **answered.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return _detail(request, question_id)


@offer(
    router, "POST", "/questions/{question_id}/decide", permission="counting.approve", answer=QuestionDetail,
    summary="Decide an answer",
)  # fmt: skip
def decide(request: HttpRequest, question_id: Id, decided: CountDecided):
    """Accept an answer, uphold the doubt, or ask again; never one's own answer."""
    ways = {
        "explain": operations.explain_question,
        "uphold": operations.uphold_question,
        "again": operations.ask_again,
    }
    ways[decided.decision](
        question_id=question_id, version=decided.version, text=decided.text, by=actor_of(request), at=timezone.now()
    )
    return _detail(request, question_id)


@offer(
    router, "POST", "/projects/{project_id}/questions", permission="counting.view", answer=QuestionDetail, status=201,
    summary="Ask about a figure",
)  # fmt: skip
def ask(request: HttpRequest, project_id: Id, asked: FigureQuestioned):
    """Ask a question to one figure of a project."""
    found = operations.ask_about_figure(
        project_id=project_id, measure=asked.measure, text=asked.text, by=actor_of(request), at=timezone.now()
    )
    return made(_detail(request, found.pk))


@offer(router, "GET", "/findings", permission="counting.view", answer=Findings, summary="Findings of the rules")
def findings(request: HttpRequest, asked: Query[FindingsAsked]):
    """List what the counting rules see."""
    viewer = actor_of(request)
    filters = FindingFilter(rule=asked.rule, state=asked.state, unit_id=asked.unit, words=asked.q.strip())
    found = queries.findings(viewer, filters, page=asked.page, size=asked.size)
    rows = [_finding(row, viewer.language) for row in found.rows]
    return {"total": found.total, "counts": found.counts, "rows": rows}


@offer(
    router, "POST", "/findings/{doubt_id}/ask", permission="counting.view", answer=QuestionDetail, status=201,
    summary="Ask about a finding",
)  # fmt: skip
def ask_about_finding(request: HttpRequest, doubt_id: Id, asked: Worded):
    """Turn a finding into a question to the responsible unit."""
    found = operations.ask_about_finding(finding_id=doubt_id, text=asked.text, by=actor_of(request), at=timezone.now())
    return made(_detail(request, found.pk))


@offer(router, "GET", "/counting/rules", permission="counting.view", answer=list[Rule], summary="Counting rules")
def rules(request: HttpRequest):
    """Give the sixteen rules in words, with their parameters filled in."""
    viewer = actor_of(request)
    return [
        {
            "code": row.code, "number": rule.number, "name": rule.name(viewer.language), "effect": rule.effect,
            "bears_on": list(rule.bears_on), "findings": row.findings,
            **{part: rule.text(part, viewer.language, row.values) for part in ("looks_at", "decision", "prevention")},
        }
        for row in queries.rule_rows(viewer, on=timezone.localdate())
        for rule in (engine.rules()[row.code],)
    ]  # fmt: skip


@offer(router, "GET", "/counts", permission="counting.view", answer=Figures, summary="The district's figures")
def counts(request: HttpRequest, asked: Query[CountsAsked]):
    """Give signed, inflow, landed and started, with the definition that made each."""
    found = queries.figures(
        actor_of(request),
        FiguresAsked(asked.by, asked.year, asked.unit, asked.track, asked.definition, asked.compared),
    )
    chosen, compared = found.definition, found.compared
    rows = []
    for block in found.blocks:
        made_by = (compared if block.column == "compared" else chosen) if block.measure == "landed" else None
        rows += [
            {
                "measure": block.measure, "column": block.column, "definition_id": made_by.id if made_by else None,
                "group": group, "standing": standing, "rows": cell.rows, "number": cell.number, "amount": cell.amount,
                "claimed": cell.claimed,
            }
            for (group, standing), cell in block.cells.items()
        ]  # fmt: skip
    return {
        "figures": rows, "definition_id": chosen.id if chosen else None, "definition": chosen.title if chosen else "",
        "compared_id": compared.id if compared else None, "elsewhere": found.elsewhere, "checked_at": found.checked_at,
    }  # fmt: skip


@offer(router, "GET", "/counts/rows", permission="counting.view", answer=CountedRows, summary="Rows behind a figure")
def counted(request: HttpRequest, asked: Query[RowsOf]):
    """Give the rows behind a figure: claimed beside counted, and why a row is left out."""
    wanted = RowsAsked(
        measure=asked.measure, column=asked.column, standing=asked.standing, year=asked.year, quarter=asked.quarter,
        unit_id=asked.unit, track=asked.track, definition_id=asked.definition,
    )  # fmt: skip
    return queries.counted_rows(actor_of(request), wanted, page=asked.page, size=asked.size)


@offer(
    router, "GET", "/projects/{project_id}/counted", permission="counting.view", answer=list[CountedRow],
    summary="What of a project counts",
)  # fmt: skip
def counted_of(request: HttpRequest, project_id: Id):
    """Give what a project brings to each measure."""
    viewer = actor_of(request)
    project_heading(project_id=project_id, viewer=viewer)
    return queries.counted_of(viewer, project_id)


@offer(router, "GET", "/inflows", permission="counting.view", answer=Inflows, summary="The inflow ledger")
def inflows(request: HttpRequest, asked: Query[InflowsAsked]):
    """List the inflows that the caller may see."""
    filters = InflowFilter(capital_class=asked.capital_class, state=asked.state, project_id=asked.project)
    return queries.inflows(actor_of(request), filters, page=asked.page, size=asked.size)


@offer(
    router, "POST", "/projects/{project_id}/inflows", permission="projects.edit", answer=CountMade, status=201,
    summary="Enter an inflow",
)  # fmt: skip
def enter_inflow(request: HttpRequest, project_id: Id, inflow: InflowNew):
    """Enter money that came in for a project; claimed until somebody else confirms it."""
    given = inflow.model_dump() | {
        "amount": Decimal(inflow.amount), "rate": Decimal(inflow.rate) if inflow.rate else None,
    }  # fmt: skip
    row = operations.enter_inflow(
        inflow=NewInflow(project_id=project_id, **given), by=actor_of(request), at=timezone.now()
    )
    return made({"id": row.pk, "version": row.version})


@offer(
    router, "POST", "/inflows/{inflow_id}/confirm", permission="projects.confirm_stage", answer=CountMade,
    summary="Confirm an inflow",
)  # fmt: skip
def confirm_inflow(request: HttpRequest, inflow_id: Id, acted: CountActed):
    """Confirm an inflow as a second person."""
    row = operations.confirm_inflow(inflow_id=inflow_id, version=acted.version, by=actor_of(request), at=timezone.now())
    return {"id": row.pk, "version": row.version}


@offer(
    router, "POST", "/inflows/{inflow_id}/withdraw", permission="projects.edit", answer=CountMade,
    summary="Withdraw an inflow",
)  # fmt: skip
def withdraw_inflow(request: HttpRequest, inflow_id: Id, withdrawn: CountWithdrawn):
    """Withdraw an inflow with a reason; it stays in the ledger and counts no more."""
    row = operations.withdraw_inflow(
        inflow_id=inflow_id, **withdrawn.model_dump(), by=actor_of(request), at=timezone.now()
    )
    return {"id": row.pk, "version": row.version}


@offer(
    router, "POST", "/projects/{project_id}/landmarks", permission="projects.edit", answer=CountMade, status=201,
    summary="Put a landing fact",
)  # fmt: skip
def put_landmark(request: HttpRequest, project_id: Id, landmark: LandmarkNew):
    """Put a dated fact of landing or starting with its evidence."""
    row = operations.put_landmark(
        project_id=project_id, kind=landmark.kind, day=landmark.date, evidence=landmark.evidence,
        amount=Decimal(landmark.amount) if landmark.amount else None, by=actor_of(request), at=timezone.now(),
    )  # fmt: skip
    return made({"id": row.pk, "version": row.version})


@offer(
    router, "POST", "/landmarks/{landmark_id}/confirm", permission="projects.confirm_stage", answer=CountMade,
    summary="Confirm a landing fact",
)  # fmt: skip
def confirm_landmark(request: HttpRequest, landmark_id: Id, acted: CountActed):
    """Confirm a landing fact as a second person."""
    row = operations.confirm_landmark(
        landmark_id=landmark_id, version=acted.version, by=actor_of(request), at=timezone.now()
    )
    return {"id": row.pk, "version": row.version}


@offer(
    router, "GET", "/landing-definitions", permission="counting.view", answer=list[Definition],
    summary="Definitions of landing",
)  # fmt: skip
def definitions(request: HttpRequest):
    """Give what counts as landed in each year."""
    return queries.definition_rows(actor_of(request))
