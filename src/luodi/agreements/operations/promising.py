"""Taking a signed agreement into the ledger of promises: what the firm promised, and what the district owes it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from luodi.agreements import refusals
from luodi.agreements.models import Agreement, Duty, Term, TermPeriod
from luodi.agreements.models.terms import TermSheet
from luodi.agreements.operations.locking import locked, note, require_state
from luodi.observations.operations import open_subject
from luodi.people.permissions import require
from luodi.projects.models import Project
from luodi.projects.operations import give_subject
from luodi.promises.models import Promise
from luodi.promises.operations import (
    SUITING,
    Basis,
    Drawn,
    Manner,
    Parties,
    make_promise,
    staged_over,
    supplement_promise,
)
from luodi.values.actor import Actor
from luodi.values.indicator import indicators
from luodi.values.period import Period

MILESTONE = "milestone"
COUNTED = "milestones"
YEAR = 12


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How many promises were made of an agreement, how many supplements proposed to those of its parent, and what was left:
    terms whose measure does not suit the ledger's indicator, to be noted by hand.
    """

    made: int
    supplemented: int
    left: tuple[str, ...]


@transaction.atomic
def take_into_ledger(*, agreement_id: int, version: int, by: Actor, at: datetime) -> TakenUp:
    """Make a promise of everything that a signed agreement watches and that the district owes; what is there stays.

    A watched indicator becomes a promise of the firm about the project, its payment in stages hung on its periods where there
    is a stage for each; a milestone and a duty get a subject of their own, so that each is reached by itself. Of a supplement
    the terms that its parent has too are proposed as new terms of the promise: another person approves them.

    :raises AgreementNotIn: for one that is not signed
    :raises NothingToPromise: if it watches nothing and owes nothing, or all of it is in the ledger
    :raises AgreementFirmUnknown: if its project names no firm of the register
    """
    agreement = locked(agreement_id, version, by)
    require(by, "promises.make", unit_id=agreement.unit_id)
    require_state(agreement, "signed", "in_force")
    project = Project.objects.filter(pk=agreement.project_id).first()
    if agreement.sheet_id is None or project is None:
        raise refusals.NothingToPromise()
    if project.company_id is None:
        raise refusals.AgreementFirmUnknown(project=project.name)
    subject_id = give_subject(project_id=project.pk, by=by, at=at)
    work = _Work(agreement, project, subject_id, by, at)
    watched = Term.objects.filter(sheet_id=agreement.sheet_id).order_by("ordinal")
    terms = list(watched.select_related("payment").prefetch_related("periods"))
    answers = [work.term(each) for each in terms if _suits(each)]
    answers += [work.duty(each) for each in Duty.objects.filter(sheet_id=agreement.sheet_id).order_by("ordinal")]
    left = tuple(indicators()[each.indicator].zh for each in terms if not _suits(each))
    found = TakenUp(answers.count("made"), answers.count("supplemented"), left)
    if not found.made and not found.supplemented:
        raise refusals.NothingToPromise()
    note("agreement.taken_up", agreement, by, at, promises=found.made, supplements=found.supplemented)
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    agreement: Agreement
    project: Project
    subject_id: int
    by: Actor
    at: datetime

    def term(self, term: Term) -> str:
        """Make or supplement the promise of a watched term; say what was done: made, supplemented or nothing."""
        if _in_ledger("clause", term.pk):
            return ""
        drawn = self._drawn(term)
        if known := self._of_parent(term):
            return self._supplemented(known, drawn)
        one = term.indicator == MILESTONE
        self._make(
            Basis("clause", self._reference(f"监测第 {term.ordinal} 项"), term.pk), drawn,
            Manner(
                "sum" if one else term.measure, tolerance_ppm=0 if one else term.tolerance_ppm, cumulative_cure=_cure(term),
                pays=bool(term.payment_id) and not one, remedy=term.remedy,
            ),
            COUNTED if one else term.indicator,
            Parties(promisor_company_id=self.project.company_id, beneficiary_unit_id=self.agreement.unit_id),
            self._milestone(term.name) if one else self.subject_id,
        )  # fmt: skip
        return "made"

    def duty(self, duty: Duty) -> str:
        """Make the promise of a duty of the district; say whether it was made."""
        if _in_ledger("own_duty", duty.pk):
            return ""
        start = self.agreement.signed_date
        due = duty.due_date or start + timedelta(days=duty.within_days)
        self._make(
            Basis("own_duty", self._reference(f"区方义务第 {duty.ordinal} 项"), duty.pk),
            [Drawn(Period(start, due + timedelta(days=1)), Decimal(1))], Manner("sum"), COUNTED,
            Parties(promisor_unit_id=duty.unit_id, beneficiary_company_id=self.project.company_id),
            self._milestone(duty.what),
        )  # fmt: skip
        return "made"

    def _make(
        self, basis: Basis, terms: list[Drawn], manner: Manner, indicator: str, parties: Parties, subject_id: int
    ) -> None:  # fmt: skip
        make_promise(
            parties=parties, basis=basis, subject_id=subject_id, indicator_code=indicator, manner=manner, terms=terms,
            by=self.by, at=self.at,
        )  # fmt: skip

    def _reference(self, place: str) -> str:
        return f"《{self.agreement.title[:120]}》{self.agreement.number}{place}"[:200]

    def _milestone(self, what: str) -> int:
        name = f"{self.project.name}：{what}" if what else self.project.name
        return open_subject(kind="milestone", name=name, unit_id=self.project.unit_id, by=self.by, at=self.at).pk

    def _drawn(self, term: Term) -> list[Drawn]:
        """Draw up a term's periods one after the other; a cumulative target is reached by the end of its own period."""
        rows, drawn, begun = sorted(term.periods.all(), key=lambda each: each.due_date), [], None
        for row in rows:
            start, end = self._span(row, begun)
            drawn.append(
                Drawn(Period(start, end), row.target or Decimal(1), max(row.due_date, end - timedelta(days=1)))
            )
            begun = end
        return _with_payment(term, drawn)

    def _span(self, row: TermPeriod, begun: date | None) -> tuple[date, date]:
        start = row.from_date or begun or self.agreement.signed_date
        end = row.to_date or row.due_date + timedelta(days=1)
        return (max(start, begun) if begun else start), end

    def _of_parent(self, term: Term) -> Promise | None:
        """Find the promise that an earlier agreement's term of the same indicator and name became."""
        if self.agreement.parent_id is None:
            return None
        family = Q(agreement_id=self.agreement.parent_id) | Q(agreement__parent_id=self.agreement.parent_id)
        sheets = TermSheet.objects.filter(family)
        same = Term.objects.filter(sheet__in=sheets, indicator=term.indicator, name=term.name).values("pk")
        return Promise.objects.filter(basis_kind="clause", basis_id__in=same).order_by("pk").last()

    def _supplemented(self, promise: Promise, drawn: list[Drawn]) -> str:
        ground = f"补充协议{self._reference('')}"
        if promise.supplements.filter(ground=ground[:300], state__in=("proposed", "approved")).exists():
            return ""
        supplement_promise(
            promise_id=promise.pk, version=promise.version, ground=ground, terms=drawn,
            document_id=self.agreement.signed_document_id, by=self.by, at=self.at,
        )  # fmt: skip
        return "supplemented"


def _in_ledger(kind: str, pk: int) -> bool:
    return Promise.objects.filter(basis_kind=kind, basis_id=pk).exists()


def _suits(term: Term) -> bool:
    return term.indicator == MILESTONE or term.measure in SUITING[indicators()[term.indicator].kind]


def _cure(term: Term) -> int:
    """Give the later periods within which a miss may be made up: the whole years of the agreed cure (handbook §4.1)."""
    months = term.cure.get("cure_months", 0) if term.indicator != MILESTONE else 0
    return min(int(months) // YEAR, 10)


def _with_payment(term: Term, drawn: list[Drawn]) -> list[Drawn]:
    """Hang the linked payment on the periods, stage by stage, where there is one stage for each."""
    payment = term.payment
    if payment is None or term.indicator == MILESTONE:
        return drawn
    shares = [Decimal(each.share_ppm) / 10_000 for each in payment.stages.order_by("ordinal")]
    return staged_over(drawn, payment.amount or payment.cap, shares) if len(shares) == len(drawn) else drawn
