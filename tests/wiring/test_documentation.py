"""Pages made from the code say what the code says."""

from luodi.wiring import documentation, places


class TestCommandsPage:
    def test_explains_every_command_and_is_the_same_each_time(self):
        page = documentation.commands_page()
        for title in ("## luodi serve", "## luodi doctor", "Usage: luodi up [OPTIONS] [COMMAND]..."):
            assert title in page
        assert documentation.commands_page() == page

    def test_a_page_that_lags_behind_is_named(self, tmp_path, monkeypatch):
        monkeypatch.setattr(places, "project_root", lambda: tmp_path)
        assert documentation.outdated() == [documentation.COMMANDS]
        (tmp_path / "docs").mkdir()
        (tmp_path / documentation.COMMANDS).write_text(documentation.commands_page(), encoding="utf-8")
        assert documentation.outdated() == []
