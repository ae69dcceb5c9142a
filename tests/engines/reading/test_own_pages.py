"""Every page written for this project, scored against its answer."""

import json
from pathlib import Path

import pytest

import luodi.demo

from .scoring import HOLDOUT, PAGES, page_names, score_page

TUNED = [name for name in page_names() if not name.startswith(HOLDOUT)]
HELD = [name for name in page_names() if name.startswith(HOLDOUT)]


class TestOwnPages:
    @pytest.mark.parametrize("page", TUNED)
    def test_reads_nine_tenths_of_each_page(self, page):
        score = score_page(page)
        assert score.all.f1 >= 0.93, score.notes
        assert score.articles.hit == score.articles.gold == score.articles.proposed, score.notes
        assert score.heads.hit == score.heads.gold, score.notes

    @pytest.mark.parametrize("page", HELD)
    def test_reads_pages_it_was_never_tuned_on(self, page):
        # A floor against backsliding; the reached figures stand in docs/reading.md.
        assert score_page(page).all.f1 >= 0.80

    @pytest.mark.parametrize("page", page_names())
    def test_every_quote_is_what_stands_at_its_spans(self, page):
        assert score_page(page).fidelity == 1.0

    def test_the_sample_page_of_the_demo_is_read_without_a_mistake(self):
        score = score_page("sample-page")
        assert (score.all.precision, score.all.recall) == (1.0, 1.0), score.notes
        assert not score.notes

    def test_the_sample_page_is_the_one_that_the_demo_ships(self):
        shipped = Path(luodi.demo.__file__).parent / "sample-page.txt"
        assert shipped.read_bytes() == (PAGES / "sample-page.txt").read_bytes()

    def test_there_are_pages_of_every_kind(self):
        kinds = {
            a["event"]["kind"]
            for name in page_names()
            for a in json.loads((PAGES / f"{name}.json").read_text())["articles"]
        }
        assert {"大会", "签约", "推进会", "考察学习", "清单", "会议", "报道"} <= kinds
        assert len(TUNED) >= 12
        assert len(HELD) >= 3
