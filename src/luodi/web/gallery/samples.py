"""What the gallery's components show: invented projects, firms and people, and every kind of gap."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from luodi.web.menu import MENU, Line
from luodi.web.tables import Column, Filter, Paging, Stage

YI = Decimal(100_000_000)

STAGES = tuple(
    Stage(f"P{number}", word)
    for number, word in enumerate(
        (
            "线索",
            "首谈报备",
            "对接洽谈",
            "尽调",
            "准入联审",
            "政策测算",
            "上会",
            "签约",
            "选址落位",
            "供地进场",
            "到资开工",
            "建设",
            "投产",
            "达产履约",
            "后评价",
        )
    )
)
STEPS = (
    Stage("1", "线索", ("P0", "P1")),
    Stage("2", "研判", ("P2", "P3", "P4", "P5", "P6")),
    Stage("3", "签约", ("P7",)),
    Stage("4", "供地开工", ("P8", "P9", "P10", "P11")),
    Stage("5", "投产", ("P12",)),
    Stage("6", "达产", ("P13", "P14")),
)

COLUMNS = (
    Column("name", "项目", "link", "xl", sort="name", href="page", card="title"),
    Column("company", "企业", "text", "grow", card="wide"),
    Column("track", "赛道", "badge", "md"),
    Column("unit", "责任单位", "text", "md", sort="unit"),
    Column("stage", "阶段", "text", "md", sort="stage"),
    Column("amount", "签约", "yi", "sm", sort="amount", unit="亿元", href="source"),
    Column("paid", "到位率", "percent", "sm", sort="paid", href="source"),
    Column("next", "下一节点", "text", "lg"),
    Column("due", "到期", "day", "md", sort="due"),
    Column("lamp", "灯", "text", "md", card="line"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One invented project."""

    id: int
    name: str
    company: str
    track: str
    unit: str
    stage: str
    state: str
    amount: Decimal | None
    paid: Decimal | None
    next: str
    due: date
    lamp: str
    word: str
    page: str = "#project"
    source: str = "#source"


def rows(count: int = 14) -> list[Row]:
    """Give so many invented projects, among them claimed stages, unknown amounts and every lamp."""
    names = (
        "澄波生物总部",
        "星屿医药二期",
        "砺石芯片研发中心",
        "云帆数据总部",
        "远汀新能源",
        "棠梨文化园",
        "曜石智造基地",
    )
    tracks = ("生命健康", "数字经济", "高端制造", "新能源", "文化时尚")
    units = ("柳岸街道", "云桥街道", "区商务局", "数智园区", "石湖街道")
    stages = (
        ("签约", "confirmed"),
        ("供地进场", "claimed"),
        ("到资开工", "confirmed"),
        ("投产", "claimed"),
        ("上会", "confirmed"),
    )
    lamps = (("red", "逾期 12 天"), ("green", "正常"), ("amber", "临期"), ("green", "正常"), ("grey", "无数据"))
    steps = ("固投核验", "土地挂牌", "竣工备案", "到资核验", "设备进场")
    made = []
    for n in range(count):
        stage, state = stages[n % 5]
        lamp, word = lamps[(n * 3) % 5]
        amount = None if n % 6 == 4 else Decimal(37 + n * 173 % 160) / 10 * YI
        made.append(
            Row(
                n + 1,
                names[n % 7] + ("" if n < 7 else "二期"),
                f"{names[(n + 2) % 7][:2]}{('科技', '控股', '生物')[n % 3]}（示例）有限公司",
                tracks[n % 5],
                units[n * 2 % 5],
                stage,
                state,
                amount,
                Decimal(n * 37 % 90) / 100 if amount else None,
                steps[n % 5],
                date(2025, 3 + n % 9, 1 + n * 5 % 27),
                lamp,
                word,
            )
        )
    return made


