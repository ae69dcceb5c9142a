"""Whatever the text: no crash, spans in range, every quote what stands at its spans, time in proportion."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.engines.reading import FACT_TYPES, read
from luodi.engines.reading.codes import words
from luodi.engines.reading.numerals import number
from luodi.engines.reading.strip import canonical

from .scoring import page_names, text_of

SCRAPS = [
    "本报讯(记者 邵一鸣)", "3月7日下午,", "区委书记沈望舒", "、", "。", ",", "\n", "\n\n", "(下转3版)", "方晓彤摄", "37个", "重点项目",
    "总投资", "190亿元", "10亿元以上", "“", "”", "《", "》", "实施方案", "等24家企业", "区商务局", "作交流发言", "听取", "汇报", "指出", "要",
    "责任单位:", "1.", "一、", "\t", "  ", "赴", "考察", "走进", "产业园", "(", ")", ":", "由", "投资", "建设", "基地项目", "一百八十", "百分之",
    "\ufeff", "\u200b", "\x1d", "\r\n", "１２", "年", "月", "日", "前", "某", "欧阳", "领导", "临潮区招商大会召开",
]  # fmt: skip
pieced = st.lists(st.sampled_from(SCRAPS), max_size=60).map("".join)
dates = st.none() | st.dates(date(2000, 1, 1), date(2060, 12, 31))


def check(text, issue):
    reading = read(text, issue_date=issue)
    data = reading.to_json()
    for article in data["articles"]:
        start, end = article["span"]
        assert 0 <= start <= end <= len(text)
        for fact in article["facts"]:
            assert fact["type"] in FACT_TYPES
            assert fact["spans"]
            assert all(0 <= a < b <= len(text) for a, b in fact["spans"])
            assert "".join(text[a:b] for a, b in fact["spans"]) == fact["quote"]
            assert 0 <= fact["doubt"] <= 1
            assert set(fact["doubt_reasons"]) <= set(words("codes")["doubt"])
        assert {edit["kind"] for edit in article["edits"]} <= set(words("codes")["edits"])
    assert {finding["code"] for finding in data["findings"]} <= set(words("codes")["findings"])
    return reading


class TestAnyText:
    @given(st.text(max_size=300), dates)
    @settings(max_examples=150, deadline=None)
    def test_any_text_is_read(self, text, issue):
        check(text, issue)

    @given(pieced, dates)
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_heap_of_newspaper_scraps_is_read(self, text, issue):
        check(text, issue)

    @given(st.sampled_from(page_names()), st.data())
    @settings(max_examples=60, deadline=None)
    def test_any_page_with_pieces_cut_out_or_put_in_is_read(self, page, data):
        text = text_of(page)
        a = data.draw(st.integers(0, len(text)))
        b = data.draw(st.integers(a, min(len(text), a + 200)))
        check(text[:a] + data.draw(pieced) + text[b:], date(2025, 3, 8))

    @given(st.text(max_size=200))
    def test_the_index_map_points_at_the_same_characters(self, text):
        strip = canonical(text)
        assert len(strip.text) == len(strip.at)
        assert list(strip.at) == sorted(set(strip.at))

    @pytest.mark.parametrize("text", ["", " ", "\n\n\n", "。", "招商", "a", "\ufeff", "(下转2版)", "本报讯"])
    def test_next_to_nothing_is_read(self, text):
        check(text, None)

    def test_an_empty_page_has_the_finding_that_there_is_no_article(self):
        assert [finding.code for finding in read("\n \n").findings] == ["no_article"]

    def test_the_same_text_gives_the_same_reading(self):
        text = text_of("sample-page")
        assert read(text, issue_date=date(2025, 3, 8)) == read(text, issue_date=date(2025, 3, 8))


class TestLength:
    @pytest.mark.parametrize(
        "piece",
        ["区", "、", "张三、", "“", "《", "1", "十", "赴考察", "区领导", "听取", "由投资", "1亿元项目、", "(", "a ", "一、\n", "区商务局、", "等", "\t1\t", "项目", "月", "强调,要", "组成的", "10个"],
    )  # fmt: skip
    def test_a_piece_repeated_without_end_is_read_like_any_text(self, piece):
        # A pattern that backtracks without bound would never come back from this; how long it takes is measured in bench/.
        check("临潮区招商大会召开\n\n本报讯(记者 邵一鸣)" + piece * 4000, date(2025, 3, 8))

    def test_ten_pages_in_one_are_ten_times_the_articles(self):
        page = text_of("sample-page")
        check(page * 10, date(2025, 3, 8))
        assert len(read(page * 10).articles) >= 5


class TestNumerals:
    @given(st.integers(1, 9_999_999))
    def test_arabic_numbers_come_back(self, value):
        assert number(str(value)) == value
        assert number(f"{value:,}") == value

    @pytest.mark.parametrize(
        ("written", "value"),
        [("三十七", 37), ("一百九十", 190), ("两千三百万", 23_000_000), ("十二", 12), ("二〇二五", 2025), ("一万二千", 12_000), ("三亿五千万", 350_000_000), ("1.3万", 13_000), ("百", 100), ("一千零五", 1005)],
    )  # fmt: skip
    def test_chinese_numbers(self, written, value):
        assert number(written) == value

    @pytest.mark.parametrize("written", ["", "个", "1.2.3", "点五", "一a"])
    def test_what_is_no_number(self, written):
        assert number(written) is None
