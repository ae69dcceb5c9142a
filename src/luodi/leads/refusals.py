"""The ways in which first contact says no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class LeadFieldsMissing(Refusal):
    """Minimum fields of a registration are empty; all of them are named at once."""

    code = "lead_fields_missing"


class LeadEvidenceInFuture(Refusal):
    """The evidence claims a later time than now."""

    code = "lead_evidence_in_future"


class LeadEvidenceTooOld(Refusal):
    """The evidence is older than the rules allow."""

    code = "lead_evidence_too_old"


class LeadSectorUnknown(Refusal):
    """The sector is no code of GB/T 4754."""

    code = "lead_sector_unknown"


class LeadAmountImplausible(Refusal):
    """The amount looks as if its unit were wrong."""

    code = "lead_amount_implausible"


class LeadAmountForeign(Refusal):
    """The amount is in a foreign currency; the right is measured in 元."""

    code = "lead_amount_foreign"


class LeadAmountTooSmall(Refusal):
    """The amount lies below what is registered at all."""

    code = "lead_amount_too_small"


class LeadCandidatesChanged(Refusal):
    """What the caller saw is not what there is now."""

    code = "lead_candidates_changed"
    status = 409


class LeadKnownInUnit(Refusal):
    """The unit itself has a live registration of this investor."""

    code = "lead_known_in_unit"


class LeadTitleTellsInvestor(Refusal):
    """The title names an investor that is not announced."""

    code = "lead_title_tells_investor"


class LeadProjectTaken(Refusal):
    """The project has a live registration already."""

    code = "lead_project_taken"


class LeadProjectWithdrawn(Refusal):
    """The project of the registration was withdrawn."""

    code = "lead_project_withdrawn"


class LeadNotInState(Refusal):
    """The registration is not in a state in which this can be done."""

    code = "lead_not_in_state"


class LeadReasonMissing(Refusal):
    """The act needs a reason."""

    code = "lead_reason_missing"


class LeadContactUnproven(Refusal):
    """A contact without evidence does not count."""

    code = "lead_contact_unproven"


class LeadContactDayWrong(Refusal):
    """The day of the contact lies in the future or before the evidence of first contact."""

    code = "lead_contact_day_wrong"


class LeadRenewalUsedUp(Refusal):
    """The right was renewed as often as the rules allow."""

    code = "lead_renewal_used_up"


class LeadRenewalUnproven(Refusal):
    """There are too few evidenced contacts for a renewal."""

    code = "lead_renewal_unproven"


class LeadNotYetOpen(Refusal):
    """A lost project is still reserved for its former unit."""

    code = "lead_not_yet_open"


class LeadNotInPool(Refusal):
    """The lead is not in the pool, or somebody was quicker."""

    code = "lead_not_in_pool"
    status = 409


class ConflictKnown(Refusal):
    """This conflict is open already."""

    code = "conflict_known"


class ConflictNotInState(Refusal):
    """The conflict is not in a state in which this can be done."""

    code = "conflict_not_in_state"


class RulingAgainstOrder(Refusal):
    """The ruling names another winner than the order of the rules gives."""

    code = "ruling_against_order"


class RulingNeedsFit(Refusal):
    """The order leaves a tie; the office has to name a winner and why the project fits there."""

    code = "ruling_needs_fit"


class ChoiceNeedsReference(Refusal):
    """An investor's choice without the paper that shows it."""

    code = "choice_needs_reference"


class AppealOnlyByLoser(Refusal):
    """Only the unit that lost may appeal."""

    code = "appeal_only_by_loser"


class PairIsDecided(Refusal):
    """The pair was decided before."""

    code = "pair_is_decided"
