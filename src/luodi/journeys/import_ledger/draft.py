"""A row on its way into the ledger: what was read, what the ledger knows of it, what was found."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luodi.documents.operations.intakes import CheckedRow
from luodi.documents.queries.intakes import RowLine
from luodi.engines.sheets import BAD, DOUBT, NOTE, Finding, SheetRow, as_json, verdict
from luodi.values.money import Money

LEDGER = "ledger_"
CHANGING = tuple(LEDGER + each for each in ("firm_", "code_", "name_with_", "known_", "occupied", "batch_", "place_"))
_SEVERAL = re.compile(r"[、;；|]|(?<=[\u4e00-\u9fff)）])\s*[,，/]\s*(?=[\u4e00-\u9fff])")


@dataclass(slots=True)
class Draft:
    """A row under examination. `read` is plain JSON; `known` is what the ledger knows: unit, officer, firm, same, slot.

    Findings of the sheet itself and findings of the ledger are told apart by the prefix of their codes; those of the
    ledger that change with time (CHANGING) are asked for again before the import.
    """

    number: int
    cells: dict[str, str]
    read: dict
    findings: list[Finding] = field(default_factory=list)
    known: dict = field(default_factory=dict)
    row_id: int | None = None

    @classmethod
    def of_sheet(cls, row: SheetRow) -> "Draft":
        """Begin with a row just read from a sheet."""
        return cls(
            row.number, row.cells, {key: as_json(value) for key, value in row.values.items()}, list(row.findings)
        )

    @classmethod
    def of_stored(cls, row: RowLine) -> "Draft":
        """Begin again with a row that was checked before, without what firms, projects and batches said then."""
        kept = [Finding.of_json(each) for each in row.findings if not each["code"].startswith(CHANGING)]
        known = {key: value for key, value in row.known.items() if key in ("unit", "officer")}
        return cls(row.number, row.cells, row.read, kept, known, row.id)

    def add(self, code: str, severity: str, key: str = "", /, **params: object) -> None:
        """Add a finding of the ledger; `code` without its prefix."""
        self.findings.append(Finding(LEDGER + code, severity, key, params))

    def note(self, code: str, key: str = "", /, **params: object) -> None:
        """Tell something that needs no answer."""
        self.add(code, NOTE, key, **params)

    def doubt(self, code: str, key: str = "", /, **params: object) -> None:
        """Ask a person."""
        self.add(code, DOUBT, key, **params)

    def bad(self, code: str, key: str = "", /, **params: object) -> None:
        """Keep the row out."""
        self.add(code, BAD, key, **params)

    @property
    def verdict(self) -> str:
        """Give good, doubtful or bad."""
        return verdict(self.findings)

    def is_bad_at(self, key: str) -> bool:
        """Tell whether a cell of this column was refused already."""
        return any(each.field == key and each.severity == BAD for each in self.findings)

    def day(self, key: str) -> date | None:
        """Give a day that was read."""
        return date.fromisoformat(self.read[key]) if key in self.read else None

    def money(self) -> Money | None:
        """Give the amount that was read, in its own currency."""
        if "amount" not in self.read:
            return None
        amount, currency = self.read["amount"]
        return Money(Decimal(amount), currency)

    def rate(self) -> Decimal | None:
        """Give the rate that was read."""
        return Decimal(self.read["rate"]) if "rate" in self.read else None

    def investors(self) -> list[str]:
        """Give the names of the firms, the leading one first."""
        return [name for part in _SEVERAL.split(self.read.get("investor", "")) if (name := part.strip())]

    def as_checked(self) -> CheckedRow:
        """Give the row as it is stored."""
        values = {"cells": self.cells, "read": self.read, "known": self.known}
        return CheckedRow(
            self.number, values, [each.as_json() for each in self.findings], self.verdict, self.known.get("unit")
        )
