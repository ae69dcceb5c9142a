"""One policy and one clause as their pages show them: text, structure, cases, versions, review, problems."""

from dataclasses import dataclass
from datetime import date, datetime

from luodi.engines import fairness
from luodi.engines.fairness import Finding
from luodi.engines.policies import Clause, Envelope, Group, Problem
from luodi.engines.policies.cases import CaseResult
from luodi.people.permissions import acts_for
from luodi.policies import clause_files
from luodi.policies.fairness_view import lint, structured
from luodi.policies.judging import Verdict, judged_clause
from luodi.policies.models import ClauseVersion, Head, Policy
from luodi.policies.permissions import is_oneself
from luodi.policies.queries.fairness import ClauseStanding, fairness_standing
from luodi.policies.queries.shelf import ClauseRow, row_of
from luodi.policies.queries.would_be import would_be_files
from luodi.reviews.queries import pack_in_force, sees_review
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a clause in its history."""

    id: int
    version: int
    state: str
    valid_from: date
    valid_to: date
    sha256: str
    note: str
    made_by: str
    made_at: datetime
    published_by: str
    published_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine says of a clause's text within the pack: its structure if it can be read, problems, cases, lint."""

    clause: Clause | None
    envelope: Envelope | None
    group: Group | None
    problems: tuple[Problem, ...]
    cases: tuple[CaseResult, ...]
    drivers: tuple[tuple[str, str], ...]
    negative: str


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A version of a clause with all that its page shows."""

    row: ClauseRow
    text: str
    sha256: str
    edits: int
    note: str
    made_by: str
    made_at: datetime
    published_by: str
    published_at: datetime | None
    withdrawn_reason: str
    judged: Judged
    versions: tuple[VersionRow, ...]
    before_clause: Clause | None
    before_version: int | None
    standing: ClauseStanding
    sees_review: bool
    may_edit: bool
    may_submit: bool
    may_send_back: bool
    may_publish: bool
    may_withdraw: bool
    may_draft_next: bool


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A version of a policy's head."""

    id: int
    ordinal: int
    state: str
    sha256: str
    reason: str
    made_by: str
    made_at: datetime
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A policy with its heads, clauses, and what the viewer may do."""

    policy: Policy
    clauses: tuple[ClauseRow, ...]
    heads: tuple[HeadRow, ...]
    head_text: str
    may_edit: bool
    may_publish: bool
    may_publish_head: bool
    drafts: tuple[int, ...]
    in_review: tuple[int, ...]


def clause_page(viewer: Actor, clause_pk: int) -> ClausePage:
    """Give one version of a clause with all that its page shows.

    :raises NotFound: if there is none that the viewer may see
    """
    found = ClauseVersion.objects.visible_to(viewer).select_related("policy", "made_by", "published_by")
    row = found.filter(pk=clause_pk).first()
    if row is None or not viewer.may("policies.view"):
        raise NotFound()
    others = list(
        ClauseVersion.objects.visible_to(viewer).filter(clause_id=row.clause_id).select_related("made_by", "published_by")
        .order_by("-version", "-pk")
    )  # fmt: skip
    before = next((each for each in others if each.version < row.version and each.state != "withdrawn"), None)
    drafts = viewer.may("policies.draft") and acts_for(viewer, row.policy.unit_id)
    other = not is_oneself(viewer, row.made_by_id, row.submitted_by_id)
    publishes, standing = viewer.may("policies.publish"), fairness_standing(row)
    return ClausePage(
        row=row_of(row), text=row.text, sha256=row.sha256, edits=row.edits, note=row.note, made_by=_name(row.made_by),
        made_at=row.made_at, published_by=_name(row.published_by), published_at=row.published_at,
        withdrawn_reason=row.withdrawn_reason, judged=judged_row(row), versions=tuple(_version(each) for each in others),
        before_clause=_clause_of(before) if before else None, before_version=before.version if before else None,
        standing=standing, sees_review=sees_review(viewer, standing.review_id), may_edit=drafts and row.state == "draft", may_submit=drafts and row.state == "draft",
        may_send_back=(drafts or publishes) and row.state == "in_review",
        may_publish=publishes and other and row.state == "in_review",
        may_withdraw=(publishes and row.state == "published") or (drafts and row.state in ("draft", "in_review")),
        may_draft_next=drafts and row.state == "published",
    )  # fmt: skip


def _clause_of(row: ClauseVersion) -> Clause | None:
    """Read a version as it would stand in the pack of today, None where it can't be read."""
    verdict = judged_clause(would_be_files(row.policy, [row]), row.clause_id, row.version)
    return verdict.clause(row.clause_id, row.version)


def judged_row(row: ClauseVersion, text: str | None = None) -> Judged:
    """Judge a version, or another text for it, as part of the pack that would be."""
    if text is not None:
        row.text = text
    return judged_in(row.policy, row)


def judged_in(policy: Policy, row: ClauseVersion) -> Judged:
    """Judge a row that need not be written yet within the pack that would be."""
    files = would_be_files(policy, [row])
    name = f"{policy.code}.toml"
    return _of(judged_clause(files, row.clause_id, row.version), row, files.get(name, ""), name)


