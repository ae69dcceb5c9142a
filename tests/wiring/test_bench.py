"""`python -m bench`: finds its benchmarks, refuses unknown ones, keeps each figure as a JSON line."""

import json
import sys
import types

import bench.__main__ as runner
import pytest

FIGURE = {
    "name": "list of 50",
    "value": 9.5,
    "unit": "ms",
    "baseline": "raw SQL",
    "baseline_value": 0.64,
    "ratio": 14.8,
}


@pytest.fixture
def one_benchmark(monkeypatch, own_var):
    module = types.ModuleType("bench.toy")
    module.run = lambda: [dict(FIGURE)]
    monkeypatch.setitem(sys.modules, "bench.toy", module)
    monkeypatch.setattr(runner, "names", lambda: ["toy"])
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")  # nothing to start
    return module


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    return runner.main()


def test_every_figure_becomes_one_line_with_its_circumstances(one_benchmark, own_var, monkeypatch, capsys):
    assert run(monkeypatch) == 0
    (file,) = (own_var / "bench").glob("*.jsonl")
    (line,) = file.read_text().splitlines()
    assert json.loads(line).items() >= FIGURE.items()
    assert {"measured_at", "cores", "load"} <= json.loads(line).keys()
    assert "list of 50" in capsys.readouterr().out


def test_json_goes_to_the_terminal_when_asked(one_benchmark, monkeypatch, capsys):
    run(monkeypatch, "toy", "--json")
    assert json.loads(capsys.readouterr().out)["ratio"] == 14.8


def test_a_figure_without_its_baseline_breaks_the_run(one_benchmark, monkeypatch, capsys):
    one_benchmark.run = lambda: [{"name": "x", "value": 1, "unit": "s"}]
    assert run(monkeypatch) == 1
    assert "lacks baseline" in capsys.readouterr().err


def test_an_unknown_name_is_refused_with_the_known_ones(one_benchmark, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        run(monkeypatch, "nonsense")
    assert "there are: toy" in capsys.readouterr().err
