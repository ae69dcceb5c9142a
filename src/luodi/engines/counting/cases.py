"""What the rules look at: one project with its money, dates, evidence and corrections; frozen, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SIGNED, REGISTERED, STARTED = 7, 8, 10


@dataclass(frozen=True, slots=True)
class Inflow:
    """Money that came in: one number, one class (domestic, foreign, other). `form` is paid_in, registered or in_kind."""

    id: int
    day: date
    amount: Decimal
    capital_class: str
    form: str = "paid_in"
    slip: str = ""
    payer: str = ""
    receiver_id: int | None = None
    group: str = ""
    currency: str = "CNY"
    original_amount: Decimal | None = None
    rate: Decimal | None = None
    rate_date: date | None = None
    stayed_until: date | None = None
    left_day: date | None = None
    left_amount: Decimal | None = None
    confirmed: bool = False
    entered_day: date | None = None


@dataclass(frozen=True, slots=True)
class Landmark:
    """A dated fact of landing or starting: what happened when, for how much, and whether somebody else confirmed it."""

    kind: str
    day: date
    amount: Decimal | None = None
    confirmed: bool = False
    entered_day: date | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction of a figure: field, when, from what, to what, why."""

    field: str
    day: date
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A project as the counting rules see it. `order` is the instant of entry with the id: who is first stands fixed.

    `stage` and `confirmed` are places on the main line (P7 → 7; confirmed −1: nothing). Unknown values are None.
    """

    id: int
    name: str
    order: tuple[str, int]
    unit_id: int = 0
    unit_name: str = ""
    track: str = ""
    key: str = ""
    company_id: int | None = None
    company_key: str = ""
    credit_code: str = ""
    group: str = ""
    site: str = ""
    binding: str = "unknown"
    amount: Decimal | None = None
    currency: str = "CNY"
    original_amount: Decimal | None = None
    rate: Decimal | None = None
    rate_date: date | None = None
    stage: int = 0
    confirmed: int = -1
    side_state: str = ""
    signed_date: date | None = None
    landed_date: date | None = None
    started_date: date | None = None
    entered_day: date = date.min
    sector: str = ""
    sector_mark: str = ""
    floor_area: Decimal | None = None
    headcount: int | None = None
    registered_capital: Decimal | None = None
    insured: int | None = None
    has_lease: bool | None = None
    risky_address: bool | None = None
    origin: str = ""
    former_address: str = ""
    phase_of: int | None = None
    phase_included: bool | None = None
    increment_of: int | None = None
    increment_amount: Decimal | None = None
    shares_ppm: int | None = None
    inflows: tuple[Inflow, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def signed(self) -> bool:
        """Tell whether the project claims to be signed."""
        return self.signed_date is not None or self.stage >= SIGNED

    @property
    def sector_group(self) -> str:
        """Give the sector as letter and two digits, the level at which ratios are compared."""
        return self.sector[:3]


@dataclass(frozen=True, slots=True)
class Norm:
    """What is usual in a sector of the district: how many projects were compared, and the percentile of each ratio."""

    cell: int
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters in force, and the sectors' norms: (sector group, "capital" | "area" | "headcount") → Norm."""

    values: Mapping[str, object] = field(default_factory=dict)
    norms: Mapping[tuple[str, str], Norm] = field(default_factory=dict)

    def number(self, code: str) -> Decimal:
        """Give a parameter as an exact number."""
        return Decimal(str(self.values[code]))

    def words(self, code: str) -> tuple[str, ...]:
        """Give a parameter that is a list of words; a text is split at commas and 、."""
        value = self.values[code]
        parts = value if isinstance(value, (list, tuple)) else str(value).replace("、", ",").split(",")
        return tuple(str(part).strip() for part in parts if str(part).strip())


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found on a project: the other project or the inflow concerned, and the numbers it saw."""

    rule: str
    seen: Mapping[str, object]
    other_id: int | None = None
    inflow_id: int | None = None

    @property
    def key(self) -> tuple[str, int, int]:
        """Give what makes the finding one and the same when it is looked for again."""
        return self.rule, self.other_id or 0, self.inflow_id or 0