def _of(verdict: Verdict, row: ClauseVersion, text: str, file: str) -> Judged:
    clause, pack = verdict.clause(row.clause_id, row.version), verdict.pack
    own = tuple(each for each in verdict.cases if (each.clause, each.version) == (row.clause_id, row.version))
    first = text[: max(text.find(row.text), 0)].count("\n")
    last = first + row.text.count("\n") + 1
    inside = [each for each in verdict.problems if each.file == file and first < each.line <= last]
    others = [each for each in verdict.problems if each not in inside and each.clause in ("", row.clause_id)]
    mine = (*(each.at(line=each.line - first, file="") for each in inside), *(each.at(line=0) for each in others))
    drivers = [(pack.fields[code].zh, pack.fields[code].en) for code in lint(clause, pack)] if clause and pack else []
    return Judged(
        clause, pack.envelopes.get(clause.envelope) if clause and pack else None,
        pack.groups.get(clause.group) if clause and pack else None, mine, own, tuple(drivers),
        next((each.negative_text for each in pack.policies if each.negative_text), "") if pack else "",
    )  # fmt: skip


def policy_page(viewer: Actor, policy_id: int) -> PolicyPage:
    """Give a policy with its heads and clauses; three SQL statements.

    :raises NotFound: if there is none that the viewer may see
    """
    policy = Policy.objects.visible_to(viewer).filter(pk=policy_id).first()
    if policy is None or not viewer.may("policies.view"):
        raise NotFound()
    rows = ClauseVersion.objects.visible_to(viewer).filter(policy=policy).select_related("policy").defer("text")
    rows = list(rows.exclude(state__in=["superseded", "withdrawn"]).order_by("place", "valid_from"))
    heads = list(Head.objects.filter(policy=policy).select_related("made_by", "published_by").order_by("-ordinal"))
    drafts = viewer.may("policies.draft") and acts_for(viewer, policy.unit_id)
    waiting = next((each for each in heads if each.state == "draft"), None)
    shown = (
        waiting
        if waiting is not None and drafts
        else next((each for each in heads if each.state == "published"), waiting)
    )
    publishes = viewer.may("policies.publish")
    return PolicyPage(
        policy=policy, clauses=tuple(row_of(each) for each in rows), heads=tuple(_head(each) for each in heads),
        head_text=shown.text if shown else "", may_edit=drafts, may_publish=publishes,
        may_publish_head=publishes and waiting is not None and not is_oneself(viewer, waiting.made_by_id),
        drafts=tuple(each.pk for each in rows if each.state == "draft"),
        in_review=tuple(
            each.pk for each in rows
            if each.state == "in_review" and not is_oneself(viewer, each.made_by_id, each.submitted_by_id)
        ),
    )  # fmt: skip


def clause_texts(viewer: Actor, clause_pks: tuple[int, int]) -> tuple[ClauseVersion, ClauseVersion]:
    """Give two versions to compare.

    :raises NotFound: if one of them is not the viewer's to see
    """
    found = {each.pk: each for each in ClauseVersion.objects.visible_to(viewer).filter(pk__in=clause_pks)}
    if set(clause_pks) - found.keys():
        raise NotFound()
    return found[clause_pks[0]], found[clause_pks[1]]


def _version(each: ClauseVersion) -> VersionRow:
    return VersionRow(
        each.pk, each.version, each.state, each.valid_from, each.valid_to, each.sha256, each.note, _name(each.made_by),
        each.made_at, _name(each.published_by), each.published_at, each.withdrawn_reason,
    )  # fmt: skip


def _head(each: Head) -> HeadRow:
    return HeadRow(
        each.pk, each.ordinal, each.state, each.sha256, each.reason, _name(each.made_by), each.made_at,
        _name(each.published_by), each.published_at,
    )  # fmt: skip


def _name(person) -> str:
    return person.name if person else ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a text that is being written would be: judged within the pack, and what fair competition would find in it."""

    judged: Judged
    findings: tuple[Finding, ...] = ()
    refused: Refusal | None = None

    @property
    def good(self) -> bool:
        """Tell whether it could be submitted: no error, and cases that pass."""
        errors = any(each.grade == "error" for each in self.judged.problems)
        passed = bool(self.judged.cases) and all(each.passed for each in self.judged.cases)
        return self.refused is None and not errors and passed


def tried(viewer: Actor, policy_id: int, text: str) -> Tried:
    """Judge a clause's text that nobody has kept yet, for the editor; nothing is written.

    :raises NotFound: if there is no such policy that the viewer may see
    """
    policy = Policy.objects.visible_to(viewer).filter(pk=policy_id).first()
    if policy is None:
        raise NotFound()
    nothing = Judged(None, None, None, (), (), (), "")
    try:
        row = unwritten(policy, text)
    except Refusal as said:
        return Tried(nothing, refused=said)
    found = judged_in(policy, row)
    clauses = [structured(found.clause, policy.title)] if found.clause else []
    outcome = fairness.review(row.text, pack=pack_in_force(), clauses=clauses)
    return Tried(found, tuple(each for each in outcome.findings if each.severity != "note"))


def unwritten(policy: Policy, text: str) -> ClauseVersion:
    """Make a row of a clause's text that is not written.

    :raises ClauseFileNotUsable: for a text that is no clause
    """
    words = clause_files.clean(text)
    columns = clause_files.clause_columns(words)
    before = ClauseVersion.objects.filter(clause_id=columns.clause_id).values_list("place", flat=True).first()
    return ClauseVersion(
        policy=policy, clause_id=columns.clause_id, version=columns.version, text=words, place=before or 9999,
        valid_from=columns.valid_from, valid_to=columns.valid_to,
    )  # fmt: skip
