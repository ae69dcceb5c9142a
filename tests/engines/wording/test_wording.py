"""The wording of agreements: clauses cover the text, wordings compare across files, redlines say what they touch."""

import io
import time

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.engines import reading, wording
from luodi.engines.papers import docx_of, pdf_of
from luodi.engines.wording import FilledClause

TEXT = "投资协议\n甲方：临潮区人民政府\n乙方：示例科技有限公司\n" + "".join(
    f"第{number}条　事项{number}\n乙方于2026年12月31日前完成固定资产投资３０００万元，购置设备 AB 12 台。\n"
    f"甲方按实际支付的房租给予补助，上限120万元。\n"
    for number in "一二三四五六七八九"
)
PARTS = st.text("第一条十二3０ 　\n甲方。%元A", max_size=80)


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class TestClauses:
    @given(PARTS)
    def test_cover_any_text_without_gaps(self, text):
        found = wording.cut(text)
        assert all(one.end == other.start for one, other in zip(found, found[1:], strict=False))
        assert not text.strip() or (found[-1].end == len(text) and not text[: found[0].start].strip())

    def test_take_head_and_signature_apart(self):
        kinds = [each.kind for each in wording.cut(TEXT + "（以下无正文）\n甲方（盖章）：\n")]
        assert (kinds[0], kinds[-1], len(kinds)) == ("head", "signature", 11)


class TestComparing:
    @pytest.mark.parametrize(("kind", "make"), [("docx", docx_of), ("pdf", pdf_of)])
    def test_the_same_text_in_word_and_pdf_is_the_same_wording(self, kind, make):
        text = reading.load(make(wording.text_paper(TEXT * 3)), f"a.{kind}").text
        text = wording.without_page_numbers(text) if kind == "pdf" else text
        assert wording.wording_sha256(text) == wording.wording_sha256(TEXT * 3)

    @pytest.mark.parametrize(
        ("one", "other"), [("3000万元", "３０００万元"), ("甲 方\n负责", "甲方负责"), ("⼯程", "工程")]
    )
    def test_forgives_width_white_space_and_look_alikes_of_fonts(self, one, other):
        assert wording.first_difference(one, other) is None

    @pytest.mark.parametrize(
        ("one", "other"),
        [("3000万元", "3001万元"), ("应当", "可以"), ("1 200", "1200"), ("補助", "补助"), ("甲方。", "甲方")],
    )
    def test_forgives_nothing_else(self, one, other):
        assert wording.first_difference(one, other) is not None

    def test_shows_the_first_difference_with_both_neighbourhoods(self):
        found = wording.first_difference(TEXT, TEXT.replace("上限120万元", "上限180万元", 1))
        assert found.before.endswith("上限1")
        assert (found.one[:4], found.other[:4]) == ("20万元", "80万元")
        assert TEXT[found.one_at] == "2"

    @given(PARTS, st.sampled_from([" ", "\n", "　", "\u200b"]), st.data())
    def test_white_space_between_chinese_never_matters(self, text, space, data):
        place = data.draw(st.integers(0, len(text)))
        around = text[max(0, place - 1) : place + 1]
        if not any(char.isascii() or char in "３０" for char in around):
            assert wording.wording_sha256(text[:place] + space + text[place:]) == wording.wording_sha256(text)


