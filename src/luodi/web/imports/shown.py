"""How states, verdicts, findings and answers of an import read on its pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.documents.queries.intakes import IntakePage, RowLine
from luodi.engines.gates.stages import STAGES
from luodi.engines.sheets import Finding
from luodi.journeys.import_ledger import Offer, offers
from luodi.journeys.ledger_columns import label_of, ledger_columns

UNDER_WAY = ("checking", "running")
LAMPS = {"good": "green", "doubtful": "amber", "bad": "red"}
STATE_LAMPS = {
    "checking": "blue", "checked": "amber", "running": "blue", "done": "green", "failed": "red", "undone": "grey", "dropped": "grey",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the page shows it: where, what, how heavy."""

    place: str
    sentence: str
    severity: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it."""

    id: int
    number: int
    verdict: str
    lamp: str
    word: str
    name: str
    unit: str
    investor: str
    amount: str
    stage: str
    findings: tuple[FindingLine, ...]
    offers: tuple[tuple[str, str], ...]
    choice: str
    choice_word: str
    reason: str
    object_id: int | None
    linked: bool


def language() -> str:
    """Give the reader's language as the catalogues know it."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def state_word(state: str) -> str:
    """Name the state of an import."""
    return {
        "checking": _("正在检查"), "checked": _("待导入"), "running": _("正在导入"), "done": _("已导入"), "failed": _("未通过"),
        "undone": _("已撤销"), "dropped": _("已放弃"),
    }[state]  # fmt: skip


def verdict_word(verdict: str) -> str:
    """Name a verdict."""
    return {"good": _("合格"), "doubtful": _("存疑"), "bad": _("不合格")}[verdict]


def mode_word(mode: str) -> str:
    """Name how the import was chosen to work."""
    return {"good_rows": _("导入合格行"), "all_or_none": _("全部合格才导入")}[mode]


def step_word(step: str) -> str:
    """Say what the background is doing."""
    words = {
        "reading": _("读取工作表"), "fields": _("逐行核对单位、金额、日期"), "firms": _("比对企业"), "projects": _("比对和登记项目"),
        "places": _("填入批次空位"), "keeping": _("保存检查结果"),
    }  # fmt: skip
    return words.get(step, _("排队等待"))


def finding_line(stored: dict) -> FindingLine:
    """Word a stored finding."""
    finding = Finding.of_json(stored)
    return FindingLine(
        label_of(finding.field, language()) if finding.field else "", finding.sentence(language()), finding.severity
    )


def offer_word(offer: Offer) -> str:
    """Word a possible answer."""
    names = offer.names
    return {
        "skip": _("跳过，不导入"),
        "import": _("按读出的值导入"),
        "import_reason": _("仍登记为新项目（须写理由）"),
        "link": _("关联到 %(code)s %(name)s（原项目不改动）")
        % {"code": names.get("code", ""), "name": names.get("name", "")},
        "import_firm": _("导入，归并到企业“%(name)s”") % {"name": names.get("name", "")},
        "import_new_firm": _("导入，登记为新企业"),
    }[offer.meaning]


def shown_row(row: RowLine) -> Shown:
    """Bring a row into the form of the table."""
    possible = offers(row.findings, row.known) if row.verdict == "doubtful" else []
    words = tuple((offer.value, offer_word(offer)) for offer in possible)
    stage = row.read.get("stage")
    return Shown(
        id=row.id, number=row.number, verdict=row.verdict, lamp=LAMPS[row.verdict], word=verdict_word(row.verdict),
        name=row.cells.get("name", ""), unit=row.cells.get("unit", ""), investor=row.cells.get("investor", ""),
        amount=row.cells.get("amount", ""), stage=STAGES[stage].name(language()) if stage else row.cells.get("stage", ""),
        findings=tuple(finding_line(each) for each in row.findings), offers=words, choice=row.choice,
        choice_word=dict(words).get(row.choice, ""), reason=row.reason, object_id=row.object_id,
        linked=row.choice.startswith("link:"),
    )  # fmt: skip


def labelled_cells(row: RowLine, page_columns: dict) -> list[tuple[str, str, str]]:
    """List (heading as written, text as it stood, what was read) of a row, in the order of the sheet."""
    written = page_columns.get("written", {})
    known = {each.key: each for each in ledger_columns()}
    return [
        (written.get(key) or known[key].label(language()), row.cells.get(key, ""), _read_as(key, row))
        for key in page_columns.get("order", row.cells)
        if key in row.cells
    ]


def _read_as(key: str, row: RowLine) -> str:
    value = row.read.get(key)
    if value is None:
        return ""
    if key == "amount":
        return f"{value[1]} {Decimal(value[0]):,.2f}"
    if key == "stage":
        return f"{value} {STAGES[value].name(language())}"
    if key == "binding":
        return {"binding": _("约束性"), "framework": _("框架性"), "unknown": _("性质未知")}[value]
    return str(value)


def current_step(page: IntakePage) -> int:
    """Tell which step of the wizard an import stands at: 1 upload, 2 check, 3 import."""
    return {"checking": 2, "checked": 2, "failed": 2, "dropped": 2, "running": 3, "done": 4, "undone": 4}[
        page.line.state
    ]
