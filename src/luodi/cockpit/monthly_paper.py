"""The monthly report as a paper: every figure bears a number, and the last part lists what stands behind each number."""

from collections.abc import Sequence
from fractions import Fraction

from django.urls import reverse
from django.utils import timezone

from luodi.cockpit.monthly import FAILING, Monthly, Row, Sum, Target
from luodi.cockpit.monthly_sources import NONE, VERDICTS, Book, Source, amount, of_promise, of_term
from luodi.cockpit.standing import WHO
from luodi.engines.papers import Block, Cell, Chart, Heading, PageBreak, Pairs, Paper, Paragraph, Run, Series, Table
from luodi.engines.scoreboards import rounded
from luodi.values.indicator import indicator
from luodi.values.money import Money

YI = 100_000_000
LAMPS = {
    "green": ("绿灯", "16A34A"),
    "yellow": ("黄灯", "D97706"),
    "red": ("红灯", "DC2626"),
    "grey": ("灰灯", "9CA3AF"),
}
PROMISORS = {"firm": "企业的承诺", "unit": "单位的承诺", "district": "区里的承诺"}
NUMERALS = "一二三四五六七八九十"
CHARTED = 24  # units in a chart


def monthly_paper(found: Monthly, *, district: str, mark: str, pairs: Sequence[tuple[str, str]] = ()) -> Paper:
    """Arrange the report; `mark` (number, who, when) stands over and under every page, `pairs` on the first."""
    book = Book()
    parts = [
        ("主要指标", _headlines), ("目标计划与时间进度", _targets), ("考核排名", _boards), ("承诺兑现", _promises), ("逾期督办", _follow_ups),
        ("专项行动月度排名", _campaigns), ("预警", _warnings), ("批次：报道数与点名数", _batches),
    ]  # fmt: skip
    blocks: list[Block] = [Pairs(_first(found, pairs)), *_brief(found), PageBreak()]
    for number, (title, part) in enumerate(parts):
        blocks += [Heading(f"{NUMERALS[number]}、{title}"), *part(found, book)]
    blocks += [PageBreak(), Heading("附：数字来源"), *book.blocks()]
    return Paper(
        f"{found.month.year}年{found.month.month}月招商月报", blocks, subtitle=district, header=mark, footer=mark,
        author=district or "Luodi",
    )  # fmt: skip


def _first(found: Monthly, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        ("报告月份", f"{found.month.year}年{found.month.month}月"), ("统计截至", f"{found.on:%Y-%m-%d}"),
        ("按何时所知", f"{timezone.localtime(found.known):%Y-%m-%d %H:%M}"), ("全年时间进度", _percent(found.elapsed)), *pairs,
        ("口径", "自报与已核分列，不相加；数字后的〔n〕是附录中的来源编号；“—”为无数据或不在生成人的可见范围。承诺、计划、考核、专项和到资按所知日期取数；"
                "项目为所知日期前登记的，其阶段与金额、督办状态、批次点名数按生成时取数。"),
    ]  # fmt: skip


def _brief(found: Monthly) -> list[Block]:
    told = [
        f"{each.zh}{each.month.number}个" + (f"（已核{each.month.confirmed}个）" if each.month.number else "")
        for each in found.headlines
        if not each.code.startswith("paid_")
    ]
    words = f"本月{'，'.join(told)}。"
    if found.standing.verdicts is not None and found.failing is not None:
        words += f"未兑现或在整改期内的约定期{len(found.failing)}个。"
    if found.standing.follow_ups is not None:
        words += f"逾期督办{found.standing.follow_ups.total}件。"
    return [Heading("提要"), Paragraph(words)]


