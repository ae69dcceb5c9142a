"""What was found in a sheet: a code with parameters, its weight, and the column it concerns."""

import dataclasses
from dataclasses import dataclass

from luodi.values.refusal import sentence_of

NOTE, DOUBT, BAD = "note", "doubt", "bad"
WEIGHT = {NOTE: 0, DOUBT: 1, BAD: 2}
VERDICTS = ("good", "doubtful", "bad")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding on a row or on the whole sheet: `note` only tells, `doubt` asks a person, `bad` keeps the row out.

    `field` is the key of a column ("" for the row as a whole); `params` are plain values that JSON can hold.
    """

    code: str
    severity: str = DOUBT
    field: str = ""
    params: dict = dataclasses.field(default_factory=dict, hash=False)

    def sentence(self, language: str = "zh") -> str:
        """Word the finding in Chinese ("zh…") or English."""
        return sentence_of(self.code, self.params, language)

    def as_json(self) -> dict:
        """Give the finding as it is stored."""
        return {"code": self.code, "severity": self.severity, "field": self.field, "params": self.params}

    @classmethod
    def of_json(cls, stored: dict) -> "Finding":
        """Read a stored finding."""
        return cls(stored["code"], stored["severity"], stored["field"], stored["params"])


def verdict(findings: list[Finding]) -> str:
    """Give "good", "doubtful" or "bad": the weight of the heaviest finding."""
    return VERDICTS[max((WEIGHT[each.severity] for each in findings), default=0)]
