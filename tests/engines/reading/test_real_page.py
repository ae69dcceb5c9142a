"""The real page: its figures, and the ten traps that stand on it."""

from datetime import date

from .real import gold, needs_page, reading, text
from .scoring import Score, _match, agree

pytestmark = needs_page


def facts(article, kind):
    return [fact for fact in reading().articles[article - 1].facts if fact.type == kind]


def scored():
    result = Score("real")
    expected = [
        {**fact, "chars": {i for a, b in fact["spans"] for i in range(a, b)}}
        for article in gold()["articles"]
        for fact in article["facts"]
    ]
    proposed = [fact.to_json() for article in reading().articles for fact in article.facts]
    for kind in {fact["type"] for fact in [*expected, *proposed]}:
        _match(result, kind, [f for f in expected if f["type"] == kind], [f for f in proposed if f["type"] == kind])
    return result


class TestFigures:
    def test_finds_the_five_articles_where_they_begin_and_end(self):
        assert [a.span for a in reading().articles] == [tuple(a["span"]) for a in gold()["articles"]]

    def test_tells_headline_kicker_decks_byline_and_jump(self):
        for article, want in zip(reading().articles, gold()["articles"], strict=True):
            assert article.headline == want["headline"]
            assert article.kicker == want["kicker"]
            assert list(article.decks) == want["decks"]
            assert [dict(author) for author in article.byline] == want["byline"]
            assert article.jump == want.get("jump")
            assert article.complete == want["complete"]
            assert article.event["date"] == want["event"]["date"]

    def test_dates_money_counts_and_persons_are_exact(self):
        types = scored().types
        for kind in ("date", "money", "count", "person"):
            assert (types[kind].precision, types[kind].recall) == (1.0, 1.0), scored().notes

    def test_all_facts_reach_nine_tenths(self):
        assert scored().all.f1 >= 0.90, scored().notes

    def test_every_quote_is_what_stands_at_its_spans(self):
        for article in reading().articles:
            for fact in article.facts:
                assert "".join(text()[a:b] for a, b in fact.spans) == fact.quote


class TestTraps:
    def test_1_missing_words_give_a_gap_and_no_false_post(self):
        article = reading().articles[0]
        assert any(edit.kind == "gap" for edit in article.edits)
        assert any("检察院党组" in gap and "原文有缺失" in gap for gap in article.gaps)
        assert all("党组" not in fact.fields["post"] for fact in facts(1, "person"))

    def test_2_a_credit_is_cut_and_the_doubled_character_dropped(self):
        edits = {edit.kind: edit.text for edit in reading().articles[1].edits}
        assert edits["cut_credit"].endswith("摄")
        assert edits["drop_dup"] == "量"

    def test_3_a_jump_line_is_no_headline_and_the_article_is_incomplete(self):
        assert reading().articles[0].jump == "下转2版"
        assert not reading().articles[0].complete
        assert len(reading().articles) == 5

    def test_4_column_fragments_are_no_headlines(self):
        heads = {article.headline for article in reading().articles}
        assert "集成电路产业是现代信息产" not in heads
        assert "国科大杭州高等研究院创立" not in heads

    def test_5_a_name_cut_by_a_line_break_is_whole_and_turns_inside_lines_are_told(self):
        cut = next(fact for fact in facts(5, "person") if len(fact.spans) == 2)
        assert cut.fields["name"] in {"赵红", "王一平", "房雪峰"}
        assert {fact.fields.get("demanded_by") for fact in facts(5, "task")} == {None, "敖煜新"}

    def test_6_the_deck_stays_a_deck_and_names_come_from_the_body(self):
        names = {fact.fields["name"] for fact in facts(2, "person")}
        assert {"吴才敏", "杨国琴"} <= names

    def test_7_thirty_seven_stands_twice_and_names_with_digits_count_nothing(self):
        thirty_seven = {
            (fact.fields["measure"], fact.fields["object"]) for fact in facts(2, "count") if fact.fields["value"] == 37
        }
        assert thirty_seven == {("名", "招商智库"), ("个", "重点项目")}
        assert not {500, 6, 1} & {f.fields["value"] for f in facts(2, "count") if "优秀" not in f.fields["object"]}

    def test_8_without_an_issue_date_no_year_is_guessed(self):
        values = [f.fields["value"] for f in reading(None).articles[0].facts if f.type == "date"]
        assert values == ["--02-28"]
        assert [f.fields["value"] for f in reading(date(2024, 3, 1)).articles[0].facts if f.type == "date"] == [
            "2024-02-28"
        ]
        assert facts(5, "date")[0].fields["value"] is None

    def test_9_stated_and_named_are_both_kept_and_the_list_is_asked_for(self):
        named = {f.fields["value"]: f.fields["named_of"] for f in facts(2, "count") if "named_of" in f.fields}
        assert named == {24: "2/24", 25: "1/25"}
        wanted = [finding.params["stated"] for finding in reading().findings if finding.code == "list_wanted"]
        assert wanted == [24, 25]

    def test_counts_carry_the_kind_of_batch_that_they_are(self):
        kinds = {(f.fields["value"], f.fields.get("relation_kind")) for f in facts(2, "count")}
        assert kinds == {
            (37, "signing"), (25, "target_plan"), (64, "recognition"), (14, "ambassador"), (6, "award"), (37, "adviser"),
            (20, "partner"), (24, "payout"),
        }  # fmt: skip

    def test_the_total_belongs_to_the_signed_projects(self):
        (money,) = facts(2, "money")
        assert (money.fields["value"], money.fields["role"], money.fields["of"]) == (
            19_000_000_000,
            "总金额",
            "37个重点项目",
        )

    def test_trips_have_hosts(self):
        assert [article.event.get("host") for article in reading().articles] == [
            None,
            None,
            "西湖区",
            "绍兴市越城区",
            None,
        ]

    def test_a_gold_fact_agrees_with_itself(self):
        for article in gold()["articles"]:
            for fact in article["facts"]:
                chars = {i for a, b in fact["spans"] for i in range(a, b)}
                assert agree(fact["type"], {**fact, "chars": chars}, {**fact, "chars": chars})
