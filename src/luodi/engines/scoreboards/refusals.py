"""What the engine of scoreboards refuses: a pack that can't be used, figures that don't fit it."""

from collections.abc import Sequence

from luodi.values.refusal import Refusal


class PackFault(Refusal):
    """Name one fault of a pack by place and field; `reason` is one of the catalogue's."""

    code = "scoreboards_pack_fault"

    def sentence(self, language: str = "zh") -> str:
        """Word the place, the field and what is wrong with it."""
        from luodi.values.refusal import sentence_of

        reason = sentence_of(f"scoreboards_fault_{self.params['reason']}", self.params, language)
        return sentence_of(self.code, self.params | {"words": reason}, language)


class PackNotUsable(Refusal):
    """The pack has faults; `faults` lists all of them."""

    code = "scoreboards_pack_not_usable"

    def __init__(self, faults: Sequence[PackFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)

    def sentence(self, language: str = "zh") -> str:
        """Word every fault, one a line."""
        return "\n".join([super().sentence(language), *(fault.sentence(language) for fault in self.faults)])


class UnknownClass(Refusal):
    """A unit is of a class that the pack doesn't rank."""

    code = "scoreboards_unknown_class"


class UnknownFigure(Refusal):
    """A figure, veto or question names an indicator or a veto that the pack doesn't have."""

    code = "scoreboards_unknown_figure"


class FigureNotUsable(Refusal):
    """A figure can't be scored: its target, base or share of time makes no sense."""

    code = "scoreboards_figure_not_usable"


class UnitTwice(Refusal):
    """One unit stands on the board twice."""

    code = "scoreboards_unit_twice"


class SnapshotChanged(Refusal):
    """A frozen board no longer agrees with its digest."""

    code = "scoreboards_snapshot_changed"
    status = 409