def _headlines(found: Monthly, book: Book) -> list[Block]:
    head = (
        "指标",
        "本月（台账）",
        "其中已核",
        "金额（亿元）",
        "已核金额（亿元）",
        "上月",
        "去年同月",
        "本年累计",
        "其中已核",
    )
    rows = []
    for each in found.headlines:
        rows.append(
            (each.zh, _number(book, f"{each.zh}·本月", each.month), _plain(each.month.confirmed), _yi(each.month),
             _yi(each.month, confirmed=True), _number(book, f"{each.zh}·上月", each.before),
             _number(book, f"{each.zh}·去年同月", each.last_year), _number(book, f"{each.zh}·本年累计", each.year), _plain(each.year.confirmed))
        )  # fmt: skip
    labels = [each.zh for each in found.headlines]
    chart = Chart(
        "主要指标：本月、上月与去年同月", labels,
        (Series("本月", [each.month.number for each in found.headlines], "1D4ED8"),
         Series("上月", [each.before.number for each in found.headlines], "93C5FD"),
         Series("去年同月", [each.last_year.number for each in found.headlines], "9CA3AF")), unit="个",
    )  # fmt: skip
    parted = Chart(
        "本月：已核与待核", labels,
        (Series("已核", [each.month.confirmed for each in found.headlines], "0F766E"),
         Series("待核", [each.month.number - each.month.confirmed for each in found.headlines], "7C3AED")), unit="个", stacked=True,
    )  # fmt: skip
    missing = sum(each.month.without for each in found.headlines)
    told = [Paragraph(f"本月有{missing}行没有金额或金额不在可见范围，未计入金额。")] if missing else []
    return [Table(rows=rows, head=(head,), widths=(8, 6, 5, 6, 6, 5, 6, 6, 5)), *told, chart, parted]


def _targets(found: Monthly, book: Book) -> list[Block]:
    if found.targets is None or found.standing.plans is None:
        return [Paragraph("不在生成人的可见范围。")]
    if not found.targets:
        return [Paragraph(f"{found.month.year}年还没有目标计划。")]
    rows = [_target(book, each, found.elapsed) for each in found.targets]
    head = ("指标", "年度目标", "实绩", "完成", "时间进度", "绿", "黄", "红", "灰")
    plans = [(each, each.lamps()) for each in found.standing.plans]
    units = []
    for plan, lamps in plans:
        number = book.source(
            f"{plan.unit}·目标灯",
            f"{len(plan.rows)}项",
            [of_promise(row) for row in plan.rows],
            _page("promises:plans"),
        )
        units.append((_noted(plan.unit, number), *(_plain(lamps[lamp]) for lamp in LAMPS)))
    shown = plans[:CHARTED]
    chart = Chart(
        "各单位目标的灯", [plan.unit for plan, _ in shown],
        [Series(word, [lamps[lamp] for _, lamps in shown], colour) for lamp, (word, colour) in LAMPS.items()], unit="项", stacked=True,
    )  # fmt: skip
    return [
        Table(rows=rows, head=(head,), widths=(7, 7, 7, 4, 4, 2, 2, 2, 2)), chart,
        Table(rows=units, head=(("单位", *(word for word, _ in LAMPS.values())),), widths=(6, 2, 2, 2, 2)),
    ]  # fmt: skip


def _target(book: Book, each: Target, elapsed: Fraction) -> tuple:
    measured = indicator(each.indicator)
    actual = amount(each.indicator, each.actual)
    number = book.source(
        f"{measured.zh}·目标计划", actual, [of_promise(row) for row in each.rows],
        f"{_page('promises:index')}?basis=target_plan&indicator={each.indicator}",
    )  # fmt: skip
    return (
        measured.zh, _right(amount(each.indicator, each.target)), Cell(_noted(actual, number), align="right"),
        _right(NONE if each.completion is None else _percent(each.completion)), _right(_percent(elapsed)),
        *(_plain(each.lamps[lamp]) for lamp in LAMPS),
    )  # fmt: skip


def _boards(found: Monthly, book: Book) -> list[Block]:
    if found.standing.boards is None:
        return [Paragraph("不在生成人的可见范围。")]
    if not found.standing.boards:
        return [Paragraph("还没有公示或定格的考核榜。")]
    blocks: list[Block] = []
    for board in found.standing.boards:
        address = _page("scoreboards:board", board_id=board.row.id)
        rows = []
        for word, places in (("前", board.top), ("后", board.bottom)):
            for unit, place in places:
                total = NONE if place.total.total is None else f"{place.total.total}"
                page = _page("scoreboards:unit", board_id=board.row.id, unit_id=unit.id)
                scores = [
                    Source(board.titles[score.indicator], unit.name, f"{board.row.as_of:%Y-%m-%d}", f"{rounded(score.points, 2)} 分", "", page)
                    for score in place.total.scores
                ]  # fmt: skip
                number = book.source(f"{board.row.title}·{unit.name}", f"{total} 分", scores, page)
                rows.append((word, _right(str(place.rank)), unit.name, Cell(_noted(total, number), align="right")))
        blocks += [
            Paragraph(f"{board.row.title}（截至{board.row.as_of:%Y-%m-%d}，共{board.units}个单位）：{address}", indent=False),
            Table(rows=rows, head=(("", "名次", "单位", "得分"),), widths=(1, 2, 5, 3)),
        ]  # fmt: skip
    return blocks


