"""`luodi doctor`: one line for each thing, in both languages, with what to do; it changes nothing."""

import json

from click.testing import CliRunner

from luodi.wiring import doctor, embedded


def states(look) -> dict[str, str]:
    return {result.name: result.state for result in doctor.examine((look,))}


class TestLooks:
    def test_before_the_first_start_nothing_is_made_by_looking(self, own_var):
        assert states(doctor.database) == {"database": "warn"}
        assert list(own_var.iterdir()) == []

    def test_a_running_database_has_harmless_roles_and_lacks_its_tables(self, own_var, monkeypatch):
        embedded.ensure_running()
        monkeypatch.setattr(doctor, "_migrations", lambda: iter(()))
        assert states(doctor.database) == {"database": "ok", "roles": "ok"}

    def test_a_server_that_does_not_answer_comes_with_the_sql_for_its_administrator(self, own_var, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://app:x@127.0.0.1:9/luodi")
        monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss:x@127.0.0.1:9/luodi")
        (result,) = doctor.examine((doctor.database,))
        assert result.state == "fail" and "CREATE ROLE luodi_app" in result.do_en

    def test_a_key_that_others_can_read_fails(self, own_var, monkeypatch):
        monkeypatch.delenv("LUODI_SECRET_KEY", raising=False)
        (own_var / "secret_key").write_text("x" * 60)
        (own_var / "secret_key").chmod(0o644)
        assert states(doctor.secret_key) == {"secret_key": "fail"}

    def test_a_look_that_breaks_is_itself_a_finding(self):
        def broken():
            raise RuntimeError("odd")

        (result,) = doctor.examine((broken,))
        assert result.state == "fail" and "odd" in result.en


class TestCommand:
    def test_json_holds_both_languages(self, monkeypatch):
        monkeypatch.setattr(doctor, "examine", lambda: [doctor.Result("port", "ok", "端口可用", "port is free")])
        result = CliRunner().invoke(doctor.doctor, ["--json"])
        assert result.exit_code == 0
        assert json.loads(result.output)[0]["zh"] == "端口可用"

    def test_ends_with_1_and_says_what_to_do(self, monkeypatch):
        bad = doctor.Result("disk", "fail", "磁盘满", "disk full", "清理磁盘", "free some room")
        monkeypatch.setattr(doctor, "examine", lambda: [bad])
        result = CliRunner().invoke(doctor.doctor)
        assert result.exit_code == 1
        assert "→ 清理磁盘" in result.output and "→ free some room" in result.output
