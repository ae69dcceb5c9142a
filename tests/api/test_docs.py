"""The page on the API lists exactly the calls that there are, each with the permission that it demands."""

import re
from collections import Counter
from pathlib import Path

from ninja import Schema

from tests.security.walking import calls

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_lists_every_call_with_its_permission():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([A-Z]+ /\S+)` \| ([^|]+) \| `([\w.]+)` \|$", page, re.MULTILINE))
    built = {
        (f"{method} {path.removeprefix('/api/v1')}", call["summary"], call["x-permission"])
        for method, path, call in calls()
    }
    assert listed == built


def test_every_call_is_described_with_its_refusals():
    for method, path, call in calls():
        assert call["summary"] and call["description"], (method, path)
        refused = {status: answer for status, answer in call["responses"].items() if status >= 400}
        assert {401, 403, 404, 409, 422} <= set(refused), (method, path)
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in refused.values()), (
            method,
            path,
        )


def shapes_below(shape) -> set:
    """Give the shapes of the API that are made from a shape."""
    found = {each for each in shape.__subclasses__() if each.__module__.startswith("luodi.api")}
    return found.union(*(shapes_below(each) for each in shape.__subclasses__()))


def test_no_two_shapes_bear_one_name_because_one_would_overwrite_the_other_in_the_description():
    names = Counter(each.__name__ for each in shapes_below(Schema))
    assert len(names) > 100 and [name for name, times in names.items() if times > 1] == []


def test_every_call_lets_in_a_token_or_a_session():
    for method, path, call in calls():
        assert [list(each) for each in call["security"]] == [["Token"], ["Session"]], (method, path)
