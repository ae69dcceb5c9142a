"""Refusals: the expected ways in which Luodi says no, each named as a fact.

A refusal is a code with parameters. Its sentences, Chinese and English, stand in the catalogue:
every file `refusals.toml` beside the code that raises it, read once.
"""

import tomllib
from functools import cache
from pathlib import Path

CATALOGUE_ROOT = Path(__file__).resolve().parent.parent


class Refusal(Exception):
    """Say no to a person, with everything that person needs to go on.

    Subclasses set `code`; the parameters given to the constructor fill the sentence's placeholders.
    """

    code = "refused"
    status = 422

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __reduce__(self) -> tuple:
        return _said_again, (type(self), self.args), self.__dict__  # so that it survives the way from another process

    def sentence(self, language: str = "zh") -> str:
        """Word the refusal in Chinese ("zh…") or English, with its parameters filled in."""
        return sentence_of(self.code, self.params, language)

    def __str__(self) -> str:
        return self.sentence("zh")


def _said_again(kind: type[Refusal], args: tuple) -> Refusal:
    return kind.__new__(kind, *args)


class NotAllowed(Refusal):
    """The person's role does not carry the permission that this act needs."""

    code = "not_allowed"
    status = 403


class NotFound(Refusal):
    """There is no such row, or it is not this person's to see: both look the same from outside."""

    code = "not_found"
    status = 404


class Stale(Refusal):
    """Somebody changed the row after this person opened it."""

    code = "stale"
    status = 409


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Collect the sentences of every `refusals.toml` in the project: code → {"zh": …, "en": …}.

    :raises ValueError: if two files define one code
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(CATALOGUE_ROOT.rglob("refusals.toml")):
        for code, sentences in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"refusal {code} is defined twice, again in {path.name}")
            found[code] = sentences
    return found


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence_of(code: str, params: dict[str, object], language: str = "zh") -> str:
    """Word a refusal or warning code with its parameters, in Chinese or English."""
    sentences = catalogue().get(code)
    if sentences is None:
        return code
    text = sentences["zh" if language.startswith("zh") else "en"]
    shown = {
        key: "、".join(map(str, value)) if isinstance(value, (list, tuple)) else value for key, value in params.items()
    }
    return text.format_map(_Params(shown))
