"""The ways in which mergers and hand-overs of projects say no; their sentences stand in `refusals.toml`."""

from luodi.values.refusal import NotFound, Refusal


class ProjectMergedAway(NotFound):
    """The project lives on in another, into which it was merged."""

    code = "project_merged_away"


class ProjectsAreOne(Refusal):
    """A project is merged with itself."""

    code = "projects_are_one"


class ProjectMergerStands(Refusal):
    """The project is merged already, or proposed for it."""

    code = "project_merger_stands"
    status = 409


class MergerNeedsAnother(Refusal):
    """Somebody decides a merger that they proposed."""

    code = "merger_needs_another"


class ProjectMergerHasLaterWork(Refusal):
    """What was moved or chosen has been changed since, so that the merger can't be undone exactly."""

    code = "project_merger_has_later_work"


class TakerNotInUnit(Refusal):
    """The person who shall take projects over holds no post in the unit of one of them."""

    code = "taker_not_in_unit"
