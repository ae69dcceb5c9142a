"""English beside Chinese: compiled once, and every missing or broken sentence is named with its place."""

import gettext
import os

import pytest

from luodi.wiring import words

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A source folder with one part of words."""
    monkeypatch.setattr(words, "SOURCE", tmp_path)
    folder = tmp_path / "locale" / "web" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)

    def write(*pairs: tuple[str, str]):
        text = HEAD + "\n".join(f'msgid "{zh}"\nmsgstr "{en}"\n' for zh, en in pairs)
        (folder / "django.po").write_text(text, encoding="utf-8")
        return folder

    return write


class TestCompile:
    def test_compiles_what_is_new_and_leaves_the_rest(self, source):
        folder = source(("项目", "Project"))
        assert (words.compile_words(), words.compile_words()) == (1, 0)
        with (folder / "django.mo").open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("项目") == "Project"

    def test_compiles_again_after_a_change(self, source):
        folder = source(("项目", "Project"))
        words.compile_words()
        later = (folder / "django.mo").stat().st_mtime_ns + 1
        os.utime(folder / "django.po", ns=(later, later))
        assert words.compile_words() == 1


class TestProblems:
    def test_none_when_all_is_said(self, source, tmp_path):
        source(("项目", "Project"), ("共 %(n)s 个", "%(n)s in all"))
        (tmp_path / "page.py").write_text('title = _("项目")\n', encoding="utf-8")
        (tmp_path / "page.html").write_text("{{ _('共 %(n)s 个', n=3) }}", encoding="utf-8")
        assert words.problems() == []

    def test_names_missing_english_and_foreign_placeholders(self, source):
        source(("项目", ""), ("共 %(n)s 个", "%(m)s in all"))
        first, second = words.problems()
        assert "'项目' has no English" in first
        assert "placeholders" in second

    def test_names_the_line_of_a_text_that_no_file_holds(self, source, tmp_path):
        source(("项目", "Project"))
        (tmp_path / "page.html").write_text("<p>\n{{ _('企业') }}</p>", encoding="utf-8")
        assert words.problems() == ["page.html:2: '企业' stands in no .po file"]
