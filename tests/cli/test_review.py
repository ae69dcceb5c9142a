import hashlib
import json
import random
import zipfile
from io import BytesIO

import pytest
from click.testing import CliRunner

from luodi.cli.review import review

TEXT = "第五条 甲方按乙方缴纳税收区级留存部分的50%给予奖励。\n第六条 乙方依法享受国家统一的税收优惠。\n"
LAWFUL = "甲方按照公开流程为项目提供服务,价格执行政府定价。"
RED = (
    "乙方五年内不得将注册地迁出甲方辖区。",
    "甲方承诺不引进与乙方同类的企业。",
    "甲方按“区级留存”的　５０％给予奖励。",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
PHRASES = ("双方应当按照约定的时间节点推进建设", "定期会商解决问题", "如实记录进度", "甲方提供代办服务", "乙方负责设计与施工",
           "争议由双方协商解决", "附件与正文具有同等效力", "资料应当真实完整")  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(review, [str(argument) for argument in arguments])


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def word(*paragraphs):
    document = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{document}</w:body></w:document>')
    return stream.getvalue()


class TestReview:
    def test_quotes_an_agreement_of_thirty_pages_exactly_where_it_says(self, tmp_path):
        pages = [f"第{n}条 双方定期会商。{RED[n // 9 % 3] if n % 9 == 0 else LAWFUL * 6}" for n in range(1, 271)]
        text = "\r\n".join(pages)
        out, text_out = tmp_path / "out.json", tmp_path / "out.txt"
        run(written(tmp_path, "agreement.txt", text.encode()), "--json", out, "--text", text_out)
        read = text_out.read_bytes().decode()
        findings = json.loads(out.read_text(encoding="utf-8"))["findings"]
        assert [each["id"] for each in findings] == [("G01", "B03", "C05")[n // 9 % 3] for n in range(9, 271, 9)]
        assert len(read) > 30 * 400
        assert all(read[slice(*each["span"])] == each["quote"] != "" for each in findings)

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("utf8.txt", TEXT.encode()),
            ("gb.txt", TEXT.encode("gb18030")),
            ("word.docx", word(*TEXT.splitlines())),
        ],
    )
    def test_writes_findings_whose_spans_index_the_written_text(self, tmp_path, name, data):
        out, text_out = tmp_path / "out.json", tmp_path / "out.txt"
        result = run(written(tmp_path, name, data), "--json", out, "--text", text_out)
        assert result.exit_code == 0, result.output
        found, text = json.loads(out.read_text(encoding="utf-8")), text_out.read_bytes().decode()
        assert found["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
        (finding,) = found["findings"]
        assert (finding["id"], finding["severity"]) == ("C05", "forbid")
        a, b = finding["span"]
        assert text[a:b] == finding["quote"]
        assert {"article", "reason", "rewrite", "confidence"} <= set(finding)

    def test_prints_a_summary_without_json(self, tmp_path):
        result = run(written(tmp_path, "a.txt", TEXT.encode()))
        assert "禁止 1" in result.output
        assert "C05" in result.output

    def test_says_that_nothing_was_found(self, tmp_path):
        assert "没有发现问题" in run(written(tmp_path, "a.txt", "双方友好协商。".encode())).output

    def test_reads_a_word_file_of_three_hundred_pages(self, tmp_path):
        dice = random.Random(3)
        pages = [
            ",".join(f"{dice.choice(PHRASES)}{dice.randrange(10**6)}" for _ in range(12)) + "。" for _ in range(1200)
        ]
        data = word(*pages, *TEXT.splitlines())
        out = tmp_path / "out.json"
        assert run(written(tmp_path, "long.docx", data), "--json", out).exit_code == 0
        assert [each["id"] for each in json.loads(out.read_text(encoding="utf-8"))["findings"]] == ["C05"]

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("empty.txt", b""),
            ("blank.txt", b"\n \n"),
            ("binary.txt", b"\x89PNG\r\n\x1a\n\x00"),
            ("bad.pdf", b"%PDF-1.4 nothing"),
            ("bad.docx", b"PK\x03\x04"),
        ],
    )
    def test_refuses_in_two_languages_with_exit_code_two(self, tmp_path, name, data):
        result = run(written(tmp_path, name, data))
        assert result.exit_code == 2
        zh, en = result.stderr.strip().splitlines()
        assert any("\u4e00" <= char <= "\u9fff" for char in zh)
        assert en
        assert result.stdout == ""

    def test_refuses_a_large_file_unopened(self, tmp_path):
        path = tmp_path / "large.txt"
        with path.open("wb") as stream:
            stream.truncate(200 * 1024 * 1024)
        assert run(path).exit_code == 2
