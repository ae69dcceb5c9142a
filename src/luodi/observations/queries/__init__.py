"""Reading subjects, credit shares and transfers. One module an area; callers import from here."""

from luodi.observations.queries.shares import (
    Credit,
    Measure,
    ShareRow,
    StretchRow,
    credit,
    originator_of,
    rates,
    units_totals,
)
from luodi.observations.queries.transfers import (
    TransferDetail,
    TransferFilter,
    TransferPage,
    TransferRow,
    preview,
    receiving_units,
    transfer,
    transfers,
    units_of_transfers,
    waiting_transfers,
)

__all__ = [
    "Credit",
    "Measure",
    "ShareRow",
    "StretchRow",
    "TransferDetail",
    "TransferFilter",
    "TransferPage",
    "TransferRow",
    "credit",
    "originator_of",
    "preview",
    "rates",
    "receiving_units",
    "transfer",
    "transfers",
    "units_of_transfers",
    "units_totals",
    "waiting_transfers",
]
