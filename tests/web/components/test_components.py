"""Every component has a sentence about itself, stands in the registry, and keeps the content security policy."""

import re

import pytest
from django.template import engines
from jinja2 import TemplateSyntaxError, nodes

from luodi.web.gallery.registry import FAMILIES
from luodi.web.jinja import COMPONENTS, WEB, attributes, environment

TEMPLATES = sorted([*WEB.glob("templates/**/*.html"), *WEB.glob("*/templates/**/*.html"), *COMPONENTS.glob("*.html")])
REGISTERED = {name: family.name for family in FAMILIES for name in family.components}


@pytest.fixture(scope="module")
def env():
    return environment()


def macros_of(env, path):
    """Name a file's components: its macros, and those that it takes from `luodi.web.cells`."""
    tree = env.parse(path.read_text(encoding="utf-8"))
    taken = [
        node.target.name
        for node in tree.find_all(nodes.Assign)
        if getattr(getattr(node.node, "node", None), "name", "") == "cells"
    ]
    return [node.name for node in tree.find_all(nodes.Macro)] + taken


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_macro_is_in_the_gallerys_registry(env, path):
    assert [name for name in macros_of(env, path) if name not in REGISTERED] == []


def test_the_registry_names_only_components_that_exist(env):
    existing = {name for path in COMPONENTS.glob("*.html") for name in macros_of(env, path)}
    assert set(REGISTERED) - existing == set()


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_macro_is_described_in_one_line_above_it(env, path):
    text = path.read_text(encoding="utf-8")
    silent = [
        name
        for name in macros_of(env, path)
        if not re.search(r"\{# " + name + r"\(.*#\}\n\{% (macro " + name + r"\(|set " + name + " = cells)", text)
    ]
    assert silent == []


def test_the_readme_shows_every_component():
    text = (COMPONENTS / "README.md").read_text(encoding="utf-8")
    assert [name for name in REGISTERED if name + "(" not in text] == []


FORBIDDEN = [
    r"<[^>]*\sstyle\s*=", r"<[a-z][^>]*\son[a-z]+\s*=", r"<style\b", r"<script\b(?![^>]*src=)[^>]*>", r"javascript:",
    r"\|\s*safe\b",
]  # fmt: skip


def test_no_template_breaks_the_content_security_policy():
    broken = []
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        broken += [(str(path.relative_to(WEB)), found) for each in FORBIDDEN for found in re.findall(each, text)]
    assert len(TEMPLATES) > 100 and broken == []


def named(path):
    """Give the name by which pages ask for a template: from the folder of its idea's templates, or as a component."""
    if path.parent == COMPONENTS:
        return f"components/{path.name}"
    return path.relative_to(next(each for each in path.parents if each.name == "templates")).as_posix()


def test_every_template_compiles_and_hides_no_other():
    env, broken = engines["jinja2"].env, []
    for path in TEMPLATES:
        try:
            found = env.get_template(named(path)).filename
        except TemplateSyntaxError as fault:
            broken.append((str(path.relative_to(WEB)), fault.lineno, str(fault)))
        else:
            assert found == str(path)
    assert broken == []


def test_icons_that_are_used_stand_in_the_sprite(env):
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (WEB / "static/luodi/icons.svg").read_text(encoding="utf-8")))
    used = {name for path in TEMPLATES for name in re.findall(r'icon\("([a-z-]+)"', path.read_text(encoding="utf-8"))}
    assert used - sprite == set()


def test_attributes_refuse_what_the_policy_forbids():
    assert (
        str(attributes({"hx_get": "/a?b=1&c=2", "disabled": True, "title": None}))
        == ' hx-get="/a?b=1&amp;c=2" disabled'
    )
    for name in ("style", "onclick"):
        with pytest.raises(ValueError, match="content security policy"):
            attributes({name: "x"})
