"""The demonstration's payouts: the pack's envelopes, 24 firms paid on stage, others at every step, one recovery."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from luodi.claims import operations, queries
from luodi.claims.queries import ClaimFilter, ClaimRow
from luodi.companies import operations as companies
from luodi.companies.queries import exact_matches
from luodi.demo.people import Staff, make_password
from luodi.engines.papers import Paper, Paragraph, pdf_of
from luodi.people import operations as people
from luodi.people.permissions import permissions_of
from luodi.people.queries import nobody
from luodi.policies.queries import published_pack
from luodi.values.actor import Actor

ON_STAGE, AT_STEPS = 24, 10
SIGN_IN = "firm"
FINANCE = "区财政局"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who takes which step: each by somebody who had no hand in the one before."""

    inviter: Actor
    checker: Actor
    finance: Actor
    second: Actor
    leader: Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a firm is due: the firm, its user, the clause, how it is paid."""

    company_id: int
    name: str
    user: Actor
    clause: str
    mode: str
    evidence: tuple[str, ...]


def add_payouts(
    staff: Staff, firms: list[tuple[int, str]], *, bureau: Actor, policy: Actor, finance: Actor, leader: Actor,
    today: date, morning: Callable[..., datetime], now: datetime, by: Actor,
) -> int:  # fmt: skip
    """Open the envelopes, walk what firms are due through every step, pay 24 of them in one batch; give their number."""
    crew = Crew(policy, bureau, finance, _second(staff, today, by, morning(today - timedelta(days=30))), leader)
    days = [morning(today - timedelta(days=back), 10) for back in (20, 18, 17, 16, 6, 5, 4, 3)]
    _envelopes(staff, crew, today, days[0])
    wanted = list(islice(_wanted(staff, firms, today, days[0], now, by), ON_STAGE + AT_STEPS))
    staged, others = wanted[:ON_STAGE], wanted[ON_STAGE:]
    ids = [_handed_in(each, crew, today.year - 1, days[0]) for each in staged]
    _checked([each for each in ids if each], crew, days)
    _at_steps(others, crew, today.year - 1, days)
    _paid([each for each in ids if each], staged, crew, days, today)
    _applications(firms[-3:], bureau, days[-2], now)
    return len(ids)


def _applications(firms: list[tuple[int, str]], bureau: Actor, before: datetime, now: datetime) -> None:
    """Let the people of firms apply for accounts: one was refused for its papers, the others wait for the bureau."""
    for place, (_, name) in enumerate(firms):
        (found,) = exact_matches([name], [""])
        code = found[0].credit_code if found else None
        if not code:
            continue
        papers = {
            kind: (f"{title}.pdf", pdf_of(Paper(title=title, blocks=(Paragraph(f"{name}（演示文件，{place + 1}）"),))))
            for kind, title in (("licence", "营业执照"), ("power", "授权委托书"))
        }
        applicant = operations.Applicant(code, name, f"申请人{place + 1}", f"1390000{place + 1:04}", "agent", True)
        at = before if place == 0 else now - timedelta(hours=place)
        operations.apply(applicant=applicant, papers=papers, by=nobody(address="203.0.113.7"), at=at)
        if place == 0:
            (row,) = queries.applications(bureau, state="asked")[0]
            operations.refuse_applicant(application_id=row.id, reason="授权委托书没有加盖公章", by=bureau, at=at)


def _second(staff: Staff, today: date, by: Actor, at: datetime) -> Actor:
    """Add a second person of finance, who releases and confirms what the first one made."""
    person = people.add_person(name="程知晓", by=by, at=at)
    people.give_post(
        person_id=person.pk, unit_id=staff.units[FINANCE], role="finance", title="国库科科员",
        from_date=today - timedelta(days=400), by=by, at=at,
    )  # fmt: skip
    unit = staff.units[FINANCE]
    return Actor(
        kind="person", person_id=person.pk, name=person.name, unit_id=unit, unit_name=FINANCE, unit_ids=frozenset({unit}),
        roles=frozenset({"finance"}), permissions=permissions_of(frozenset({"finance"})),
    )  # fmt: skip


def _envelopes(staff: Staff, crew: Crew, today: date, at: datetime) -> None:
    for fund in published_pack(at).envelopes.values():
        row = operations.open_envelope(
            code=fund.id, year=fund.year, title=fund.title, over=fund.over, unit_id=staff.units[FINANCE],
            budget_line=fund.budget_line, by=crew.finance, at=at,
        )  # fmt: skip
        operations.appropriate(
            envelope_id=row.pk, amount_fen=fund.amount_fen, reason=f"{fund.year} 年度预算批复", by=crew.finance, at=at
        )


def _wanted(
    staff: Staff, firms: list[tuple[int, str]], today: date, at: datetime, now: datetime, by: Actor
) -> Iterator[Wanted]:  # fmt: skip
    """Give what firms are due, one clause each, the firm with the demonstration's account first."""
    for place, (company_id, name) in enumerate(firms):
        due = [each for each in queries.standings(company_id, today.year - 1, at=at) if each.status == "eligible"]
        if not due:
            continue
        user = _user(company_id, place, today, at, by)
        if SIGN_IN not in staff.persons:
            _account(staff, user, now, by)
        one = (
            due[place % len(due)]
            if place % 3 == 0
            else min(due, key=lambda each: (each.mode == "apply", len(each.proofs)))
        )
        yield Wanted(company_id, name, user, one.clause, one.mode, tuple(one.proofs))


