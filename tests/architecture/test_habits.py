"""The habits hold: operations' shape, the clock at the edge, sentences for events and refusals, documented settings."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps

import luodi
from luodi.journal import events
from luodi.people import permissions, visibility
from luodi.values import refusal

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "luodi"
IDEAS = [
    "people", "documents", "notices", "companies", "tasks", "reviews", "observations", "projects", "leads", "contacts",
    "promises", "alerts", "campaigns", "agreements", "meetings", "counting", "scoreboards", "policies", "claims",
]  # fmt: skip
EDGES = {"web", "api", "jobs", "cli", "wiring", "demo"}
CLOCKS = re.compile(
    r"timezone\.now\(|timezone\.localdate\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\("
)


def python_files():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def operations():
    """Give (name, function) of every operation: what an idea's `operations` offers to its callers."""
    found = {}
    for idea in IDEAS:
        module = importlib.import_module(f"luodi.{idea}.operations")
        for name in getattr(module, "__all__", dir(module)):
            function = getattr(module, name)
            if (
                inspect.isfunction(function)
                and not name.startswith("_")
                and function.__module__.startswith(module.__name__)
            ):
                found[f"{module.__name__}.{name}"] = function
    return found


# What surrounds every call, and what changes no fact of the ledger.
NOT_OPERATIONS = {
    "luodi.people.operations.begin_call",
    "luodi.people.operations.end_call",
    "luodi.projects.operations.fold_tally",
    "luodi.promises.operations.staged_over",
}


def test_every_operation_is_keyword_only_with_by_and_at():
    wrong = []
    for name, function in operations().items():
        parameters = inspect.signature(function).parameters.values()
        names = {parameter.name for parameter in parameters}
        keyword_only = all(parameter.kind == inspect.Parameter.KEYWORD_ONLY for parameter in parameters)
        if name not in NOT_OPERATIONS and not (keyword_only and {"by", "at"} <= names):
            wrong.append(name)
    assert wrong == []


def test_the_clock_is_read_only_at_the_edge():
    reading = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if path.relative_to(SOURCE).parts[0] not in EDGES and CLOCKS.search(path.read_text(encoding="utf-8"))
    ]
    assert reading == []


def test_every_event_that_is_recorded_has_both_sentences():
    recorded = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"record", "Entry"}:
                    first = (
                        node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "event"), None)
                    )
                    if isinstance(first, ast.Constant):
                        recorded.add(first.value)
    catalogue = events.catalogue()
    assert recorded - set(catalogue) == set()
    assert [code for code, sentences in catalogue.items() if not (sentences.get("zh") and sentences.get("en"))] == []


def refusal_classes():
    for info in pkgutil.walk_packages(luodi.__path__, "luodi."):
        if ".migrations" not in info.name and not info.name.endswith("__main__"):
            importlib.import_module(info.name)
    pending, found = [refusal.Refusal], set()
    while pending:
        for each in pending.pop().__subclasses__():
            if each not in found:
                found.add(each)
                pending.append(each)
    return found


def test_every_refusal_has_both_sentences():
    catalogue = refusal.catalogue()
    codes = {each.code for each in refusal_classes() if each.__module__.startswith("luodi.")}
    assert codes - set(catalogue) == set()
    assert [code for code, sentences in catalogue.items() if not (sentences.get("zh") and sentences.get("en"))] == []


def test_refusals_placeholders_are_the_same_in_both_languages():
    different = []
    for code, sentences in refusal.catalogue().items():
        zh, en = (set(re.findall(r"{(\w+)", sentences[language])) for language in ("zh", "en"))
        if {name.removesuffix("_en") for name in en} - {name.removesuffix("_en") for name in zh}:
            different.append(code)
    assert different == []


def test_every_role_has_a_row_in_the_visibility_table_for_every_class():
    table = visibility.table()
    assert set(table) == set(permissions.roles())
    classes = {"public", "internal", "sensitive", "personal", "secret"}
    assert [role for role, row in table.items() if set(row) != classes] == []


def test_administrators_see_no_business_rows():
    for role, definition in permissions.roles().items():
        if definition.admin:
            assert {sight.scope for sight in visibility.table()[role].values()} == {"none"}


@pytest.mark.parametrize("idea", ["documents", "projects", "tasks"])
def test_business_tables_have_the_one_door(idea):
    scoped = [
        model
        for model in apps.get_app_config(idea).get_models()
        if isinstance(model._default_manager.all(), visibility.ScopedQuerySet)
    ]
    assert scoped


def test_every_setting_of_the_environment_is_documented():
    used = set()
    for path in python_files():
        used |= set(re.findall(r'"(LUODI_[A-Z_]+|DATABASE_[A-Z_]*URL|DATABASE_URL)"', path.read_text(encoding="utf-8")))
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert {name for name in used if name not in documented} == set()


def test_every_make_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", makefile, re.M)
    assert [name for name, rest in targets if "##" not in rest] == []


def test_the_project_names_no_place_of_the_machine_it_was_built_on():
    suspects = ("/work" + "/", ".libr" + "ary", "farm-" + "studio")
    files = [
        path
        for folder in ("src", "tests", "docs", "bench", "scripts", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "vendor" not in path.parts and "__pycache__" not in path.parts
    ]
    naming = []
    for path in [*files, *ROOT.glob("*.md"), ROOT / "Makefile"]:
        text = path.read_bytes().decode("utf-8", "ignore")
        naming += [f"{path.relative_to(ROOT)}: {word}" for word in suspects if word in text]
    assert naming == []
