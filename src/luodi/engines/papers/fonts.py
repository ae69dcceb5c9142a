"""The face of a PDF: a Chinese TrueType font of the machine, embedded, or the Song face that every reader brings."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

READERS_OWN = "STSong-Light"
TRY_CHARACTERS = "第条〔〕％区亿元"
USUAL_NAMES = (
    "simsun.ttc", "simfang.ttf", "msyh.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "uming.ttc", "SourceHanSansSC-VF.ttf",
    "NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
)  # fmt: skip
USUAL_PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)


@cache
def usual_font() -> Path | None:
    """Find a Chinese TrueType font in the usual places of the machine, or None. Looks once a process."""
    wanted = {name.lower(): rank for rank, name in enumerate(USUAL_NAMES)}
    found = [
        (wanted[path.name.lower()], path)
        for place in USUAL_PLACES
        if Path(place).is_dir()
        for path in Path(place).rglob("*.tt[cf]")
        if path.name.lower() in wanted
    ]
    return next((path for _, path in sorted(found) if face_of(path) != READERS_OWN), None)


@cache
def face_of(path: Path | None) -> str:
    """Make a face known by its name: the font's, if it is usable and has Chinese characters, else the readers' own."""
    if path is not None:
        name = f"Luodi-{path.stem}"
        try:
            font = TTFont(name, str(path), subfontIndex=0)
        except (TTFError, OSError, ValueError, KeyError, IndexError):
            font = None
        if font is not None and all(ord(each) in font.face.charToGlyph for each in TRY_CHARACTERS):
            pdfmetrics.registerFont(font)
            return name
    if READERS_OWN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(READERS_OWN))
    return READERS_OWN
