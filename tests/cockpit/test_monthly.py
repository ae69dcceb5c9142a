"""The monthly report as a Word file: its figures are the ledger's, and each of them lists where it comes from."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from docx import Document as Word

from luodi.cockpit.monthly import MonthNotReportable, month_of, monthly
from luodi.cockpit.monthly_paper import monthly_paper
from luodi.documents import storage
from luodi.documents.models import Document
from luodi.engines.papers import docx_of
from luodi.journal.models import Line
from luodi.journeys.file_monthly import file_monthly
from luodi.projects.operations import confirm_stage
from luodi.promises.queries import PromiseFilter, plans, promises_known_at
from luodi.scoreboards.queries import board_page
from luodi.tasks.operations import NewTask, ask_for
from luodi.values.refusal import NotAllowed
from tests.given import campaigned, observed, projects, promised, scored
from tests.given.browsing import signed_in
from tests.given.kept import held
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
JUNE = date(2025, 6, 1)
THEN = datetime.fromisoformat("2025-07-10T09:00:00+08:00")


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), held(_scene, tmp_path_factory.mktemp("files")) as found:
        yield found


def _scene():
    scene = district()
    board = scored.example(scene)
    scene.board = scored.shown(scene, board)
    sure = projects.project(scene, "澄川医药总部项目", amount=projects.yi("2"), binding="binding")
    confirm_stage(project_id=sure.pk, evidence="协议编号 1", by=scene.actor("bureau"), at=NOW)
    projects.project(scene, "望山云谷项目", unit="望山街道", by="hill", amount=projects.yi("1"), binding="binding")
    projects.project(scene, "没有金额的项目", binding="binding")
    one = observed.subject(scene, "示例澄波项目")
    promised.promise(scene, one)
    secret = observed.subject(scene, "纳税大户项目")
    promised.promise(scene, secret, indicator="tax", terms=[promised.term(2024, "7654321")])
    ask_for(
        task=NewTask(kind="follow_up", title="完成地块征迁", unit_id=scene.units["临河街道"].pk, due_date=date(2025, 5, 30)),
        by=scene.actor("bureau"), at=NOW,
    )  # fmt: skip
    scene.plan = campaigned.plan(scene)
    campaigned.issue(scene, scene.plan)
    return scene


def written(scene, who="bureau", month=JUNE, day=None, now=THEN):
    found = monthly(scene.actor(who) if isinstance(who, str) else who, month=month, now=now, day=day)
    return found, Word(io.BytesIO(docx_of(monthly_paper(found, district="示例区", mark="编号 1"))))


def text(word):
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in word.paragraphs] + cells)


def rows(word, heading):
    """Give the rows of the table whose first head cell is this."""
    table = next(each for each in word.tables if each.rows[0].cells[0].text == heading)
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def test_counts_the_month_claimed_and_confirmed_apart_beside_other_months(scene):
    found, word = written(scene, month=date(2025, 3, 1))
    signed = found.headlines[0]
    assert (signed.month.number, signed.month.confirmed, signed.month.amount(), signed.month.amount(confirmed=True)) == (
        3, 1, Decimal(300_000_000), Decimal(200_000_000),
    )  # fmt: skip
    assert (signed.before.number, signed.last_year.number, signed.month.without) == (0, 0, 1)
    line = next(row for row in rows(word, "指标") if row[0] == "签约（协议）")
    assert line[1].startswith("3〔") and line[2:5] == ["1", "3.0000", "2.0000"]
    april, _ = written(scene, month=date(2025, 4, 1))
    assert (april.headlines[0].month.number, april.headlines[0].before.number) == (0, 3)
    assert april.headlines[0].year.number == 3


def test_says_what_the_pages_say(scene):
    found, word = written(scene)
    viewer = scene.actor("bureau")
    page = board_page(viewer, scene.board.pk, today=THEN.date())
    best = page.standing.board.places[0]
    ranked = next(each for each in word.tables if each.rows[0].cells[1].text == "名次")
    assert ranked.rows[1].cells[3].text.startswith(f"{best.total.total}〔") and found.standing.boards[0].units == 2
    lamps = {each.unit: each.lamps() for each in plans(viewer, year=2025, today=found.on, known=THEN.date())}
    shown = next(each for each in word.tables if each.rows[0].cells[1].text == "绿灯")
    for row in shown.rows[1:]:
        unit = row.cells[0].text.split("〔")[0]
        assert [int(cell.text) for cell in row.cells[1:]] == list(lamps[unit].values())
    for verdict in ("breached", "no_data", "on_track"):
        counted = sum(n for (_, each), n in found.standing.verdicts.counts.items() if each == verdict)
        asked = PromiseFilter(verdict=verdict)
        assert counted == promises_known_at(viewer, asked, today=found.on, known=THEN.date()).total
    for who in ("firm", "unit", "district"):
        listed = promises_known_at(viewer, PromiseFilter(who=who), today=found.on, known=THEN.date()).total
        assert listed == found.standing.verdicts.of(who)
    assert "完成地块征迁" in text(word) and "美丽示例行动" in text(word)
    assert len(word.inline_shapes) == 1  # the lamps; nothing was signed in June


def test_lists_for_every_number_where_it_comes_from(scene):
    _, word = written(scene, month=date(2025, 3, 1))
    sources = word.tables[-1]
    listed = [row.cells[0].text for row in sources.rows[1:]]
    heads = [each for each in listed if each.startswith("〔")]
    assert [each.split("〕")[0] for each in heads] == [f"〔{number}" for number in range(1, len(heads) + 1)]
    place = next(number for number, each in enumerate(listed) if "签约（协议）·本月：3" in each)
    behind = [[cell.text for cell in row.cells] for row in sources.rows[place + 2 : place + 5]]
    assert {row[4] for row in behind} == {"已核", "待核"} and all(row[5].startswith("/projects/") for row in behind)


def test_knows_no_more_than_was_known_on_the_day(scene):
    late, _ = written(scene)
    early, word = written(scene, month=date(2025, 7, 1), day=date(2025, 7, 1), now=THEN)
    target = {each.indicator: each for each in early.targets}
    assert target["fixed_assets"].actual is None and target["signed_projects"].target == 16
    assert {each.indicator: each.actual for each in late.targets}["signed_projects"] is not None
    assert "2025-07-01 23:59" in text(word)


def test_hides_what_the_maker_may_not_see(scene):
    head = scene.actor("riverhead")
    found, word = written(scene, replace(head, permissions=head.permissions | {"projects.report"}))
    tax = next(row for row in found.standing.verdicts.rows if row.subject == "纳税大户项目")
    assert tax.running.hidden and tax.running.actual is None
    line = next(row for row in rows(word, "来源") if row[0].startswith(f"承诺 {tax.id} "))
    assert line[3].startswith("— / ")
    assert "纳税大户项目" not in text(written(scene)[1])
    of_river = replace(scene.actor("river"), permissions=scene.actor("river").permissions | {"projects.report"})
    own, paper = written(scene, of_river, month=date(2025, 3, 1))
    assert own.headlines[0].month.number == 2 and "望山云谷项目" not in text(paper)
    assert {each.unit for each in own.standing.plans} == {"临河街道"}
    bare = replace(scene.actor("bureau"), permissions=frozenset({"projects.report"}))
    nothing, blank = written(scene, bare)
    assert nothing.targets is None and nothing.failing is None and text(blank).count("不在生成人的可见范围。") == 7


def test_of_an_empty_month_is_a_whole_paper(scene):
    found, word = written(scene, month=date(2023, 2, 1))
    assert all(each.month.number == 0 for each in found.headlines)
    assert "还没有目标计划" in text(word) and "没有逾期的督办" in text(word) and "本月没有发出预警" in text(word)


@pytest.mark.parametrize("words", ["2025-13", "", "六月", "2025-6-1", "1e9"])
def test_refuses_what_is_no_month(words):
    with pytest.raises(MonthNotReportable):
        month_of(words)


@pytest.mark.parametrize(
    ("month", "day"), [(date(2025, 8, 1), None), (JUNE, date(2025, 5, 31)), (JUNE, date(2025, 7, 11))]
)
def test_refuses_a_month_ahead_and_a_day_before_it_or_ahead(scene, month, day):
    with pytest.raises(MonthNotReportable):
        monthly(scene.actor("bureau"), month=month, now=THEN, day=day)


def test_is_for_those_who_report(scene):
    for name in ("river", "leader", "finance"):
        with pytest.raises(NotAllowed):
            file_monthly(month=JUNE, by=scene.actor(name), at=THEN)
    assert signed_in(scene.accounts["river"]).post("/reports/monthly/", {"month": "2025-03"}).status_code == 403


def test_is_filed_with_its_mark_and_a_journal_line(scene):
    with time_machine.travel(THEN, tick=False):
        bureau = signed_in(scene.accounts["bureau"])
        assert 'name="month"' in bureau.get("/reports/").content.decode()
        wrong = bureau.post("/reports/monthly/", {"month": "2025-06", "known": "bogus"}, follow=True)
        assert "不能出月报" in wrong.content.decode() and not Document.objects.filter(title__contains="月报").exists()
        answer = bureau.post("/reports/monthly/", {"month": "2025-06", "known": ""})
    document, line = (
        Document.objects.get(title__contains="月报"),
        Line.objects.filter(event="report.filed").latest("pk"),
    )
    assert answer["Location"] == f"/documents/{document.pk}/" and document.data_class == "sensitive"
    word = Word(io.BytesIO(storage.open_bytes(document.file_id, document.file_name)))
    assert f"编号 {line.pk} · " in word.sections[0].header.paragraphs[0].text
    assert "测试bureau" in word.sections[0].footer.paragraphs[0].text
    assert line.facts["template"] == "monthly" and line.facts["figures"]["signed"] == 0
