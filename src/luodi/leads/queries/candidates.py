"""Which registrations, projects and firms an investor may be: exact keys, group, alike names, all by index.

A candidate of another unit is "occupied": its name is masked and neither number, unit, score nor reason is told. The look
goes into the journal (`operations.look_up`). A fixed number of SQL statements, whatever is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from luodi.companies.queries import CompanyMatch, exact_matches
from luodi.companies.token_shares import TokenShares, token_shares
from luodi.engines.gates.stages import MAIN_CODES
from luodi.engines.matching import (
    Likeness,
    Party,
    Reason,
    Stake,
    core_key,
    identity_keys,
    likeness,
    search_pairs,
    top_controllers,
)
from luodi.leads.rules import Rules
from luodi.people.masks import mask_name
from luodi.projects.permissions import row_units
from luodi.values.actor import Actor
from luodi.values.names import normalised

MOST, FETCHED, FEW = 8, 300, 600
COMMON, UNLISTED = 5000, 0.0005
LANDED = MAIN_CODES.index("P8")
GONE = ("lost", "terminated", "transferred")
LIVE = ("waiting", "active")
TABLES = ("projects_project", "companies_company", "leads_registration")
STAKES = """
WITH RECURSIVE up(key, depth) AS (
    SELECT unnest(%s::text[]), 0
    UNION SELECT r.controller_key::text, up.depth + 1 FROM up JOIN leads_registration AS r ON r.matching_key = up.key
    WHERE up.depth < 8 AND r.controller_key <> ''
)
SELECT DISTINCT r.controller_key, r.matching_key, r.controller_share FROM up
JOIN leads_registration AS r ON r.matching_key = up.key WHERE r.controller_key <> ''
"""
ALIASES = "SELECT name FROM companies_alias WHERE company_id = %s ORDER BY id LIMIT 50"
REGISTRATIONS = """
SELECT id, number, unit_id, state, confidential, investor_name, credit_code, foreign_number, group_keys, product, site, project_id
FROM leads_registration
WHERE state IN ('waiting', 'active', 'shadow') AND id <> %s
  AND (keys && %s::varchar(200)[] OR group_keys && %s::varchar(160)[]{alike})
ORDER BY registered_at LIMIT 300
"""
COMPANIES = """
SELECT id, name, credit_code, group_name FROM companies_company
WHERE {alike} AND withdrawn_at IS NULL AND merged_into_id IS NULL LIMIT 300
"""
PROJECTS = """
SELECT id, code, name, unit_id, company_id, company_name, stage_claimed, stage_confirmed, side_state, site, landed_date
FROM projects_project WHERE withdrawn_at IS NULL AND (company_id = ANY(%s){alike}) LIMIT 300
"""


@dataclass(frozen=True, slots=True)
class AskedInvestor:
    """Whom a registration is about, as far as it is typed yet, and the unit that asks."""

    name: str = ""
    credit_code: str = ""
    foreign_number: str = ""
    controller: str = ""
    controller_share: float | None = None
    product: str = ""
    site: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an investor may be, as the viewer may see it. `kind` is registration, project or company.

    `occupied`: another unit's right or running project that is taken as the same; `own`: one of the asking unit's.
    Of what is not the viewer's, id is 0, the name masked, and nothing else is told.
    """

    kind: str
    id: int
    name: str
    number: str
    state: str
    score: float
    reasons: tuple[Reason, ...]
    visible: bool
    occupied: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate with what only operations need: its row, its unit, whether it is a live right, and how alike."""

    row_id: int
    unit_id: int | None
    live: bool
    how: Likeness
    shown: Candidate


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, the firm that the investor certainly is, why it may be a move within the district, its group, the seal.

    The seal stands for exactly these candidates: whoever registers hands it back and so says what was seen.
    """

    hits: tuple[Hit, ...]
    company_id: int | None
    in_district: str
    groups: tuple[str, ...]
    seal: str

    @property
    def candidates(self) -> list[Candidate]:
        """Give what the viewer may be shown."""
        return [hit.shown for hit in self.hits]

    @property
    def occupied(self) -> bool:
        """Tell whether another unit holds what is taken as the same."""
        return any(hit.shown.occupied for hit in self.hits)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What scoring needs: who asks, what is sought, which units' rows the viewer sees, the rules."""

    asked: AskedInvestor
    party: Party
    mine: frozenset[int] | None
    rules: Rules