def _promises(found: Monthly, book: Book) -> list[Block]:
    verdicts, failing = found.standing.verdicts, found.failing
    if verdicts is None or failing is None:
        return [Paragraph("不在生成人的可见范围。")]
    rows = []
    for verdict, word in VERDICTS.items():
        cells = []
        for who in WHO:
            own = [
                each
                for each in verdicts.rows
                if each.who == who and (each.running.verdict if each.running else "not_due") == verdict
            ]
            address = f"{_page('promises:index')}?who={who}&verdict={verdict}"
            number = (
                book.source(f"{PROMISORS[who]}·{word}", f"{len(own)}", [of_promise(each) for each in own], address)
                if own
                else 0
            )
            cells.append(Cell(_noted(str(len(own)), number), align="right"))
        rows.append((word, *cells))
    blocks: list[Block] = [Table(rows=rows, head=(("判定", *PROMISORS.values()),), widths=(3, 3, 3, 3))]
    if not failing:
        return [*blocks, Paragraph("没有未兑现或在整改期内的约定期。")]
    lines = []
    for row, term in failing:
        number = book.source(
            f"{row.subject}·{indicator(row.indicator).zh}", VERDICTS[term.verdict], [of_term(row, term)], ""
        )
        lines.append(
            (row.promisor, row.subject, indicator(row.indicator).zh, f"{term.due:%Y-%m-%d}", _right(amount(row.indicator, term.target)),
             _right(amount(row.indicator, term.actual)), _noted(VERDICTS[term.verdict], number))
        )  # fmt: skip
    words = "、".join(VERDICTS[each] for each in FAILING)
    head = ("承诺方", "对象", "指标", "到期", "目标", "实绩", "判定")
    return [
        *blocks, Paragraph(f"{words}的约定期（含以往年度）：", indent=False),
        Table(rows=lines, head=(head,), widths=(4, 5, 4, 4, 4, 4, 4)),
    ]  # fmt: skip


def _follow_ups(found: Monthly, book: Book) -> list[Block]:
    page = found.standing.follow_ups
    if page is None:
        return [Paragraph("不在生成人的可见范围。")]
    if not page.rows:
        return [Paragraph("没有逾期的督办。")]
    rows = []
    for each in page.rows:
        days = (found.on - each.due_date).days
        source = Source(
            each.title,
            each.unit_name,
            f"{each.due_date:%Y-%m-%d}",
            f"逾期{days}天",
            each.asked_by,
            _page("tasks:detail", task_id=each.id),
        )
        number = book.source(f"督办·{each.title}", f"逾期{days}天", [source], "")
        rows.append(
            (
                each.title,
                each.unit_name,
                f"{each.due_date:%Y-%m-%d}",
                Cell(_noted(f"{days}天", number), align="right"),
                each.told,
            )
        )
    more = [Paragraph(f"共{page.total}件，列最久的{len(rows)}件。")] if page.total > len(rows) else []
    return [Table(rows=rows, head=(("事项", "承办单位", "期限", "逾期", "最近进展"),), widths=(6, 4, 3, 3, 5)), *more]


