"""The ways in which scoreboards say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import Refusal


class ScoreboardCheckerIsMaker(Refusal):
    """Who made it wants to approve or answer it."""

    code = "scoreboard_checker_is_maker"


class ScoreboardSettled(Refusal):
    """It was approved, rejected or answered already."""

    code = "scoreboard_settled"
    status = 409


class ScoreboardNeedsWords(Refusal):
    """A source, reason, evidence or document is not told."""

    code = "scoreboard_needs_words"


class PackClassUnknown(Refusal):
    """A pack ranks a class that is no kind of unit. Params: given."""

    code = "pack_class_unknown"


class PackSourceUnknown(Refusal):
    """An indicator's figure would come from where none comes from. Params: indicator, given."""

    code = "pack_source_unknown"


class PackTwice(Refusal):
    """The very same pack was uploaded already. Params: title."""

    code = "pack_twice"
    status = 409


class PackFileNotUsable(Refusal):
    """The file is no text of reasonable size."""

    code = "pack_file_not_usable"


class PackNotInForce(Refusal):
    """A board would be made by a pack that is not approved, or not in force on its day. Params: title."""

    code = "pack_not_in_force"


class BoardDayWrong(Refusal):
    """A board's day lies outside its pack's year, or its period is no month, quarter or year. Params: year."""

    code = "board_day_wrong"


class BoardTwice(Refusal):
    """There is a board of this pack, class and day already."""

    code = "board_twice"
    status = 409


class BoardWithoutUnits(Refusal):
    """The pack doesn't rank this class, or the district has no unit of it. Params: unit_class."""

    code = "board_without_units"


class BoardStepWrong(Refusal):
    """The board is not where this step begins: only a draft is shown, only a shown one frozen or appealed against."""

    code = "board_step_wrong"
    status = 409


class AppealsStillRun(Refusal):
    """The appeal window is not over. Params: until."""

    code = "appeals_still_run"
    status = 409


class AppealsOpen(Refusal):
    """Appeals wait for their answer. Params: count."""

    code = "appeals_open"
    status = 409


class AppealTooLate(Refusal):
    """The appeal window is over. Params: until."""

    code = "appeal_too_late"
    status = 409


class AppealUnderWay(Refusal):
    """The unit's appeal about this indicator waits already."""

    code = "appeal_under_way"
    status = 409


class UnitNotOnBoard(Refusal):
    """The unit is not of the class that is ranked. Params: unit."""

    code = "unit_not_on_board"


class FigureNotTyped(Refusal):
    """A figure or an adjustment can't be: unknown indicator or kind, a number that is none. Params: field, given."""

    code = "figure_not_typed"
