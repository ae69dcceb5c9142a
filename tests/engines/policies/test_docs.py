"""The examples of docs/policies.md run."""

import re
from pathlib import Path

import pytest

from luodi.engines.policies import read_pack
from luodi.engines.policies.cases import run_cases
from luodi.engines.policies.parsing import parse
from luodi.engines.policies.reading import names_of

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pack():
    return read_pack({"science.toml": re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]})


def test_the_example_file_is_a_pack_and_its_example_comes_out(pack):
    assert [each.passed for each in run_cases(pack)] == [True]


def test_every_expression_of_the_table_is_understood(pack):
    rows = re.search(r"\| to write \|(.*?)\n\n", PAGE, re.DOTALL)[1]
    written = [
        each for each in re.findall(r"`([^`]+)`", rows) if re.search(r"[\d(\[]|总部|公开", each) and "…" not in each
    ]
    assert len(written) > 20
    for text in written:
        parse(text, names_of(pack))
