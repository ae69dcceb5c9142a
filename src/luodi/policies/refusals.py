"""The ways in which policies say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class ClauseFileNotUsable(Refusal):
    """A text is no policy file or no clause of one. Params: detail, line."""

    code = "clause_file_not_usable"


class PolicyKindUnknown(Refusal):
    """A policy is neither umbrella nor sector nor special, or its code is none. Params: given."""

    code = "policy_kind_unknown"


class PolicyCodeTaken(Refusal):
    """There is a policy of this code already. Params: code."""

    code = "policy_code_taken"
    status = 409


class ClauseElsewhere(Refusal):
    """A clause of this id belongs to another policy. Params: clause, policy."""

    code = "clause_elsewhere"
    status = 409


class ClauseVersionTaken(Refusal):
    """There is this version of the clause already. Params: clause, version."""

    code = "clause_version_taken"
    status = 409


class ClauseNotIn(Refusal):
    """The clause is not in the state where this step begins. Params: state, state_en."""

    code = "clause_not_in"
    status = 409


class ClauseIdFixed(Refusal):
    """A draft's text names another clause or version than the draft. Params: clause, version."""

    code = "clause_id_fixed"


class PolicyCheckerIsMaker(Refusal):
    """Who made or submitted it wants to publish it."""

    code = "policy_checker_is_maker"


class ClausesOverlap(Refusal):
    """Two published versions of a clause would hold on one day. Params: clause, version, first, last."""

    code = "clauses_overlap"


class ClausesGap(Refusal):
    """Between two versions of a clause there would be days without any. Params: clause, version, first, last."""

    code = "clauses_gap"


class ClauseFaulty(Refusal):
    """The engine's checks or the clause's own cases don't pass. Params: count, first, first_en."""

    code = "clause_faulty"


class ClauseWithoutCases(Refusal):
    """A clause without a case that says what it gives. Params: clause."""

    code = "clause_without_cases"


class ClauseFairnessOpen(Refusal):
    """The fair-competition review has open red lines on this text. Params: count, what."""

    code = "clause_fairness_open"


class ClauseFairnessMissing(Refusal):
    """No fair-competition review was concluded on exactly this text. Params: clause."""

    code = "clause_fairness_missing"


class PolicyNeedsWords(Refusal):
    """A reason, source or note is not told."""

    code = "policy_needs_words"


class PackUnchanged(Refusal):
    """Nothing in the files differs from what stands here."""

    code = "policy_pack_unchanged"


class FactFieldUnknown(Refusal):
    """There is no such field. Params: given."""

    code = "fact_field_unknown"


class FactValueWrong(Refusal):
    """A value can't be one of this field. Params: field, field_en, given, form."""

    code = "fact_value_wrong"


class FactNegative(Refusal):
    """A value is below what the field allows. Params: field, field_en, given."""

    code = "fact_negative"


class FactSizeDoubtful(Refusal):
    """A value is many times what it was. Params: field, field_en, times, before."""

    code = "fact_size_doubtful"


class FactKnownAlready(Refusal):
    """There is a value of this firm, field and year already; it is corrected, not written again. Params: field, field_en, year."""

    code = "fact_known_already"
    status = 409


class FactSourceMissing(Refusal):
    """It isn't told where a value comes from."""

    code = "fact_source_missing"


class FactYearWrong(Refusal):
    """A year lies ahead or too far back. Params: year."""

    code = "fact_year_wrong"


class FactSettled(Refusal):
    """The value or correction is settled already."""

    code = "fact_settled"
    status = 409


class FactCheckerIsMaker(Refusal):
    """Who reported a value or proposed a correction wants to confirm it."""

    code = "fact_checker_is_maker"


class FactConsentMissing(Refusal):
    """One firm's tax or accounts without its stored authorisation. Params: company."""

    code = "fact_consent_missing"


class FactStatistics(Refusal):
    """A value would come from the statistics office's micro-data (Statistics Law 2024, art. 28)."""

    code = "fact_statistics"


class FactRowsWrong(Refusal):
    """Rows of a file can't be taken; none was. Params: count, first, first_en. `rows` has (row, field, zh, en)."""

    code = "fact_rows_wrong"

    def __init__(self, rows: list[tuple[int, str, str, str]]) -> None:
        number, field, zh, en = rows[0]
        super().__init__(count=len(rows), row=number, field=field, first=zh, first_en=en)
        self.rows = rows


class FactCompanyUnknown(Refusal):
    """No firm has this credit code or name. Params: given."""

    code = "fact_company_unknown"


class FactCompanyTwice(Refusal):
    """A firm stands in two rows of a file. Params: company, row."""

    code = "fact_company_twice"


class RunUnderWay(Refusal):
    """Another screening waits or runs."""

    code = "policy_run_under_way"
    status = 409


class NothingPublished(Refusal):
    """No clause is published, so there is nothing to screen by."""

    code = "policy_nothing_published"


class SimulationEmpty(Refusal):
    """A simulation has no draft, or drafts that don't go together. Params: detail."""

    code = "policy_simulation_empty"


class RegisterFieldWrong(Refusal):
    """No list of firms can be complete for a field, or its year is missing or too much. Params: field, field_en."""

    code = "register_field_wrong"


class RegisterDayWrong(Refusal):
    """A list would be complete as of a day to come, or before its year."""

    code = "register_day_wrong"


class RegisterFirmTwice(Refusal):
    """A firm stands on a list twice. Params: given."""

    code = "register_firm_twice"


class RegisterOver(Refusal):
    """A list was taken back already."""

    code = "register_over"
