"""Writing splits: rows of their own that cover all months from their first on; nothing earlier is touched."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from luodi.observations.models import CreditShare, Split, Subject, Transfer
from luodi.observations.splitting import Stretch
from luodi.values.actor import Actor


def write(
    subject: Subject, stretches: Mapping[str, Iterable[Stretch]], reason: str, by: Actor, at: datetime,
    transfer: Transfer | None = None,
) -> None:  # fmt: skip
    """Write the stretches of each group of indicators with their shares, in two statements."""
    wanted = [(group, stretch) for group, several in stretches.items() for stretch in several]
    splits = Split.objects.bulk_create(
        Split(
            subject=subject, indicators=group, valid_from=stretch.valid_from, valid_to=stretch.valid_to,
            transfer=transfer, reason=reason[:300], set_by_id=by.person_id, set_at=at,
        )
        for group, stretch in wanted
    )  # fmt: skip
    CreditShare.objects.bulk_create(
        CreditShare(split=split, unit_id=share.unit_id, role=share.role, ppm=share.ppm)
        for split, (_, stretch) in zip(splits, wanted, strict=True)
        for share in stretch.shares
    )
