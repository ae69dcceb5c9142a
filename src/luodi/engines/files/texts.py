"""Bytes to text: UTF-8 with and without mark, UTF-16 with mark, GB18030; broken bytes are refused with their offset."""

import codecs
from dataclasses import dataclass

from .refusals import EncodingUnknown, NulInText, TextBroken

PLAUSIBLE_SHARE = 0.85


@dataclass(frozen=True)
class DecodedText:
    """Text and the encoding it was written in ("utf-8", "utf-16", "gb18030")."""

    text: str
    encoding: str


def decode_text(data: bytes) -> str:
    """Return the text of the bytes; see `decode`."""
    return decode(data).text


def decode(data: bytes) -> DecodedText:
    """Decode bytes as UTF-8 (with or without mark), UTF-16 (with mark) or GB18030. A mark is not part of the text.

    :raises TextBroken: with encoding and byte offset, when the bytes break the encoding they are in
    :raises NulInText: with the byte offset
    :raises EncodingUnknown: when what comes out is no Chinese or English text
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE):
        return _without_nul(
            _strict(data[2:], "utf-16-le" if data[:2] == codecs.BOM_UTF16_LE else "utf-16-be", 2), "utf-16"
        )
    nul = data.find(b"\x00")
    if nul >= 0:
        raise NulInText(offset=nul)
    mark = 3 if data.startswith(codecs.BOM_UTF8) else 0
    try:
        return DecodedText(data[mark:].decode("utf-8"), "utf-8")
    except UnicodeDecodeError as broken:
        if mark or _mostly_utf8(data):
            raise TextBroken(encoding="UTF-8", offset=broken.start + mark) from broken
    text = _strict(data, "gb18030", 0)
    if _plausible_share(text) < PLAUSIBLE_SHARE:
        raise EncodingUnknown(offset=_first_odd_byte(text))
    return DecodedText(text, "gb18030")


def _strict(data: bytes, encoding: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise TextBroken(encoding=encoding.upper(), offset=broken.start + skipped) from broken


def _without_nul(text: str, encoding: str) -> DecodedText:
    if "\x00" in text:
        raise NulInText(offset=2 + 2 * text.index("\x00"))
    return DecodedText(text, encoding)


def _mostly_utf8(data: bytes) -> bool:
    # Much valid multi-byte UTF-8 around few broken places means damaged UTF-8, not GB18030 (which rarely forms any).
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text if "\u0800" <= char != "\ufffd")
    return whole >= max(2, 2 * broken)


def _plausible(char: str) -> bool:
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x20 <= code < 0x7F
        or char in "\t\n\r\f"
        or 0x3000 <= code <= 0x303F
        or 0xFF00 <= code <= 0xFFEF
        or char in "“”‘’…—·×℃％①②③④⑤⑥⑦⑧⑨⑩"
    )


def _plausible_share(text: str) -> float:
    return sum(map(_plausible, text)) / max(1, len(text))


def _first_odd_byte(text: str) -> int:
    first = next((i for i, char in enumerate(text) if not _plausible(char)), 0)
    return len(text[:first].encode("gb18030"))
