"""The stages of a project's life as one definition, read from `stages.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: code, names, place in the order, the compact step it belongs to, and the evidence a claim has to show."""

    code: str
    zh: str
    en: str
    order: int
    step: str = ""
    evidence: tuple[str, ...] = ()
    side: bool = False

    def name(self, language: str = "zh") -> str:
        """Give the stage's name in Chinese or English."""
        return self.zh if language.startswith("zh") else self.en


def _read() -> dict[str, Stage]:
    raw = tomllib.loads((Path(__file__).resolve().parent / "stages.toml").read_text(encoding="utf-8"))
    return {
        code: Stage(
            code=code,
            zh=row["zh"],
            en=row["en"],
            order=order,
            step=row.get("step", ""),
            evidence=tuple(row.get("evidence", ())),
            side=row.get("side", False),
        )
        for order, (code, row) in enumerate(raw.items())
    }


STAGES = _read()
MAIN_CODES = [code for code, stage in STAGES.items() if not stage.side]
SIDE_CODES = [code for code, stage in STAGES.items() if stage.side]
LOSS_REASONS = ["price", "site", "market", "funding", "permit", "competitor", "investor", "other"]
STEPS = {
    "lead": ("线索", "Lead"),
    "talks": ("研判洽谈", "Talks"),
    "signed": ("签约", "Signed"),
    "landing": ("供地落位", "Landing"),
    "building": ("开工建设", "Building"),
    "running": ("投产达产", "Running"),
}


def stage_named(text: str) -> Stage | None:
    """Find the stage that a person wrote by code or Chinese name ("P7", "签约", "已签约", "开工"), or nothing."""
    wanted = text.strip().removeprefix("已").removesuffix("阶段").upper()
    for stage in STAGES.values():
        if wanted in (stage.code.upper(), stage.zh.upper(), stage.en.upper()):
            return stage
    return STAGES.get(OTHER_NAMES.get(wanted, ""))


OTHER_NAMES = {
    "报备": "P1", "首报": "P1", "洽谈": "P2", "在谈": "P2", "对接": "P2", "尽调": "P3", "评估": "P3", "联审": "P4", "准入": "P4",
    "审查": "P5", "上会": "P6", "决策": "P6", "注册": "P8", "选址": "P8", "落地": "P8", "供地": "P9", "拿地": "P9", "摘牌": "P9",
    "进场": "P9", "装修": "P9", "到资": "P10", "开工": "P10", "入库": "P10", "在建": "P11", "投产": "P12", "运营": "P12",
    "达产": "P13", "履约": "P13", "退出": "P14", "后评价": "P14",
}  # fmt: skip
