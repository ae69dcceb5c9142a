"""Figures of screenings and simulations as charts and tables take them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from luodi.engines.policies.kinds import money_words
from luodi.policies.queries import ClauseSum
from luodi.web.policies import words

WAN_FEN, MOST = 1_000_000, 15


def clause_bars(clauses: Sequence[ClauseSum]) -> dict:
    """Give the costliest clauses as bars: what is granted and what the envelopes pay, in 万元."""
    rows = sorted((each for each in clauses if each.granted_fen), key=lambda each: -each.granted_fen)[:MOST]
    return {
        "labels": [words.in_language(each.title, each.title_en) for each in rows],
        "series": [
            {"name": _("就高封顶后"), "values": [wan(each.granted_fen) for each in rows], "state": "claimed"},
            {"name": _("资金分配后"), "values": [wan(each.payable_fen) for each in rows], "state": "confirmed"},
        ],
    }  # fmt: skip


def clause_lines(variants: Sequence[dict]) -> list[dict]:
    """Give the clauses in which a variant differs from what is in force: (title, one (number, cost) for each variant)."""
    codes = dict.fromkeys(code for each in variants for code in each["clauses"])
    rows = []
    for code in codes:
        sums = [each["clauses"].get(code) for each in variants]
        if len({(one["eligible"], one["maybe"], one["paid"]) if one else None for one in sums}) == 1:
            continue
        first = next(one for one in sums if one)
        cells = [
            (one["eligible"], one["maybe"], money_words(one["paid"], _language())) if one else None for one in sums
        ]
        rows.append({"title": words.in_language(first["title"], first["title_en"]), "code": code, "cells": cells})
    return rows


def by_bars(variants: Sequence[dict]) -> list[dict]:
    """Give what is paid by sector, size and street, in force and with all drafts, as bars in 万元."""
    labels = {"sector": _("按产业"), "size": _("按规模"), "street": _("按街道")}
    charts = []
    for name, label in labels.items():
        keys = list(dict.fromkeys(key for each in variants[:2] for key in each["by"][name]))[:MOST]
        series = [
            {"name": each["name"], "values": [wan(each["by"][name].get(key, 0)) for key in keys], "state": state}
            for each, state in zip(variants[:2], ("target", "confirmed"), strict=False)
        ]
        charts.append(
            {"id": f"by-{name}", "title": label, "labels": [key or _("不详") for key in keys], "series": series}
        )
    return charts


def sensitivity_lines(each: dict) -> dict:
    """Give what a clause costs with its first threshold moved down and up."""
    rows = each["rows"]
    return {
        "title": each["title"], "clause": each["clause"], "threshold": each["threshold"],
        "labels": [one["threshold"] for one in rows],
        "series": [
            {"name": _("资金（万元）"), "values": [wan(one["paid"]) for one in rows], "state": "confirmed"},
            {"name": _("企业数"), "values": [one["eligible"] for one in rows], "line": True},
        ],
        "rows": [(f"{one['percent']:+d}%", one["threshold"], one["eligible"], money_words(one["paid"], _language())) for one in rows],
    }  # fmt: skip


def wan(fen: int) -> float:
    """Give 分 in 万元 for a chart's height; the exact figure stands in the table."""
    return round(fen / WAN_FEN, 2)


def _language() -> str:
    return "en" if words.english() else "zh"
