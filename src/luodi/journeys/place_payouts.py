"""The firms of a payment batch take their places in a congress's stated batch ("24 firms on stage")."""

from datetime import datetime

from luodi.claims import queries as claims
from luodi.meetings import operations as meetings
from luodi.meetings.operations import Filled, Filling
from luodi.values.actor import Actor


def place_payouts(*, pay_batch_id: int, batch_id: int, by: Actor, at: datetime) -> list[Filled]:
    """Fill the places of a meeting's batch with the firms of a payment batch; a 25th firm or a missing one is a finding there.

    :raises NotFound: if the actor sees one of the two not
    :raises NotAllowed: without the right to edit the meeting
    """
    page = claims.batch_page(by, pay_batch_id)
    firms = dict.fromkeys((each.company_id, each.company) for each in page.payments if each.state != "dropped")
    fillings = [
        Filling(company_id=company_id, name=name, source_kind="person", source_id=by.person_id)
        for company_id, name in firms
    ]
    return meetings.fill_slots(batch_id=batch_id, fillings=fillings, by=by, at=at)
