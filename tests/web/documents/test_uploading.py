"""Putting pages in through the front door: what is read, and the sentence with which each bad input is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luodi.documents.models import Document, File
from luodi.journal.models import Line
from tests.given import documents, files, people
from tests.given.browsing import signed_in
from tests.given.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def scene():
    return people.district()


def put_in(scene, data=None, name="page.txt", who="river", **given):
    client = signed_in(scene.accounts[who])
    given = {"outlet": "临江日报", "issue_date": "2025-03-08", **given}
    file = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    return client.post("/documents/new", {**given, **file})


def stored(settings):
    kept = [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()] if settings.FILES_ROOT.exists() else []
    return Document.objects.count(), File.objects.count(), len(kept)


class TestGoodPages:
    def test_a_text_file_is_read_and_shown(self, scene):
        answer = put_in(scene, documents.PAGE.encode("utf-8"))
        document = Document.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"/documents/{document.pk}/"
        assert document.facts.count() == 11
        assert (document.outlet, document.issue_date.isoformat(), document.data_class) == (
            "临江日报",
            "2025-03-08",
            "internal",
        )

    def test_gb18030_is_read(self, scene):
        put_in(scene, documents.PAGE.encode("gb18030"))
        document = Document.objects.get()
        assert document.text == documents.PAGE
        assert document.notes == ["encoding:gb18030"]

    def test_pasted_text_becomes_a_text_file(self, scene):
        put_in(scene, text=documents.PAGE.replace("\n", "\r\n"))
        document = Document.objects.select_related("file").get()
        assert (document.file_name, document.file.kind, document.text) == ("粘贴的文字.txt", "txt", documents.PAGE)

    def test_a_word_file_is_read(self, scene):
        put_in(scene, files.docx(*[line for line in documents.PAGE.split("\n") if line]), "page.docx")
        assert Document.objects.get().articles.count() == 2

    def test_without_a_day_of_issue_the_year_stays_unknown(self, scene):
        text = documents.PAGE.replace("2025年", "")
        put_in(scene, text=text, issue_date="")
        document = Document.objects.get()
        assert documents.fact(document, "3月7日").value["value"] == "--03-07"


BROKEN = documents.PAGE[:120].encode("utf-8") + b"\xff\xfe\xfa" + documents.PAGE[120:].encode("utf-8")


class TestBadPages:
    @pytest.mark.parametrize(
        ("data", "name", "sentence"),
        [
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "page.txt", "文件“page.txt”的扩展名写的是 .txt,内容却是 PNG。请确认没有传错文件,改正扩展名后再上传。"),
            (bytes(range(256)) * 9, "page.txt", "文本第 0 个字节是空字符(NUL),这不是普通文本文件。"),
            (BROKEN, "page.txt", f"文本按 UTF-8 读取时,在第 {BROKEN.index(0xFF)} 个字节处损坏。请用 UTF-8 或 GB18030 重新保存后再上传。"),
            (b"", "page.txt", "文件“page.txt”是空的,没有任何内容。请检查后重新上传。"),
            ("\ufeff \n\n\u3000".encode(), "page.txt", "文件“page.txt”里没有任何文字。请检查后重新上传。"),
            ("收入 12 支出 9\n".encode(), "page.txt", "“page.txt”里没有读出一篇报道:没有找到标题和正文。"),
            ("苹果\n香蕉\n牛奶 2 瓶\n".encode(), "page.txt", "清单和表格请走导入。没有保存任何内容。"),
            (files.docx_bomb(), "page.docx", "疑似压缩炸弹,没有解开。"),
            (files.scanned_pdf(), "scan.pdf", "文件“scan.pdf”的 1 个页面只有图片没有文字(扫描件),目前不能识别。"),
            (b"%PDF-1.4 broken", "page.pdf", "PDF 文件“page.pdf”已损坏,打不开。"),
            (files.xlsx(), "ledger.xlsx", "文件“ledger.xlsx”是 xlsx,不是版面文字。表格请到“导入”里上传"),
            (b"MZ" + b"\x90\x00" * 99, "run.exe", "文件“run.exe”的内容是“EXE”,不是可以读取的类型。"),
            (b"x", "macro.docm", "带有宏"),
        ],
    )  # fmt: skip
    def test_is_refused_in_words_and_nothing_is_stored(self, scene, settings, data, name, sentence):
        lines = Line.objects.count()
        answer = put_in(scene, data, name, title="我填的标题")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert "什么也没有保存" in page
        assert 'value="我填的标题"' in page
        assert stored(settings) == (0, 0, 0)
        assert Line.objects.count() == lines

    def test_above_the_limit_is_refused_before_it_is_read(self, scene, settings):
        settings.UPLOAD_LIMIT = 1024 * 1024
        answer = put_in(scene, b"x" * (1024 * 1024 + 200_000), "big.txt")
        assert (
            "文件“big.txt”大小为 1.2 MB,超过上限 1.0 MB,没有打开。请拆分或压缩图片后再上传。" in answer.content.decode()
        )
        assert stored(settings) == (0, 0, 0)

    def test_a_day_of_issue_in_the_future_is_refused(self, scene, settings):
        answer = put_in(scene, documents.PAGE.encode(), issue_date="2099-01-01")
        today = timezone.localdate().isoformat()
        assert f"出版日期 2099-01-01 晚于今天({today})。请核对后改正日期再上传。" in answer.content.decode()
        assert stored(settings) == (0, 0, 0)

    def test_a_day_that_is_none_is_refused(self, scene):
        assert (
            "出版日期“2025-02-30”不是一个日子"
            in put_in(scene, documents.PAGE.encode(), issue_date="2025-02-30").content.decode()
        )

    def test_neither_file_nor_text_and_both_are_refused(self, scene):
        assert "没有收到文件,也没有粘贴文字" in put_in(scene).content.decode()
        assert "同时收到了文件和粘贴的文字" in put_in(scene, b"x", text="y").content.decode()

    def test_the_same_file_again_leads_to_the_one_that_is_there(self, scene):
        put_in(scene, documents.PAGE.encode())
        answer = put_in(scene, documents.PAGE.encode(), who="riverhead")
        assert answer.status_code == 409
        assert "本单位已有这份文件" in answer.content.decode()
        assert f'href="/documents/{Document.objects.get().pk}/"' in answer.content.decode()

    def test_is_refused_in_english_too(self, scene):
        client = signed_in(scene.accounts["river"])
        client.cookies["luodi_language"] = "en"
        answer = client.post("/documents/new", {"file": SimpleUploadedFile("page.txt", b"")})
        assert "The file “page.txt” is empty." in answer.content.decode()

    def test_roles_that_put_nothing_in_are_refused(self, scene, settings):
        for who in ("leader", "finance", "auditor", "sysadmin"):
            assert put_in(scene, documents.PAGE.encode(), who=who).status_code == 403
        assert stored(settings) == (0, 0, 0)
