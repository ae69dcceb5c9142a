"""Lines joined to running text: broken lines put together, credits cut out, doubled characters dropped, gaps marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import strip as strips
from .heads import byline_of, closing_byline
from .lines import CONTINUED, HAN, JUMP, Line, is_closed
from .names import begins_with_name_list, ends_with_post
from .shape import Edit
from .strip import GAP, PARAGRAPH, Strip
from .vocabulary import alternation

MAX_DOUBLE = 6


@dataclass
class Running:
    """An article's body while it is put together, and after: text, repairs, byline, jump, gaps."""

    pieces: list[Strip] = field(default_factory=list)
    tail: str = ""
    edits: list[Edit] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    byline: tuple[Mapping[str, str], ...] = ()
    jump: str | None = None
    complete: bool = True
    photo: Mapping[str, str] | None = None
    after_cut: bool = False

    @property
    def open(self) -> bool:
        """Tell whether the last line broke off inside a sentence."""
        return bool(self.tail) and not is_closed(self.tail)

    def add(self, piece: Strip) -> None:
        """Put a piece at the end."""
        self.pieces.append(piece)
        kept = piece.text.rpartition(PARAGRAPH)[2]
        self.tail = (kept if PARAGRAPH in piece.text else self.tail + kept)[-80:]

    def part(self, char: str) -> None:
        """Put a mark (paragraph or gap) at the end."""
        if self.pieces:
            self.pieces.append(strips.mark(char))
        self.tail = ""

    def body(self) -> Strip:
        """Return the whole body."""
        return strips.join(self.pieces)


def run_together(lines: tuple[Line, ...]) -> Running:
    """Join an article's body lines to running text and record every repair."""
    running = Running()
    before: Line | None = None
    for line in lines:
        if line.role in ("credit", "caption"):
            _cut(running, line)
            continue
        piece = line.strip
        if line.role in ("byline", "anchor"):
            who, at = byline_of(piece)
            running.byline = running.byline or who
            piece = piece.slice(at, len(piece))
        if not piece.text:
            continue
        _take(running, piece, line, before)
        before = line
    _close(running)
    return running


def _cut(running: Running, line: Line) -> None:
    name = re.search(rf"{HAN}{{2,4}}(?=[ /]*(?:摄|供图|图))", re.sub(r"记者|通讯员|本报", " ", line.text))
    if line.role == "credit" and running.photo is None:
        running.photo = {"credit": line.text, "name": name.group().strip() if name else ""}
    reason = "photo credit inside a sentence" if running.open else f"{line.role} between paragraphs"
    running.edits.append(Edit("cut_credit", (line.start, line.end), line.text, reason))
    running.after_cut = running.open


def _take(running: Running, piece: Strip, line: Line, before: Line | None) -> None:
    piece = _without_continued(running, piece)
    jump = JUMP.search(piece.text)
    if jump:
        running.jump = re.sub(r"\s|[▶►>]", "", jump["jump"])
        running.complete = False
        piece = piece.slice(0, jump.start())
    who, end = closing_byline(piece.text)
    if who:
        running.byline = running.byline or who
        piece = piece.slice(0, end)
    piece = strips.cells(piece) if line.role == "row" else strips.squeeze(piece)
    if not piece.text:
        return
    starts_new = not running.open or line.role in ("item", "row") or (before is not None and before.role == "row")
    if starts_new:
        running.part(PARAGRAPH)
    elif words_missing(running.tail, piece.text):
        _mark_gap(running, piece, before)
    else:
        piece = _joined(running, piece, line, before)
    running.after_cut = False
    running.add(piece)
    if jump:
        shown = running.tail[-14:]
        if not is_closed(running.tail):
            running.gaps.append(f"“…{shown}”后{running.jump},正文不全")


def _without_continued(running: Running, piece: Strip) -> Strip:
    match = CONTINUED.match(piece.text)
    if not match:
        return piece
    running.complete = False
    running.gaps.append(f"本文{match['from'].replace(' ', '')},前文不在本页")
    return piece.slice(match.end(), len(piece))


def words_missing(tail: str, head: str) -> bool:
    """Tell whether joining two lines would make no sentence, so that words must be missing between them."""
    if ends_with_post(tail):
        return False
    last = tail[-1]
    if last in ",、;:“《(":
        return False
    if begins_with_name_list(head):
        return True
    return bool(_TURN.match(head))


_TURN = re.compile(rf"(?:会议|大会|{HAN}{{2,3}})(?:还)?{alternation(['指出', '强调', '要求'])}[,:]")


def _mark_gap(running: Running, piece: Strip, before: Line | None) -> None:
    shown_tail = re.split(r"[,。;:、]", running.tail)[-1][-12:]
    shown_head = piece.text[:10]
    running.gaps.append(f"“…{shown_tail}”与“{shown_head}…”之间原文有缺失,不可直接相连")
    start = before.end if before else piece.at[0]
    running.edits.append(Edit("gap", (start, piece.at[0]), "", "words missing between two lines"))
    running.part(GAP)


def _joined(running: Running, piece: Strip, line: Line, before: Line | None) -> Strip:
    twice = doubled(running.tail, piece.text, running.after_cut)
    if twice:
        running.edits.append(
            Edit("drop_dup", (piece.at[0], piece.at[twice - 1] + 1), piece.text[:twice], "printed again after a break")
        )
        piece = piece.slice(twice, len(piece))
    if before is not None and line.blanks_before:
        running.edits.append(Edit("join", (before.end, line.start), "", "one sentence over a break"))
    return piece


def doubled(tail: str, head: str, after_cut: bool) -> int:
    """Return how many characters at the start of `head` repeat the end of `tail` by mistake."""
    for size in range(min(MAX_DOUBLE, len(tail), len(head)), 1, -1):
        again = head[:size]
        if tail.endswith(again) and re.fullmatch(rf"{HAN}+", again) and len(set(again)) > 1:
            return size
    return 1 if after_cut and tail[-1:] == head[:1] and re.match(HAN, head) else 0


def _close(running: Running) -> None:
    body = running.body()
    who, end = closing_byline(body.text)
    if who:
        running.byline = running.byline or who
        running.pieces = [body.slice(0, end)]
        running.tail = body.text[:end][-80:]
    listing = running.pieces and (strips.CELL in body.text or _is_listing(body.text))
    if running.open and running.jump is None and not listing:
        running.complete = False
        running.gaps.append(f"文末“…{running.tail[-12:]}”没有收尾,正文可能不全")


def _is_listing(text: str) -> bool:
    last = text.rpartition(PARAGRAPH)[2]
    return bool(re.match(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、)]|[(●■◆·①-⑳]", last))
