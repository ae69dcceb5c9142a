"""The structure holds: layers, foreign keys pointing downwards, engines without Django, files that fit in the head."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "luodi"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = next(contract["layers"] for contract in CONTRACTS if contract["id"] == "layers")
HEIGHT = {name.strip(" ()"): len(LAYERS) - number for number, layer in enumerate(LAYERS) for name in layer.split("|")}
FORBIDDEN_NAMES = {"core", "common", "utils", "helpers", "base", "misc", "manager", "service"}
PYTHON_FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def test_import_linter_finds_no_broken_contract():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]


def test_foreign_keys_point_downwards():
    upwards = []
    for model in apps.get_models():
        if not model.__module__.startswith("luodi."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or not target.__module__.startswith("luodi."):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and HEIGHT[there] >= HEIGHT[here]:
                upwards.append(f"{model.__name__}.{field.name} ({here}) → {there}")
    assert upwards == []


def test_the_journal_points_to_nothing():
    pointing = [
        field.name
        for model in apps.get_app_config("journal").get_models()
        for field in model._meta.fields
        if field.is_relation
    ]
    assert pointing == []


def test_a_file_fits_in_the_head():
    lines = {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8").count("\n") for path in PYTHON_FILES}
    assert {path: number for path, number in lines.items() if number > 420} == {}, "split it by use case"


def test_functions_are_short():
    long = []
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 60:
                    long.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.name} {length}")
    assert long == []


def test_no_folder_or_file_has_a_name_that_says_nothing():
    vague = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*")
        if path.stem in FORBIDDEN_NAMES and path.suffix in {"", ".py"} and "static" not in path.parts
    ]
    assert vague == []


def test_nobody_leaves_a_note_to_do_it_later():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplementedError")
    left = [
        f"{path.relative_to(SOURCE)}: {mark}"
        for path in PYTHON_FILES
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert left == []
