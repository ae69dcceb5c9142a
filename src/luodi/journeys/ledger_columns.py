"""The columns of the project ledger, read from `ledger_columns.toml`, with the words that choices are written in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luodi.engines.gates.stages import OTHER_NAMES, STAGES
from luodi.engines.sheets import Column
from luodi.values.width import tight

BINDING_WORDS = {
    "投资协议": "binding", "正式协议": "binding", "合同": "binding", "投资合同": "binding", "约束性": "binding", "binding": "binding",
    "框架协议": "framework", "战略合作协议": "framework", "战略框架协议": "framework", "合作框架协议": "framework",
    "意向协议": "framework", "意向书": "framework", "框架性": "framework", "framework": "framework",
    "未知": "unknown", "不详": "unknown", "性质未知": "unknown", "unknown": "unknown",
}  # fmt: skip
BINDINGS_OFFERED = ("投资协议", "框架协议", "未知")


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column of the ledger: what the engine needs, and what the template and the pages say of it."""

    column: Column
    en: str
    width: int
    zh_help: str
    en_help: str

    @property
    def key(self) -> str:
        """Give the key under which the column's cells are kept."""
        return self.column.key

    def label(self, language: str = "zh") -> str:
        """Name the column in Chinese or English."""
        return self.column.names[0] if language.startswith("zh") else self.en

    def help(self, language: str = "zh") -> str:
        """Say in Chinese or English what belongs into the column."""
        return self.zh_help if language.startswith("zh") else self.en_help


@cache
def ledger_columns() -> tuple[LedgerColumn, ...]:
    """Read the columns in the order of the template."""
    raw = tomllib.loads((Path(__file__).resolve().parent / "ledger_columns.toml").read_text(encoding="utf-8"))
    return tuple(_column(key, row) for key, row in raw.items())


def _column(key: str, row: dict) -> LedgerColumn:
    choices = {"stage": stage_words, "binding": lambda: BINDING_WORDS}.get(key, dict)()
    offered = {"stage": tuple(stages_offered()), "binding": BINDINGS_OFFERED}.get(key, ())
    column = Column(
        key=key,
        names=tuple(row["names"]),
        kind=row.get("kind", "text"),
        needed=row.get("needed", False),
        fill_down=row.get("fill_down", False),
        longest=row.get("longest", 200),
        choices=choices,
        offered=offered,
    )
    return LedgerColumn(column, row["en"], row["width"], row["zh_help"], row["en_help"])


def columns() -> list[Column]:
    """Give the columns as the engine reads them."""
    return [each.column for each in ledger_columns()]


@cache
def label_of(key: str, language: str = "zh") -> str:
    """Name a column by its key; "" for a finding on the row as a whole."""
    return next((each.label(language) for each in ledger_columns() if each.key == key), "")


@cache
def stage_words() -> dict[str, str]:
    """Give every word for a stage: names, codes, "P7 签约", and what officers write instead ("已签约", "开工", "在谈")."""
    words: dict[str, str] = {}
    for code, stage in STAGES.items():
        for word in (stage.zh, f"{code} {stage.zh}", code, stage.en):
            words[tight(word)] = code
            words[tight(word).lower()] = code
    words |= OTHER_NAMES
    return words | {f"{prefix}{word}{suffix}": code for word, code in words.items() if not word.isascii()
                    for prefix, suffix in (("已", ""), ("", "阶段"))}  # fmt: skip


def stages_offered() -> list[str]:
    """List the stages as the template offers them: "P7 签约"; side states without a code."""
    return [stage.zh if stage.side else f"{code} {stage.zh}" for code, stage in STAGES.items()]
