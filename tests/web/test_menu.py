"""The menu shows what a reader may open, and lights up where they are."""

import re

import pytest
from django.utils import translation

from luodi.people import permissions
from luodi.web import menu
from luodi.web.jinja import WEB


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def all_installed(monkeypatch):
    monkeypatch.setattr(menu, "_address", lambda page: "/" + page)


def labels(shown):
    return [line.label for _, lines in shown for line in lines]


def test_shows_only_what_the_reader_may_open(all_installed):
    shown = labels(menu.menu_for(lambda permission: permission == "projects.view"))
    assert "项目台账" in shown
    assert "看板" in shown
    assert "设置" not in shown


def test_leaves_out_headings_without_lines(all_installed):
    assert "组织与留痕" not in [
        heading for heading, _ in menu.menu_for(lambda permission: permission == "projects.view")
    ]


def test_leaves_out_pages_that_are_not_installed(monkeypatch):
    monkeypatch.setattr(menu, "_address", lambda page: "/x" if page == "tasks:index" else "")
    assert labels(menu.menu_for(lambda permission: True)) == ["任务与督办"]


@pytest.mark.parametrize(
    ("current", "lit"),
    [
        ("projects:board", "看板"),
        ("projects:index", "项目台账"),
        ("projects:project", "项目台账"),
        ("documents:read", "文档"),
    ],
)
def test_lights_up_the_line_of_the_page(all_installed, current, lit):
    shown = menu.menu_for(lambda permission: True, current=current)
    assert [line.label for _, lines in shown for line in lines if line.active] == [lit]


def test_lights_up_nothing_elsewhere(all_installed):
    assert not any(
        line.active for _, lines in menu.menu_for(lambda permission: True, current="sign_in:password") for line in lines
    )


def test_asks_only_for_permissions_that_some_role_carries():
    known = set().union(*(role.permissions for role in permissions.roles().values()))
    assert {item.permission for section in menu.MENU for item in section.items if item.permission} - known == set()


def test_every_line_has_an_icon():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (WEB / "static/luodi/icons.svg").read_text(encoding="utf-8")))
    assert {item.icon for section in menu.MENU for item in section.items} - sprite == set()
