"""Set-up before the virtual environment exists: stamps, refusals in plain words, lock files without addresses."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepare(tmp_path, monkeypatch):
    """The script as a module, working in a folder of its own."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "scripts" / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENDOR", tmp_path / "vendor")
    return module


class TestSteps:
    def test_copies_only_the_white_list_without_source_map_lines(self, prepare, tmp_path, monkeypatch):
        package = tmp_path / "node_modules" / "p"
        package.mkdir(parents=True)
        (package / "a.js").write_text("run();\n//# sourceMappingURL=a.js.map\n")
        (package / "a.css").write_text(".a{}\n/*# sourceMappingURL=a.css.map */")
        (package / "other.js").write_text("")
        (tmp_path / "package-lock.json").write_text("{}")
        monkeypatch.setattr(prepare, "FRONT_FILES", {"p/a.js": "a.js", "p/a.css": "a.css"})
        prepare.copy_front_end()
        assert (tmp_path / "vendor" / "a.js").read_text() == "run();\n"
        assert (tmp_path / "vendor" / "a.css").read_text() == ".a{}\n"
        assert not (tmp_path / "vendor" / "other.js").exists()

    def test_a_step_that_was_done_is_not_done_again(self, prepare, tmp_path, monkeypatch):
        (tmp_path / "package-lock.json").write_text("{}")
        (tmp_path / "node_modules").mkdir()
        (tmp_path / "node_modules" / "a.js").write_text("")
        monkeypatch.setattr(prepare, "FRONT_FILES", {"a.js": "a.js"})
        prepare.copy_front_end()
        (tmp_path / "vendor" / "mark").write_text("")
        prepare.copy_front_end()
        assert (tmp_path / "vendor" / "mark").exists()

    def test_a_failing_command_shows_what_it_said_and_a_hint(self, prepare):
        with pytest.raises(prepare.SetUpFailed, match=r"(?s)no such index.*Is a package index reachable"):
            prepare.run("sh", "-c", "echo no such index; exit 3", hint="Is a package index reachable?")

    def test_an_old_python_is_refused_with_the_way_out(self, prepare, monkeypatch):
        monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2))
        with pytest.raises(prepare.SetUpFailed, match="3.11 or newer.*PYTHON="):
            prepare.check_python()


class TestLockFiles:
    @pytest.mark.parametrize(
        "name", ["requirements", "requirements-dev", "requirements-uv", "requirements-node", "requirements-spark"]
    )
    def test_hold_a_hash_for_every_package_and_no_address(self, name):
        text = (ROOT / f"{name}.txt").read_text()
        blocks = re.findall(r"^[A-Za-z0-9].*(?:\n    .*)*", text, flags=re.MULTILINE)
        assert blocks and all("--hash=sha256:" in block for block in blocks)
        assert "http" not in text.replace("httpx", "").replace("httpcore", "")

    def test_the_test_set_holds_every_package_of_the_run_set(self):
        def pins(name: str) -> set[str]:
            return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(), flags=re.MULTILINE))

        assert pins("requirements.txt") <= pins("requirements-dev.txt")

    def test_the_npm_lock_names_no_registry(self):
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
        assert all("resolved" not in package for package in packages.values())
        assert all(package.get("integrity") for name, package in packages.items() if name)


def test_every_make_target_is_explained():
    text = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", text, flags=re.MULTILINE)
    assert {"help", "run", "test", "check", "fix", "demo", "bench", "docs"} <= {name for name, _ in targets}
    assert all("## " in rest for _, rest in targets)