def _user(company_id: int, place: int, today: date, at: datetime, by: Actor) -> Actor:
    person = people.add_person(name=f"企业代表{place + 1}", by=by, at=at)
    companies.name_representative(
        company_id=company_id, person_id=person.pk, from_date=today - timedelta(days=60), by=by, at=at
    )
    return Actor(
        kind="person", person_id=person.pk, name=person.name, firm_ids=frozenset({company_id}),
        roles=frozenset({"firm_user"}), permissions=permissions_of(frozenset({"firm_user"})),
    )  # fmt: skip


def _account(staff: Staff, user: Actor, now: datetime, by: Actor) -> None:
    password = make_password()
    people.open_account(
        person_id=user.person_id or 0, sign_in_name=SIGN_IN, password=password, temporary=False, by=by, at=now
    )
    staff.persons[SIGN_IN] = user.person_id or 0
    staff.passwords.append((SIGN_IN, password, user.name, "firm_user"))


def _handed_in(wish: Wanted, crew: Crew, year: int, at: datetime, *, until: str = "submitted") -> int:
    """Take a claim from the invitation or the draft to its department; `until` stops it before (invited, draft)."""
    given = {"company_id": wish.company_id, "clause": wish.clause, "year": year, "at": at}
    if wish.mode != "apply":
        row = operations.invite(by=crew.inviter, **given)
        if until == "submitted":
            operations.confirm_invitation(
                claim_id=row.pk, version=row.version, by=wish.user, at=at + timedelta(hours=3)
            )
        return row.pk
    row = operations.draft_claim(by=wish.user, **given)
    for name in wish.evidence:
        text = f"{wish.name}\n{name}（演示材料，虚构）\n{year} 年度".encode()
        operations.upload_evidence(
            claim_id=row.pk, data=text, file_name=f"{name}.txt", name=name, by=wish.user, at=at + timedelta(hours=1)
        )
    if until == "submitted":
        operations.submit_claim(claim_id=row.pk, version=row.version, by=wish.user, at=at + timedelta(hours=2))
    return row.pk


def _checked(ids: list[int], crew: Crew, days: list[datetime]) -> None:
    """Take claims through check, cross-check, publication and approval."""
    _to_crossed(ids, crew, days)
    _published(ids, crew, days[3])
    for row in _rows(ids, crew, days[4]):
        operations.approve_claim(
            claim_id=row.id, version=row.version, meeting_decision="区政府专题会议〔2026〕18号",
            by=crew.leader, at=days[4],
        )  # fmt: skip
    for row in queries.envelopes(crew.finance):
        if row.over == "pro_rata" and row.waiting:
            operations.divide_envelope(envelope_id=row.id, reason="集中兑现批次结账", by=crew.finance, at=days[4])