FILTERS = (
    Filter("unit", "责任单位", options=((1, "柳岸街道"), (2, "云桥街道"), (3, "区商务局"))),
    Filter("track", "赛道", options=(("life", "生命健康"), ("digital", "数字经济"))),
    Filter("stage", "阶段", options=(("P7", "签约"), ("P10", "到资开工"))),
    Filter("q", "名称", kind="text", placeholder="项目或企业", width="lg"),
    Filter("signed", "签约日期", kind="dates"),
    Filter("late", "只看逾期", kind="check"),
)
ACTIVE = {"unit": "1", "q": "生物", "signed_from": "2025-01-01", "signed_to": "", "sort": "-amount"}
PAGES = Paging(total=364, shown=50, page=3, pages=8)
KEYSET = Paging(total=364, shown=50, previous_before="a", next_after="b")
CAPPED = Paging(total=1001, shown=50, next_after="b", exact_href="?exact=1")

TIMELINE = [
    {
        "at": "11-20 16:42",
        "sentence": "柳岸街道自报固定资产投资 3,260 万元，附凭证 2 份",
        "by": "周一然",
        "unit": "柳岸街道",
        "kind": "claimed",
        "href": "#a",
    },
    {
        "at": "11-18 09:15",
        "sentence": "更正签约金额",
        "by": "沈亦舟",
        "unit": "投促局",
        "kind": "corrected",
        "changes": [("签约金额", "16.0 亿元", "16.6 亿元"), ("性质", None, "框架性")],
    },
    {
        "at": "11-12 14:03",
        "sentence": "核定阶段：签约",
        "by": "沈亦舟",
        "unit": "投促局",
        "kind": "confirmed",
        "number": "10482",
    },
    {"at": "11-02 10:30", "sentence": "退回竣工材料：缺消防验收意见", "by": "顾明远", "unit": "住建局", "kind": "stop"},
    {"at": "03-07 00:00", "sentence": "招商大会签约（来源：示例日报 2 版）", "by": "系统", "href": "#b"},
]


class SampleForm(forms.Form):
    """A Django form with a field that is filled and one that is refused."""

    name = forms.CharField(label=_("项目名称"), initial="澄波生物总部", help_text=_("与协议文本一致"))
    unit = forms.ChoiceField(label=_("责任单位"), choices=(("1", "柳岸街道"), ("2", "云桥街道")))


@dataclass(frozen=True, slots=True)
class Note:
    """A message as Django's messages framework gives it."""

    message: str
    level_tag: str


def menu() -> list[tuple[str, list[Line]]]:
    """Give the whole menu with one line lit, whatever is installed."""
    return [
        (
            str(section.label),
            [
                Line(str(item.label), item.icon, "#" + item.page, item.page == "projects:index")
                for item in section.items
            ],
        )
        for section in MENU
    ]


def refused_form() -> SampleForm:
    """Give the sample form as it comes back with an error."""
    form = SampleForm(data={"name": "", "unit": "2"})
    form.is_valid()
    return form


def heat_of(row: int, column: int) -> tuple[Decimal, str, str] | None:
    """Give a part of the goal for a cell of the sample heat table; every eleventh is unknown."""
    part = (row * 37 + column * 53 + row * column * 11) % 101
    return None if (row * 9 + column) % 11 == 7 else (Decimal(part) / 100, str(part), "#")


def swap(html: Markup, *pairs: tuple[str, str]) -> Markup:
    """Give a component's HTML with pieces replaced, so that a second one on the page repeats no id or landmark."""
    text = str(html)
    for old, new in pairs:
        text = text.replace(old, new)
    return Markup(text)  # noqa: S704  (what came in was markup, and the pairs stand in the gallery's templates)


def everything() -> dict[str, object]:
    """Collect what the gallery's template shows."""
    return {
        "stages": STAGES,
        "steps": STEPS,
        "columns": COLUMNS,
        "rows": rows(),
        "filters": FILTERS,
        "active": ACTIVE,
        "pages": PAGES,
        "keyset": KEYSET,
        "capped": CAPPED,
        "timeline_lines": TIMELINE,
        "form": SampleForm(),
        "bad_form": refused_form(),
        "sample_menu": menu(),
        "amount": Decimal("1660000000"),
        "note": [Note("澄波生物总部已保存", "success")],
        "instant": datetime(2025, 3, 7, 8, 0, tzinfo=UTC),
        "months": ["1月", "2月", "3月", "4月", "5月", "6月"],
        "swap": swap,
        "heat": [[heat_of(row, column) for column in range(9)] for row in range(10)],
        "measures": ["税收", "营收", "固投", "研发投入", "人才引进"],
    }
