"""A page read: the stages in their order, from text to a Reading."""

import re
from collections import Counter
from datetime import date

from . import strip as strips
from .checking import findings_of
from .events import event_of, kind_of
from .facts import counts, dates, deals, money, named, orgs, persons, quantities, sites, tasks
from .facts.context import Context, Draft
from .heads import Block, Head, blocks, head_of
from .joining import Running, run_together
from .lines import MASTHEAD, Line, classify
from .linking import link
from .names import known_names
from .shape import Article, Fact, Reading
from .strip import Strip

READING_VERSION = "1.0"
MAX_CHARS = 2_000_000
ORDER = ("date", "person", "count", "money", "quantity", "org", "site", "named", "deal", "task")
# Order matters: deals and tasks look at the facts found before them; sites and money stand alone.
EXTRACTORS = (dates, money, counts, quantities, persons, orgs, sites, named, deals, tasks)
EVENT_YEAR = re.compile(
    r"(?<!\d)(20\d\d)年(?=[^,。\d]{0,16}(?:大会|会议|推进会|仪式|签约|招商|项目|方案|行动|清单|重点))"
)


def read(text: str, *, issue_date: date | None = None, doc: str = "") -> Reading:
    """Read a page's text into articles with facts; never raises, whatever the text.

    Offsets index `text`. Years come from `issue_date`, the page's own date line or a year in the article, never by guess.
    """
    page = strips.canonical(text[:MAX_CHARS])
    listed = classify(page)
    issue = issue_date or _masthead(listed)
    known = known_names(page.text)
    articles = tuple(
        article
        for number, block in enumerate(blocks(listed), start=1)
        if (article := _article(text, block, f"A{number}", issue, known)) is not None
    )
    return Reading(
        doc, len(text), READING_VERSION, issue.isoformat() if issue else None, articles, findings_of(articles)
    )


def _masthead(listed: list[Line]) -> date | None:
    for line in listed:
        match = MASTHEAD.match(line.text) if line.role == "furniture" else None
        if match:
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _article(raw: str, block: Block, number: str, issue: date | None, known: Counter[str]) -> Article | None:
    head = head_of(block)
    byline_lines = tuple(line for line in block.head if line.role == "byline")
    running = run_together((*byline_lines, *block.body))
    body = running.body()
    parts = tuple(strip for strip in (head.headline, head.kicker, *head.decks) if strip)
    if not parts and not body.text.strip():
        return None
    headline = head.headline.text if head.headline else ""
    context = Context(raw, body, parts, kind_of(headline, body.text), issue, _event_year(parts, body), known)
    for extractor in EXTRACTORS:
        context.drafts.extend(extractor.find(context))
    link(context)
    return _assemble(raw, block, number, head, running, context)


def _event_year(parts: tuple[Strip, ...], body: Strip) -> int | None:
    text = " ".join(strip.text for strip in (*parts, body))
    years = set(EVENT_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _assemble(raw: str, block: Block, number: str, head: Head, running: Running, context: Context) -> Article:
    lines = (*block.head, *block.body)
    headline = head.headline.text if head.headline else ""
    return Article(
        id=number,
        headline=_raw(raw, head.headline) if head.headline else "",
        kicker=_raw(raw, head.kicker) if head.kicker else None,
        decks=tuple(_raw(raw, deck) for deck in head.decks),
        byline=running.byline,
        event=event_of(context, headline),
        jump=running.jump,
        complete=running.complete,
        gaps=tuple(running.gaps),
        span=(lines[0].start, lines[-1].end),
        photo=running.photo,
        edits=tuple(running.edits),
        facts=_facts(context, number),
    )


def _raw(raw: str, strip: Strip) -> str:
    return raw[strip.at[0] : strip.at[-1] + 1]


def _facts(context: Context, number: str) -> tuple[Fact, ...]:
    drafts = sorted(context.drafts, key=lambda draft: ORDER.index(draft.type))
    found: list[Fact] = []
    for draft in drafts:
        spans = draft.strip.spans(draft.start, draft.end)
        if spans:
            found.append(_fact(context, draft, f"{number}.{len(found) + 1}", spans))
    return tuple(found)


def _fact(context: Context, draft: Draft, number: str, spans) -> Fact:
    quote = "".join(context.raw[a:b] for a, b in spans)
    return Fact(number, draft.type, quote, spans, dict(draft.fields), round(min(1.0, draft.doubt), 2), draft.reasons)
