"""What is wrong with a policy file: named, with its place to the character, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from luodi.values.refusal import Refusal, catalogue, sentence_of

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or doubt: `code` with `params`, where it stands, and how grave it is (an error keeps a pack from running)."""

    code: str
    params: dict[str, object] = field(default_factory=dict)
    file: str = ""
    clause: str = ""
    line: int = 0
    column: int = 0
    grade: str = ERROR

    def sentence(self, language: str = "zh") -> str:
        """Say what is wrong."""
        return sentence_of(self.code, self.params, language)

    def right(self, language: str = "zh") -> str:
        """Say what would be right; empty where the sentence says it already."""
        form = catalogue().get(self.code, {}).get("right_zh" if language.startswith("zh") else "right_en", "")
        return form.format_map(_Shown(self.params))

    def where(self) -> str:
        """Give file:line:column, as editors understand it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def at(self, **place: object) -> Problem:
        """Give the same problem at another place."""
        return replace(self, **place)  # type: ignore[arg-type]


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return "?"


class PolicyRefused(Refusal):
    """The policy files can't be taken as they are; `problems` says why, one by one."""

    code = "policy_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            count=len(problems),
            first=problems[0].sentence("zh") if problems else "",
            first_en=problems[0].sentence("en") if problems else "",
            where=problems[0].where() if problems else "",
        )
        self.problems = problems


class Fault(Exception):
    """A fault inside one expression, at a character; reading turns it into a problem with its line."""

    def __init__(self, code: str, at: int = 0, **params: object) -> None:
        super().__init__(code)
        self.code, self.at, self.params = code, at, params