def candidates(asked: AskedInvestor, *, viewer: Actor, rules: Rules, but: int = 0, but_project: int = 0) -> Found:
    """Find what an investor may be, live rights first, then the surest, at most eight; seven SQL statements.

    Three more after the database has counted its tables anew.
    `but` and `but_project` leave one registration and one project out (its own).
    """
    pairs = search_pairs(asked.name, most=24)
    shares = token_shares(TABLES)
    firms = exact_matches([asked.name], [asked.credit_code.upper()])[0] if asked.name or asked.credit_code else []
    certain = firms[0] if firms and firms[0].how == "code" or len(firms) == 1 else None
    alike_firms = _fetch(COMPANIES, _alike(pairs, shares["companies_company"], joined=""))
    aliases = _aliases(certain.company_id if certain else 0)
    groups = controllers(asked, certain, rules)
    party = Party(
        asked.name, aliases, asked.credit_code, asked.foreign_number, frozenset(groups), asked.product, asked.site
    )
    scene = _Scene(asked, party, row_units(viewer), rules)
    hits, taken = _registrations(scene, pairs, shares["leads_registration"], but)
    rows = _fetch(PROJECTS, _alike(pairs, shares["projects_project"]), [firm.company_id for firm in firms])
    hits += [hit for row in rows if row[0] not in taken | {but_project} and (hit := _project(scene, row, certain))]
    hits += [hit for row in _firm_rows(firms, alike_firms) if (hit := _company(scene, row))]
    hits.sort(key=lambda hit: (not hit.live, -hit.how.score, hit.shown.kind, hit.row_id))
    chosen = tuple(hits[:MOST])
    return Found(
        chosen,
        certain.company_id if certain else None,
        _in_district(asked, certain, rows, rules),
        groups,
        _seal(chosen),
    )


def controllers(asked: AskedInvestor, certain: CompanyMatch | None, rules: Rules) -> tuple[str, ...]:
    """Give the core keys of those who control an investor in the end, by all registrations; one SQL statement."""
    seeds = [key for key in (core_key(asked.name), core_key(asked.controller)) if key]
    stakes = [Stake(*row[:2], None if row[2] is None else float(row[2])) for row in _fetch(STAKES, ("", []), seeds)]
    if asked.controller:
        stakes.append(Stake(asked.controller, asked.name, asked.controller_share))
    tops = top_controllers(asked.name, stakes, control=rules.control_share)
    group = core_key(certain.group_name) if certain else ""
    return tuple(sorted(tops | ({group} - {""})))


def _alike(pairs: list[str], shares: TokenShares, joined: str = " OR ") -> tuple[str, list[object]]:
    """Write the condition of a like name: two of its three rarest pairs, all of them where those are common.

    A name made of common pairs only tells nobody apart and is not sought; exact keys find it all the same.
    """
    rows, known = shares.rows, shares.parts
    ordered = sorted(pairs, key=lambda pair: (known.get(pair, UNLISTED), pairs.index(pair)))
    part = [known.get(pair, UNLISTED) for pair in ordered]
    if not ordered or rows * part[0] > COMMON:
        return ("" if joined else "false"), []
    if len(ordered) < 3 or rows * part[0] * part[1] > FEW:
        return f"{joined}grams @> %s::varchar(20)[]", [ordered[:8]]
    a, b, c = ordered[:3]
    two = " OR ".join(["grams @> %s::varchar(20)[]"] * 3)
    return f"{joined}({two})" if joined else f"({two})", [[a, b], [a, c], [b, c]]


