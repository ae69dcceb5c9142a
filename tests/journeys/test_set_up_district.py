"""Setting up one's own district from Excel: checked row by row, brought in as chosen beforehand, nothing lost."""

from io import BytesIO

import pytest
import xlsxwriter

from luodi.engines.sheets import SheetEmpty, SheetIsNotExcel
from luodi.journal import queries as journal
from luodi.journeys import set_up_district as journey
from luodi.journeys.set_up_district.running import RosterBringsNothing, RosterFileTooLarge, RosterHasBadRows
from luodi.people import queries
from luodi.people.models import Account, Person, Post, Roster, Unit
from luodi.people.operations.rosters import RosterIsDone, RosterModeUnknown
from luodi.values.actor import system
from luodi.values.refusal import NotAllowed, NotFound
from tests.given.people import NOW, district

pytestmark = pytest.mark.django_db
UNIT_HEAD = ("单位名称", "简称", "类型", "上级单位", "编码", "排序")
PEOPLE_HEAD = ("姓名", "单位", "职务", "角色", "起任日期", "电话", "邮箱", "登录名")
UNITS = [
    ("拱桥区", "", "区", "", "GQ", 1),
    ("投资促进局", "投促局", "投资促进局", "拱桥区", "", 2),
    ("清波街道经济科", "", "部门", "清波街道", "", 4),
    ("清波街道", "清波", "街道", "拱桥区", "", 3),
]
PEOPLE = [
    ("沈一舟", "投资促进局", "局长", "投资促进局", "2024-01-01", "13800005678", "", "shenyz"),
    ("陆知微", "清波街道", "主任", "单位负责人", "", "13800005679", "lu@example.cn", "luzw"),
    ("陆知微", "清波街道经济科", "科长", "招商专员", "", "13800005679", "", ""),
]


def workbook(units=None, people=None, *, unit_head=UNIT_HEAD, people_head=PEOPLE_HEAD) -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, head, rows in (("单位", unit_head, units), ("人员", people_head, people)):
        if rows is not None:
            sheet = book.add_worksheet(name)
            for number, row in enumerate([head, *rows]):
                for place, value in enumerate(row):
                    if value != "":
                        sheet.write(number, place, value)
    if units is None and people is None:
        book.add_worksheet("别的")
    book.close()
    return target.getvalue()


def check(data: bytes, by, mode="good", name="名册.xlsx") -> int:
    return journey.check_workbook(data=data, file_name=name, mode=mode, by=by, at=NOW)


def found(roster_id: int, by) -> dict[str, list[str]]:
    rows = journey.roster_rows(roster_id=roster_id, by=by, at=NOW)
    return {f"{row.sheet} {row.number}": [row.verdict, *(each.code for each in row.findings)] for row in rows}


FIRST = system("首次建立")


class TestEmptyDistrict:
    def test_units_people_posts_and_accounts_come_of_one_workbook(self):
        number = check(workbook(UNITS, PEOPLE), FIRST)
        done = journey.bring_in(roster_id=number, by=FIRST, at=NOW)
        assert (done.units, done.persons, done.posts, done.accounts, done.left_out) == (4, 2, 3, 2, 0)
        office = Unit.objects.get(name="清波街道经济科")
        assert office.parent.name == "清波街道" and office.path.count(".") == 3
        account = Account.objects.get(sign_in_name="luzw")
        assert not account.has_usable_password()
        actor = queries.actor_of(account=account, today=NOW.date())
        assert actor.roles == {"unit_head", "officer"} and office.pk in actor.unit_ids

    def test_the_rows_with_their_phones_are_gone_afterwards(self):
        number = check(workbook(UNITS, PEOPLE), FIRST)
        journey.bring_in(roster_id=number, by=FIRST, at=NOW)
        row = Roster.objects.get()
        assert row.rows == [] and row.result["persons"] == 2
        assert "13800005678" not in str(journal.lines(limit=100))
        with pytest.raises(RosterIsDone):
            journey.bring_in(roster_id=number, by=FIRST, at=NOW)

    def test_only_one_unit_has_no_parent(self):
        number = check(workbook([UNITS[0], ("另一个区", "", "区", "", "", 9)]), FIRST)
        assert found(number, FIRST) == {"单位 2": ["good"], "单位 3": ["bad", "set_up_parent_missing"]}


