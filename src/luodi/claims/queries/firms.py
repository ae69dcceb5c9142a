"""Reading accounts and representatives of firms."""

from dataclasses import dataclass
from datetime import datetime

from luodi.claims.models import BankAccount, SignUp
from luodi.claims.permissions import is_oneself
from luodi.claims.queries.paying import masked
from luodi.companies.models import Company
from luodi.engines.policies import all_fields
from luodi.engines.policies.judging import column_name
from luodi.people.masks import mask_phone
from luodi.policies.fact_values import worded
from luodi.policies.queries import facts_of
from luodi.values.actor import Actor
from luodi.values.refusal import NotFound


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A firm's account, its number masked but for its end; `may_decide` for another person than who proposed it."""

    id: int
    company_id: int
    company: str
    holder: str
    bank: str
    number: str
    state: str
    made_by: str
    made_at: datetime
    checked_by: str
    note: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class SignUpRow:
    """Who was entered to act for a firm; the phone is masked."""

    id: int
    company: str
    name: str
    phone: str
    sign_in_name: str
    proof_id: int
    proof: str
    state: str
    made_by: str
    decided_by: str
    note: str
    may_decide: bool


def accounts(viewer: Actor, *, company_id: int | None = None, limit: int = 200) -> list[AccountRow]:
    """List the accounts that the viewer may see, those that wait first; one SQL statement."""
    found = BankAccount.objects.visible_to(viewer).select_related("company", "made_by", "confirmed_by")
    found = found.filter(company_id=company_id) if company_id else found
    rows = sorted(found.order_by("-pk")[:limit], key=lambda each: each.state != "proposed")
    return [
        AccountRow(
            id=each.pk, company_id=each.company_id, company=each.company.name, holder=each.holder, bank=each.bank,
            number=masked(each.number), state=each.state, made_by=each.made_by.name if each.made_by else "",
            made_at=each.made_at, checked_by=each.confirmed_by.name if each.confirmed_by else "", note=each.note,
            may_decide=each.state == "proposed" and viewer.may("claims.pay") and not is_oneself(viewer, [each.made_by_id]),
        )
        for each in rows
    ]  # fmt: skip


def sign_ups(viewer: Actor, *, limit: int = 200) -> list[SignUpRow]:
    """List who was entered to act for firms, those that wait first; one SQL statement."""
    found = SignUp.objects.visible_to(viewer).select_related("company", "proof", "made_by", "decided_by")
    rows = sorted(found.order_by("-pk")[:limit], key=lambda each: each.state != "asked")
    return [
        SignUpRow(
            id=each.pk, company=each.company.name, name=each.name, phone=mask_phone(each.phone),
            sign_in_name=each.sign_in_name, proof_id=each.proof_id, proof=each.proof.title, state=each.state,
            made_by=each.made_by.name if each.made_by else "",
            decided_by=each.decided_by.name if each.decided_by else "", note=each.note,
            may_decide=each.state == "asked" and viewer.may("claims.sign_up") and not is_oneself(viewer, [each.made_by_id]),
        )
        for each in rows
    ]  # fmt: skip


def own_firms(viewer: Actor) -> list[tuple[int, str]]:
    """List the firms (id, name) that the viewer represents; one SQL statement."""
    if not viewer.firm_ids:
        return []
    return list(Company.objects.filter(pk__in=viewer.firm_ids).order_by("pk").values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A thing that is known of a firm in a year, in words, with where it comes from."""

    label: str
    label_en: str
    value: str
    state: str
    source: str
    known_at: datetime


def profile_of(viewer: Actor, company_id: int, year: int, *, at: datetime) -> list[ProfileRow]:
    """Give what is known of one's own firm for a year, each with its source; two SQL statements.

    :raises NotFound: for another firm
    """
    if company_id not in viewer.firm_ids:
        raise NotFound()
    fields = all_fields()
    return [
        ProfileRow(
            column_name(column, fields), column_name(column, fields, "en"), worded(row.field, row.value), row.state,
            row.source, row.known_at,
        )
        for column, row in sorted(facts_of(company_id, year, at).items())
        if row.field in fields
    ]  # fmt: skip
