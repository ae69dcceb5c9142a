"""How names of firms and projects are kept for search: pairs of characters, and the initials of their pinyin."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from luodi.values.names import bigrams, normalised, query_bigrams

LONGEST_PINYIN = 80


@lru_cache(maxsize=65_536)
def _letters(piece: str) -> str:
    return "".join(lazy_pinyin(piece, style=Style.FIRST_LETTER)).lower()


def initials(text: str) -> str:
    """Give the pinyin initials of a name ("重庆银行" → "cqyh"), Latin letters and digits kept; at most 80 characters.

    Known words of two to four characters are read as such, single characters otherwise; readings are remembered, so that
    ten thousand names take a fraction of a second.
    """
    bare, found, at = normalised(text).replace("(", "").replace(")", ""), [], 0
    while at < len(bare):
        piece = next((bare[at : at + size] for size in (4, 3, 2) if bare[at : at + size] in phrases_dict), bare[at])
        found.append(_letters(piece))
        at += len(piece)
    return "".join(found)[:LONGEST_PINYIN]


def tokens(pinyin: str, *texts: str) -> list[str]:
    """Give the stored search tokens: all pairs of neighbouring characters of the texts and of the pinyin initials."""
    pairs = [pair for text in texts if text for pair in bigrams(text) if len(pair) == 2]
    return list(dict.fromkeys(pairs + [pinyin[at : at + 2] for at in range(len(pinyin) - 1)]))


def wanted(text: str) -> list[str]:
    """Give the tokens that a row must carry to be found by a query; empty if no word of it has two characters."""
    return query_bigrams(text[:60])


def plain_words(text: str) -> list[str]:
    """Give the words of a query that are Latin letters or digits only: their pairs are common, so rows are looked at again."""
    words = [normalised(word) for word in text[:60].split()]
    return [word for word in words if len(word) > 2 and word.isascii()]