class TestChecks:
    @pytest.fixture
    def by(self):
        return district().actor("bureau")

    def test_each_fault_of_a_unit_is_named(self, by):
        rows = [
            ("新河街道", "", "街道", "示例区", "", 1),
            ("新河街道", "", "街道", "示例区", "", 1),
            ("", "", "街道", "示例区", "", 1),
            ("乙处", "", "王国", "示例区", "", 1),
            ("丙处", "", "部门", "不存在的局", "", 1),
            ("丁处", "", "部门", "戊处", "", 1),
            ("戊处", "", "部门", "丁处", "", 1),
            ("己处", "", "部门", "丙处", "", 1),
            ("临河街道", "", "街道", "示例区", "", 1),
            ("庚处", "", "部门", "示例区", "", "很多"),
        ]
        codes = found(check(workbook(rows), by), by)
        assert codes["单位 2"] == ["good"]
        assert codes["单位 3"] == ["bad", "set_up_row_twice"]
        assert codes["单位 4"] == ["bad", "set_up_cell_missing"]
        assert codes["单位 5"] == ["bad", "choice_unknown"]
        assert codes["单位 6"] == ["bad", "set_up_unit_unknown"]
        assert codes["单位 7"] == codes["单位 8"] == ["bad", "set_up_parent_circle"]
        assert codes["单位 9"] == ["bad", "set_up_parent_bad"]
        assert codes["单位 10"] == ["known", "set_up_unit_known"]
        assert codes["单位 11"][0] == "bad"

    def test_each_fault_of_a_person_is_named(self, by):
        rows = [
            ("沈一舟", "临河街道", "科长", "招商专员", "2025-03-01", "13800005678", "", ""),
            ("沈一舟", "临河街道", "科长", "招商专员", "", "", "", ""),
            ("陆知微", "不存在的局", "", "招商专员", "", "", "", ""),
            ("陆知微", "临河街道", "", "皇帝", "", "", "", ""),
            ("测试river", "临河街道", "", "招商专员", "", "", "", ""),
            ("测试hill", "临河街道", "", "招商专员", "", "", "", ""),
            ("顾南枝", "临河街道", "", "招商专员", "2025-13-40", "12345", "no-at", "gunz"),
            ("", "临河街道", "", "招商专员", "", "", "", ""),
        ]
        codes = found(check(workbook(people=rows), by), by)
        assert codes["人员 2"][0] == "good"
        assert codes["人员 3"] == ["bad", "set_up_row_twice", "set_up_person_same_name"]
        assert codes["人员 4"] == ["bad", "set_up_unit_unknown"]
        assert "choice_unknown" in codes["人员 5"] and codes["人员 5"][0] == "bad"
        assert codes["人员 6"] == ["known", "set_up_person_known"]
        assert codes["人员 7"] == ["doubtful", "set_up_person_same_name"]
        assert {"set_up_phone_strange", "set_up_email_strange", "set_up_account_later"} <= set(codes["人员 8"])
        assert codes["人员 8"][0] == "bad"
        assert codes["人员 9"] == ["bad", "set_up_cell_missing"]

    def test_a_phone_that_excel_made_a_number_is_read(self, by):
        rows = [("沈一舟", "临河街道", "", "招商专员", "", 13800005678, "", "")]
        number = check(workbook(people=rows), by)
        journey.bring_in(roster_id=number, by=by, at=NOW)
        assert Person.objects.get(name="沈一舟").phone == "13800005678"

    def test_every_sentence_is_there_in_both_languages(self, by):
        rows = [("", "", "王国", "不存在", "", 1), ("临河街道", "", "街道", "示例区", "", 1)]
        number = check(workbook(rows), by)
        for row in journey.roster_rows(roster_id=number, by=by, at=NOW):
            for each in row.findings:
                for language in ("zh", "en"):
                    assert each.sentence(language) != each.code and "?" not in each.sentence(language)


class TestModes:
    ROWS = [("新河街道", "", "街道", "示例区", "", 1), ("乙处", "", "王国", "示例区", "", 1)]

    @pytest.fixture
    def by(self):
        return district().actor("bureau")

    def test_good_rows_are_brought_in_and_bad_ones_left_out(self, by):
        done = journey.bring_in(roster_id=check(workbook(self.ROWS), by), by=by, at=NOW)
        assert (done.units, done.left_out) == (1, 1)

    def test_all_or_none_writes_nothing_while_a_row_is_bad(self, by):
        number = check(workbook(self.ROWS), by, "all")
        with pytest.raises(RosterHasBadRows) as refused:
            journey.bring_in(roster_id=number, by=by, at=NOW)
        assert "单位 3" in refused.value.sentence()
        assert not Unit.objects.filter(name="新河街道").exists()
        assert Roster.objects.get().done_at is None

    def test_what_changed_since_the_check_is_checked_again(self, by):
        number = check(workbook(self.ROWS[:1]), by)
        journey.bring_in(roster_id=check(workbook(self.ROWS[:1]), by), by=by, at=NOW)
        assert found(number, by) == {"单位 2": ["known", "set_up_unit_known"]}
        with pytest.raises(RosterBringsNothing):
            journey.bring_in(roster_id=number, by=by, at=NOW)

    def test_the_mode_is_chosen_beforehand(self, by):
        with pytest.raises(RosterModeUnknown):
            check(workbook(self.ROWS), by, "")

    def test_accounts_wait_for_the_security_administrator(self, by):
        rows = [("沈一舟", "临河街道", "", "招商专员", "", "", "", "shenyz")]
        done = journey.bring_in(roster_id=check(workbook(people=rows), by), by=by, at=NOW)
        assert done.accounts == 0 and Post.objects.filter(person__name="沈一舟").count() == 1
        assert not Account.objects.filter(sign_in_name="shenyz").exists()


class TestRefusedFiles:
    @pytest.fixture
    def scene(self):
        return district()

    def test_each_says_what_to_do(self, scene):
        by = scene.actor("bureau")
        for data, name, refusal in [
            (b"just text", "名册.xlsx", None),
            (b"just text, no workbook", "名册.txt", SheetIsNotExcel),
            (workbook(), "名册.xlsx", SheetEmpty),
            (workbook([]), "名册.xlsx", SheetEmpty),
            (b"0" * (10 * 1024 * 1024 + 1), "名册.xlsx", RosterFileTooLarge),
        ]:
            with pytest.raises(refusal or Exception) as refused:
                check(data, by, name=name)
            assert refused.value.sentence()
        assert Roster.objects.count() == 0

    def test_officers_do_not_set_up_districts(self, scene):
        with pytest.raises(NotAllowed):
            check(workbook(UNITS), scene.actor("river"))

    def test_another_persons_workbook_is_not_there(self, scene):
        number = check(workbook(TestModes.ROWS), scene.actor("bureau"))
        with pytest.raises(NotFound):
            journey.bring_in(roster_id=number, by=scene.actor("secadmin"), at=NOW)