def _to_crossed(ids: list[int], crew: Crew, days: list[datetime]) -> None:
    for row in _rows(ids, crew, days[1]):
        if row.doubts:
            _settled(row.id, crew, days[1])
        version = row.version
        if row.stage == "submitted":
            version = operations.check_claim(
                claim_id=row.id, version=version, passed=True, words="材料齐全，数据一致", by=crew.checker, at=days[1]
            ).version
        operations.cross_check(
            claim_id=row.id, version=version, passed=True, words="未发现重复支持", by=crew.finance, at=days[2]
        )


def _published(ids: list[int], crew: Crew, at: datetime) -> None:
    units: dict[int, list[int]] = {}
    for row in _rows(ids, crew, at):
        if row.stage == "crossed":
            units.setdefault(row.unit_id, []).append(row.id)
    for several in units.values():
        operations.publish_claims(
            claim_ids=several,
            title=f"{at:%Y} 年第一批拟兑现企业名单",
            contact="区政务服务热线（演示）",
            by=crew.inviter,
            at=at,
        )


def _at_steps(wishes: list[Wanted], crew: Crew, year: int, days: list[datetime]) -> None:
    """Leave claims at every step, so that each list and each clock has something to show."""
    handed = []
    first_draft = next((place for place, wish in enumerate(wishes) if wish.mode == "apply"), 0)
    for place, wish in enumerate(wishes):
        until = "early" if place % 4 == 0 or place == first_draft else "submitted"
        claim_id = _handed_in(wish, crew, year, days[5], until=until)
        handed += [claim_id] if until == "submitted" else []
    _to_crossed(handed[3:], crew, [days[5], days[6], days[6]])
    running = handed[5:]
    _published(running, crew, days[7])
    if running:
        operations.object_to(
            claim_id=running[0],
            by_whom="某企业职工",
            text="反映该企业研发人员名单与社保不符，请核实。",
            by=crew.checker,
            at=days[7],
        )


def _paid(ids: list[int], wishes: list[Wanted], crew: Crew, days: list[datetime], today: date) -> None:
    """Pay one batch for the stage: all of it returned by the bank; one payment is taken back afterwards in part."""
    for place, wish in enumerate(wishes):
        row = operations.propose_account(
            company_id=wish.company_id, holder=wish.name, bank="临潮银行营业部（虚构）", number=f"62220300{place:010d}",
            by=crew.finance, at=days[4],
        )  # fmt: skip
        operations.decide_account(account_id=row.pk, confirm=True, by=crew.second, at=days[4])
    batch = operations.make_batch(
        title="政策集中兑现大会 · 上台企业", claim_ids=ids, kind="congress", event_date=days[6].date(), stated_count=len(ids),
        by=crew.finance, at=days[5],
    )  # fmt: skip
    batch = operations.release_batch(batch_id=batch.pk, version=batch.version, by=crew.second, at=days[5])
    batch = operations.send_batch(batch_id=batch.pk, version=batch.version, by=crew.finance, at=days[5])
    lines = ["指令号,金额,结果,日期,说明"] + [
        f"{each.number},{each.amount_fen // 100}.{each.amount_fen % 100:02d},成功,{days[6]:%Y-%m-%d},"
        for each in queries.bank_orders(crew.finance, batch.pk)
    ]
    operations.read_return(
        batch_id=batch.pk,
        data="\r\n".join(lines).encode(),
        file_name="银行回单（演示）.csv",
        by=crew.finance,
        at=days[7],
    )
    taken = operations.propose_recovery(
        claim_id=ids[-1], ground="overpaid", amount_fen=1_000_000, reason="复核发现一笔委外研发费用重复计入", by=crew.finance,
        at=days[7],
    )  # fmt: skip
    operations.decide_recovery(recovery_id=taken.pk, demand=True, by=crew.second, at=days[7])


def _settled(claim_id: int, crew: Crew, at: datetime) -> None:
    for each in queries.claim_page(crew.checker, claim_id, today=at.date()).checks:
        if each.kind == "doubt" and not each.settled:
            operations.settle_doubt(check_id=each.id, answer="已核对，不属于重复支持", by=crew.checker, at=at)


def _rows(ids: list[int], crew: Crew, at: datetime) -> list[ClaimRow]:
    found = queries.claims(crew.finance, ClaimFilter(), today=at.date(), sort="id", size=500).rows
    return [row for row in found if row.id in set(ids)]