class TestRedline:
    @pytest.mark.parametrize(
        ("old", "new", "touched"),
        [
            ("上限120万元", "上限150万元", ("money",)),
            ("2026年12月31日", "2027年6月30日", ("term", "indicator")),
            ("固定资产投资３０００万元", "固定资产投资5000万元", ("money", "indicator")),
            ("示例科技有限公司", "示例智造有限公司", ("party",)),
            ("事项三", "合作事项三", ("other",)),
        ],
    )
    def test_says_what_a_change_touches(self, old, new, touched):
        found = wording.compare(TEXT, TEXT.replace(old, new, 1), ["示例科技有限公司", "示例智造有限公司"])
        assert found.touches == touched
        assert sum(each.kind != "same" for each in found.changes) == 1

    def test_marks_only_the_characters_that_changed(self):
        found = wording.compare(TEXT, TEXT.replace("上限120万元", "上限150万元", 1))
        pieces = next(each for each in found.changes if each.kind == "changed").pieces
        assert [(each.op, each.text) for each in pieces if each.op != "="] == [("-", "120"), ("+", "150")]

    def test_a_new_clause_does_not_make_the_others_new(self):
        new = TEXT.replace("第二条　事项二", "第二条　保密\n双方保密。\n第三条　事项二", 1)
        kinds = [each.kind for each in wording.compare(TEXT, new).changes]
        assert (kinds.count("added"), kinds.count("removed")) == (1, 0)

    @settings(max_examples=60)
    @given(PARTS, PARTS)
    def test_gives_both_texts_back(self, old, new):
        pieces = [piece for each in wording.compare(old, new).changes if each.kind != "same" for piece in each.pieces]
        assert all(piece.text for piece in pieces)
        assert wording.compare(old, old).same

    def test_of_three_hundred_pages_takes_seconds(self):
        long = TEXT * 400
        began = time.monotonic()
        assert wording.compare(long, long.replace("120", "130", 2)).touches == ("money",)
        assert time.monotonic() - began < 20

    def test_as_a_word_file_has_tracked_changes(self):
        data = docx_of(wording.redline_paper("比对", wording.compare(TEXT, TEXT.replace("120", "150", 1))))
        text = docx.Document(io.BytesIO(data)).element.xml
        assert "<w:del " in text and "<w:ins " in text


class TestTemplates:
    def test_takes_clauses_and_values(self):
        clause = FilledClause(
            "房租补助",
            wording.fill("上限{{ 上限:money }}，至{{ 日:date }}。", {"上限": "1200万元", "日": "2026-03-01"}),
        )
        data = wording.merge(template("{{ 名 }}", "{{ 条款 }}"), {"名": "协议<甲>&{{x"}, [clause], filename="t.docx")
        assert reading.load(data, "t.docx").text == "协议<甲>&{{x\n第一条　房租补助\n上限1200万元，至2026年3月1日。"

    @pytest.mark.parametrize(
        "tag", ["{{ ''.__class__ }}", "{% for x in y %}", "{{ a.b }}", "{{ a|safe }}", "{{", "{# x #}"]
    )
    def test_runs_no_expression(self, tag):
        with pytest.raises(wording.TagRefused):
            wording.merge(template(f"前{tag}后", "{{ 条款 }}"), {}, [], filename="t.docx")

    @pytest.mark.parametrize(
        ("kind", "text"),
        [("money", "很多"), ("money", "约1200万元"), ("date", "下月"), ("date", "2026-02-30"), ("number", "x")],
    )
    def test_refuses_what_is_not_of_the_blanks_type(self, kind, text):
        with pytest.raises(wording.BlankNotUnderstood):
            wording.fill(f"{{{{ 空:{kind} }}}}", {"空": text})

    def test_names_the_blank_that_was_left_empty(self):
        with pytest.raises(wording.BlankMissing) as said:
            wording.fill("{{ 上限:money }}", {}, clause="房租补助")
        assert "房租补助" in said.value.sentence() and "上限" in said.value.sentence()


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("甲方给予乙方落户奖励500万元。", ["money"]),
        ("甲方向乙方供应工业用地50亩。", ["land"]),
        ("项目达到约定规模后，由甲方兑付扶持资金。", ["trigger"]),
        ("本协议不构成甲方支付500万元的义务。", []),
        ("用地50亩的出让以双方另行签订的协议为准。", []),
        ("双方建立定期会商机制。", []),
    ],
)
def test_a_frameworks_promises_are_found(sentence, kinds):
    assert [each.kind for each in wording.promises_in(f"第一条　事项\n{sentence}\n")] == kinds