def _fetch(sql: str, alike: tuple[str, list[object]], *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{alike}", alike[0]), [*params, *alike[1]])
        return cursor.fetchall()


def _aliases(company_id: int) -> tuple[str, ...]:
    return tuple(name for (name,) in _fetch(ALIASES, ("", []), company_id))


def _registrations(scene: _Scene, pairs: list[str], shares: TokenShares, but: int) -> tuple[list[Hit], set[int]]:
    asked, party = scene.asked, scene.party
    keys = identity_keys(
        name=asked.name, credit_code=asked.credit_code, foreign_number=asked.foreign_number, aliases=party.aliases
    )
    rows = _fetch(REGISTRATIONS, _alike(pairs, shares), but, list(keys), sorted(party.groups))
    hits = []
    for pk, number, unit_id, state, confidential, name, code, foreign, groups, product, site, _project_id in rows:
        how = likeness(party, Party(name, (), code, foreign, frozenset(groups), product, site))
        if how.score < scene.rules.candidate_score:
            continue
        visible, live = scene.mine is None or unit_id in scene.mine, state in LIVE
        if not visible and not live:
            continue  # another unit's shadow occupies nothing and is nobody else's business
        own = unit_id == asked.unit_id
        occupied = live and not own and how.score >= scene.rules.same_score
        masked = "" if confidential else mask_name(name)
        shown = _shown("registration", pk, name if visible else masked, number, state, how, visible, occupied, own)
        hits.append(Hit(pk, unit_id, live, how, shown))
    return hits, {row[11] for row in rows if row[11]}


def _project(scene: _Scene, row: tuple, certain: CompanyMatch | None) -> Hit | None:
    pk, code, name, unit_id, company_id, company_name, stage, _sure, side_state, site, _landed = row
    core = core_key(scene.asked.name)
    how = likeness(scene.party, Party(company_name, product=name, site=site))
    if certain and company_id == certain.company_id:
        how = Likeness(1.0, 1.0, (Reason("legal_name", 1.0),))
    elif len(core) > 2 and not company_name and core in normalised(name):
        how = Likeness(0.8, 0.8, (Reason("short_name", 0.8),))
    if how.investor < scene.rules.candidate_score:
        return None
    visible, own = scene.mine is None or unit_id in scene.mine, unit_id == scene.asked.unit_id
    occupied = not own and side_state not in GONE and how.score >= scene.rules.same_score
    shown = _shown(
        "project", pk, name if visible else mask_name(name), code, side_state or stage, how, visible, occupied, own
    )
    return Hit(pk, unit_id, False, how, shown)


def _firm_rows(firms: list[CompanyMatch], alike: list[tuple]) -> list[tuple]:
    exact = {firm.company_id: (firm.company_id, firm.name, firm.credit_code, firm.group_name) for firm in firms}
    return list((exact | {row[0]: row for row in alike if row[0] not in exact}).values())


def _company(scene: _Scene, row: tuple) -> Hit | None:
    pk, name, code, group = row
    how = likeness(scene.party, Party(name, (), code or "", "", frozenset({core_key(group)} - {""})))
    if how.score < scene.rules.candidate_score:
        return None
    return Hit(pk, None, False, how, _shown("company", pk, name, code or "", "", how, True, False, False))


def _shown(kind, pk, name, number, state, how: Likeness, visible: bool, occupied: bool, own: bool) -> Candidate:
    if not visible:
        return Candidate(kind, 0, name, "", "", 0.0, (), False, occupied, own)
    return Candidate(kind, pk, name, number, state, how.score, how.reasons, True, occupied, own)


def _in_district(asked: AskedInvestor, certain: CompanyMatch | None, rows: list[tuple], rules: Rules) -> str:
    """Tell why an investor is a firm of the district already: "landed", "registered", or "" (domain.md §2.6 no. 5)."""
    if certain and any(
        row[4] == certain.company_id and (row[10] or (row[7] and MAIN_CODES.index(row[7]) >= LANDED)) for row in rows
    ):
        return "landed"
    code = asked.credit_code or (certain.credit_code if certain else "") or ""
    return "registered" if code[2:8] in rules.district_codes else ""


def _seal(hits: Sequence[Hit]) -> str:
    told = [(hit.shown.kind, hit.row_id, hit.shown.occupied) for hit in hits]
    return salted_hmac("leads.seen", repr(sorted(told))).hexdigest()[:24]
