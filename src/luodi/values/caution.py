"""Cautions: what a person should look at although the value was understood."""

from dataclasses import dataclass, field

from luodi.values.refusal import sentence_of


@dataclass(frozen=True, slots=True)
class Caution:
    """Stand beside a value and say why it deserves a second look; nothing is refused.

    `code` is one of the catalogue `refusals.toml`, `params` fill its placeholders.
    """

    code: str
    params: dict[str, object] = field(default_factory=dict, hash=False)

    def sentence(self, language: str = "zh") -> str:
        """Word the caution in Chinese ("zh…") or English."""
        return sentence_of(self.code, self.params, language)

    def __str__(self) -> str:
        return self.sentence("zh")
