"""Checks that one reading does of itself: numbers against each other, lists against counts, posts, weekdays, headlines."""

import re
from collections.abc import Iterator
from datetime import date

from .shape import Article, Fact, Finding

PLACEHOLDER = re.compile(r"区领导|领导|代表|负责人|嘉宾|同志")


def findings_of(articles: tuple[Article, ...]) -> tuple[Finding, ...]:
    """List what does not fit on a page, article by article and across articles."""
    if not articles:
        return (Finding("no_article", {}),)
    found: list[Finding] = []
    for article in articles:
        found.extend(_incomplete(article))
        found.extend(_lists(article))
        found.extend(_sums(article))
        found.extend(_weekdays(article))
        found.extend(_headline(article))
    found.extend(_posts(articles))
    return tuple(found)


def _of(article: Article, kind: str) -> list[Fact]:
    return [fact for fact in article.facts if fact.type == kind]


def _incomplete(article: Article) -> Iterator[Finding]:
    if not article.complete:
        yield Finding("article_incomplete", {"jump": article.jump or ""}, (), article.id)


def _lists(article: Article) -> Iterator[Finding]:
    for fact in _of(article, "count"):
        named = len(fact.fields.get("named", ()))
        if named > fact.fields["value"]:
            yield Finding(
                "more_named_than_counted", {"named": named, "stated": fact.fields["value"]}, (fact.id,), article.id
            )
        elif named and named < fact.fields["value"]:
            yield Finding(
                "list_wanted",
                {"named": named, "stated": fact.fields["value"], "object": fact.fields["object"]},
                (fact.id,),
                article.id,
            )
    deals = _of(article, "deal")
    signed = [fact for fact in _of(article, "count") if fact.fields.get("relation_kind") == "signing"]
    if deals and signed:
        stated = max(fact.fields["value"] for fact in signed)
        if len(deals) != stated:
            ids = tuple(fact.id for fact in (*signed, *deals))
            yield Finding("deals_against_count", {"named": len(deals), "stated": stated}, ids, article.id)


def _sums(article: Article) -> Iterator[Finding]:
    totals = [
        f
        for f in _of(article, "money")
        if str(f.fields.get("role") or "").startswith(("总金额", "总投资", "投资总额", "签约金额", "签约额"))
    ]
    amounts = [f for f in _of(article, "deal") if f.fields.get("amount") and f.fields.get("currency") == "CNY"]
    if not totals or len(amounts) < 2:
        return
    total = max(totals, key=lambda fact: fact.fields["value"])
    parts = sum(fact.fields["amount"] for fact in amounts)
    if total.fields["value"] not in {f.fields["amount"] for f in amounts} and parts > total.fields["value"]:
        ids = (total.id, *(fact.id for fact in amounts))
        yield Finding("parts_exceed_total", {"parts": parts, "total": total.fields["value"]}, ids, article.id)


def _weekdays(article: Article) -> Iterator[Finding]:
    for fact in _of(article, "date"):
        told, value = fact.fields.get("weekday"), fact.fields["value"]
        if told and value and len(value) == 10 and not value.startswith("-"):
            real = "一二三四五六日"[date.fromisoformat(value).weekday()]
            if real != told:
                yield Finding(
                    "weekday_does_not_fit", {"stated": f"星期{told}", "calendar": f"星期{real}"}, (fact.id,), article.id
                )
        if value is None and not fact.fields.get("vague"):
            yield Finding("impossible_date", {"quote": fact.quote}, (fact.id,), article.id)


def _headline(article: Article) -> Iterator[Finding]:
    head = " ".join(part for part in (article.headline, article.kicker, *article.decks) if part)
    in_head = [(int(n), m) for n, m in re.findall(r"(?<![\d.])(\d{1,6})(个|家|名|项)", head)]
    for value, measure in in_head:
        body = [
            f
            for f in _of(article, "count")
            if f.fields["measure"] == measure and f.spans[0][0] > article.span[0] + len(head)
        ]
        similar = [f for f in body if f.fields.get("relation_kind") == "signing" or measure == "个"]
        if similar and value not in {f.fields["value"] for f in body}:
            yield Finding(
                "headline_against_body",
                {"headline": value, "body": similar[0].fields["value"]},
                (similar[0].id,),
                article.id,
            )


def _posts(articles: tuple[Article, ...]) -> Iterator[Finding]:
    held: dict[str, tuple[str, Fact, Article]] = {}
    for article in articles:
        for fact in _of(article, "person"):
            posts = [fact.fields["post"], *fact.fields.get("other_posts", ())]
            for post in posts:
                if PLACEHOLDER.search(post):
                    continue
                name = fact.fields["name"]
                first = held.setdefault(name, (post, fact, article))
                if first[0] != post and first[0] not in post and post not in first[0]:
                    params = {"name": name, "one": first[0], "other": post}
                    yield Finding(
                        "one_person_two_posts", params, tuple(dict.fromkeys((first[1].id, fact.id))), article.id
                    )