def _campaigns(found: Monthly, book: Book) -> list[Block]:
    if found.standing.campaigns is None:
        return [Paragraph("不在生成人的可见范围。")]
    if not found.standing.campaigns:
        return [Paragraph("没有专项行动。")]
    blocks: list[Block] = []
    for each in found.standing.campaigns:
        address = f"{_page('campaigns:month', plan_id=each.plan.id)}?month={each.month:%Y-%m}"
        rows = []
        for place in each.places:
            total = NONE if place.total is None else f"{place.total}"
            sources = [
                Source(
                    each.titles[code],
                    place.unit,
                    f"{each.month:%Y-%m}",
                    f"{points} 分",
                    LAMPS.get(place.lamps.get(code, ""), ("",))[0],
                    address,
                )
                for code, points in place.points.items()
            ]
            number = book.source(f"{each.plan.campaign}·{place.unit}", f"{total} 分", sources, address)
            rows.append(
                (
                    _right(NONE if place.rank is None else str(place.rank)),
                    place.unit,
                    Cell(_noted(total, number), align="right"),
                    place.why_zh,
                )
            )
        blocks += [
            Paragraph(f"{each.plan.campaign}：{address}", indent=False),
            Table(rows=rows, head=(("名次", "街道", "得分", "为什么"),), widths=(2, 4, 3, 10)),
        ]  # fmt: skip
    return blocks


def _warnings(found: Monthly, book: Book) -> list[Block]:
    if not found.warnings:
        return [Paragraph("本月没有发出预警。")]
    rows = []
    for title in dict.fromkeys(each.title for each in found.warnings):
        own = [each for each in found.warnings if each.title == title]
        sources = [
            Source(f"{each.object_kind} {each.object_id}", each.unit, f"{each.day:%Y-%m-%d}", title, "", _of(each.object_kind, each.object_id))
            for each in own
        ]  # fmt: skip
        number = book.source(f"预警·{title}", f"{len(own)}", sources, "")
        rows.append((title, Cell(_noted(str(len(own)), number), align="right")))
    return [Table(rows=rows, head=(("规则", "次数"),), widths=(6, 2))]


def _batches(found: Monthly, book: Book) -> list[Block]:
    if found.batches is None:
        return [Paragraph("不在生成人的可见范围。")]
    held = [each for each in found.batches if each.held_date is None or each.held_date <= found.on]
    rows = []
    for each in held:
        told = Source(
            each.label, each.meeting_name, f"{each.held_date:%Y-%m-%d}" if each.held_date else each.date_text,
            f"报道{each.stated_count}，点名{each.named}", "", _page("meetings:batch", batch_id=each.id),
        )  # fmt: skip
        passage = Source(
            "报道原文",
            each.meeting_name,
            told.day,
            f"{each.stated_count}",
            "",
            _page("documents:source", fact_id=each.fact_id),
        )
        number = book.source(f"批次·{each.label}", told.value, [told, passage], "")
        rows.append(
            (
                each.meeting_name,
                _noted(each.label, number),
                _plain(each.stated_count),
                _plain(each.named),
                _plain(each.stated_count - each.named),
            )
        )
    if not rows:
        return [Paragraph("还没有批次。")]
    return [Table(rows=rows, head=(("会议", "批次", "报道数", "已点名", "未点名"),), widths=(6, 6, 2, 2, 2))]


def _number(book: Book, what: str, found: Sum) -> Cell:
    number = book.source(what, f"{found.number}", [_row(each) for each in found.rows], "") if found.rows else 0
    return Cell(_noted(str(found.number), number), align="right")


def _row(each: Row) -> Source:
    value = NONE if each.amount is None else Money(each.amount).format()
    state = "已核" if each.confirmed else "待核"
    return Source(each.name, each.unit, f"{each.day:%Y-%m-%d}", value, state, _page(each.page, project_id=each.key))


def _yi(found: Sum, *, confirmed: bool = False) -> Cell:
    value = found.amount(confirmed=confirmed)
    return _right(NONE if value is None else f"{value / YI:,.4f}")


def _noted(text: str, number: int) -> list[Run]:
    return [Run(text), Run(f"〔{number}〕", "quiet")] if number else [Run(text)]


def _plain(number: int) -> Cell:
    return _right(str(number))


def _right(text: str) -> Cell:
    return Cell(text, align="right")


def _percent(part: Fraction) -> str:
    return f"{float(part) * 100:.1f}%"


def _of(kind: str, number: int) -> str:
    pages = {
        "promises.promise": ("promises:detail", "promise_id"), "people.unit": ("people:unit", "unit_id"),
        "observations.subject": ("observed:subject", "subject_id"), "agreements.agreement": ("agreements:detail", "agreement_id"),
    }  # fmt: skip
    page, name = pages.get(kind, ("", ""))
    return _page(page, **{name: number}) if page else ""


def _page(name: str, **keys: int) -> str:
    return reverse(name, kwargs=keys)
