"""Speaker turns: who is speaking at each place of the body."""

import re
from dataclasses import dataclass

from ..lines import HAN
from ..names import looks_like_name
from ..vocabulary import alternation, words
from .context import Context


@dataclass(frozen=True)
class Turn:
    """A stretch [start, end) of the body in which `speaker` speaks."""

    start: int
    end: int
    speaker: str
    demanding: bool = True


DEMANDING = re.compile(r"指出|强调|要求|号召|部署|指明")
DECIDED = re.compile(r"(?:会上|会议|大会|专题会)(?:还)?(?:明确|议定|决定|确定)[,:]")


def turns(context: Context) -> list[Turn]:
    """List the speaker turns; one ends with its paragraph, at the next speaker, or where the report goes on (会上…)."""
    vocabulary = words("people")
    said = alternation(vocabulary["speech"])
    who = rf"(?P<who>{alternation(vocabulary['impersonal_speakers'])}|{HAN}{{2,4}}?|[^,。;:\n]{{2,24}}?)"
    opening = re.compile(
        rf"(?:(?<=[。;!?\n\x1d,])|^)(?:会上,|考察中,|最后,)?{who}(?:还|最后|同时|纷纷|一致|在会上|在讲话中|着重|在总结时)*{said}(?:说|指出)?[,:]"
    )
    closing = re.compile(
        r"(?:(?<=[。\n\x1d])|^)(?:[^,。;:]{0,6}会上|会前|会后|大会现场|现场|活动中|仪式上|会议还|大会还|据悉|此外|当天|区领导)"
    )
    marks: list[tuple[int, str | None, bool]] = []
    for match in opening.finditer(context.text):
        speaker = speaker_name(match["who"])
        if speaker:
            marks.append((match.end(), speaker, bool(DEMANDING.search(match.group()))))
    marks += [(match.end(), "会议", True) for match in DECIDED.finditer(context.text)]
    marks += [(match.start(), None, False) for match in closing.finditer(context.text)]
    marks += [
        (start, None, False)
        for start, _ in context.paragraphs
        if not re.compile(r"(?:要|一是|二是|三是|必须|[一二三四五]要)").match(context.text, start)
    ]
    marks.sort(key=lambda mark: (mark[0], mark[1] is not None))
    found = []
    for number, (start, speaker, demanding) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(context.text)
        if speaker and end > start:
            found.append(Turn(start, end, speaker, demanding))
    return found


def speaker_name(who: str) -> str | None:
    """Return the speaker's name out of what stands before the verb of speech: a name, a post with a name, 会议, 大家."""
    for word in words("people")["impersonal_speakers"]:
        if who.endswith(word):
            return word
    for length in (3, 2, 4):
        if looks_like_name(who[-length:]) and len(who) >= length:
            if re.search(r"董事长|总经理|总裁|创始人|合伙人|经理|企业|公司", who[:-length]):
                return None
            title_before = any(who[:-length].endswith(title) for title in words("people")["titles"])
            if len(who) == length or title_before:
                return who[-length:]
    return None


def speaker_at(listed: list[Turn], at: int) -> str | None:
    """Return who speaks at the offset, or None."""
    return next((turn.speaker for turn in listed if turn.start <= at < turn.end), None)
