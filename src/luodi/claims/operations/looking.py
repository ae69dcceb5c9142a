"""Opening, for a reason, what a claim was reckoned from: each look is kept, and its firm and department read it."""

from datetime import datetime

from django.db import transaction

from luodi.claims.models import Claim, InputLook
from luodi.claims.operations.moving import in_words, note
from luodi.claims.permissions import looks_at_inputs, require_person
from luodi.people.texts import fitting
from luodi.values.actor import Actor
from luodi.values.refusal import NotAllowed, NotFound


@transaction.atomic
def look_at_inputs(*, claim_id: int, reason: str, by: Actor, at: datetime) -> InputLook:
    """Open the frozen inputs of a claim to who sees the claim but not them; they are read once with this look.

    :raises NotFound: for a claim that the actor does not see
    :raises NotAllowed: for who may not look, or sees them without a look
    :raises ClaimNeedsWords: without a reason
    """
    person = require_person(by, "claims.look")
    claim = Claim.objects.visible_to(by).select_related("company").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound()
    if not looks_at_inputs(by, claim):
        raise NotAllowed(permission="claims.look")
    look = fitting(InputLook(claim=claim, person_id=person, unit_id=by.unit_id, reason=in_words(reason), looked_at=at))
    look.save(force_insert=True)
    note("claim.inputs_looked_at", claim, by, at, reason=look.reason)
    return look
