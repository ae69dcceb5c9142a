"""The pack's own short-hand for regular expressions: {NAME} a vocabulary, <N> up to N characters, <!N> the same without a ban."""

import re
from collections.abc import Iterable

TOKEN = re.compile(r"\{([A-Z_]+)\}|<(!?)(\d+)>")
# Words that show the sentence to be about what a government may not do to a firm; a guarded gap does not cross them.
GUARD = r"限制|阻|妨|干预|干涉|要求|设置|影响|因|作为|强|歧视|便利|支持|协助|依法"


def expanded(expression: str, words: dict[str, str]) -> str:
    """Write an expression of the pack as a regular expression."""

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return f"(?:{words[match[1]]})"
        return rf"(?:(?!{GUARD}).){{0,{match[3]}}}?" if match[2] else f".{{0,{match[3]}}}?"

    return TOKEN.sub(put, expression)


def vocabularies(listed: dict[str, list[str]]) -> dict[str, str]:
    """Expand every vocabulary, those above first."""
    words: dict[str, str] = {}
    for name, pieces in listed.items():
        words[name] = "|".join(expanded(piece, words) for piece in pieces)
    return words


def any_of(expressions: Iterable[str], words: dict[str, str]) -> re.Pattern[str]:
    """Compile a regular expression that finds any of the expressions."""
    return re.compile("|".join(f"(?:{expanded(each, words)})" for each in expressions) or r"(?!)")


def needed(expression: str) -> frozenset[str]:
    """Name the vocabularies without which an expression cannot match: those outside brackets and not optional."""
    depth, found, at = 0, set(), 0
    while at < len(expression):
        char = expression[at]
        token = TOKEN.match(expression, at)
        if char == "\\":
            at += 2
            continue
        if token:
            following = expression[token.end() : token.end() + 1]
            if token[1] and depth == 0 and following not in ("?", "*"):
                found.add(token[1])
            at = token.end()
            continue
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            return frozenset()
        at += 1
    return frozenset(found)
