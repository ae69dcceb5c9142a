"""What a document reports of a meeting: frozen shapes that the operations file. Nothing here knows a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A member of a batch whom the text names; `fact_id` is the passage."""

    name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class ReportedBatch:
    """A stated count with what belongs to it; `total` in 元, None where none was stated.

    `unclear` says that the wording fits several kinds (or none), so that a person has to choose.
    """

    kind: str
    label: str
    count: int
    fact_id: int
    total: Decimal | None = None
    total_fact_id: int | None = None
    binding: str = "unknown"
    named: tuple[Named, ...] = ()
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedAttendance:
    """A person ("person", with the post) or an organisation ("org", with the role) at a meeting."""

    kind: str
    name: str
    role: str
    fact_id: int
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportedSite:
    """A place that was visited; sites come in the order of the text."""

    name: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class ReportedMeeting:
    """A meeting as one article reports it. `held_date` is None where the text gives no full day; `date_text` quotes it."""

    article_id: int
    kind: str
    name: str
    held_date: date | None = None
    date_text: str = ""
    date_fact_id: int | None = None
    host: str = ""
    attendances: tuple[ReportedAttendance, ...] = ()
    sites: tuple[ReportedSite, ...] = ()
    batches: tuple[ReportedBatch, ...] = ()
