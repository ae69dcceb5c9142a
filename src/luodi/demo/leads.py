"""First contact in the demonstration district: waiting, active, silent, shadow, lapsed, one conflict ruled, one open."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from luodi.demo.people import Staff
from luodi.leads import operations
from luodi.leads.models import Registration
from luodi.leads.operations import Hearing, NewLead
from luodi.people.queries.lookups import actor_of_person
from luodi.values.actor import Actor, system
from luodi.values.money import Money

CHINA = ZoneInfo("Asia/Shanghai")
# investor, controller, sector, product, need, 万元, unit's place among the streets, days before today, days of silence
LEADS = [
    ("澜序储能科技(示例)有限公司", "长空控股集团(示例)", "C3841", "储能电芯", "工业用地 60 亩", 38000, 0, 20, 6),
    ("星垣抗体药物(示例)有限公司", "星垣生命科学集团(示例)", "C2760", "抗体药物", "GMP 厂房 8000 平方米", 22000, 0, 100, 52),
    ("鲲石半导体设备(示例)有限公司", "鲲石投资(示例)", "C3562", "薄膜沉积设备", "洁净厂房 5000 平方米", 120000, 1, 40, 38),
    ("云杉供应链管理(示例)有限公司", "云杉集团(示例)", "G5800", "冷链运营", "高标仓 20000 平方米", 9000, 2, 150, 130),
    ("聆风机器人(示例)有限公司", "聆风科技集团(示例)", "C3491", "协作机器人", "标准厂房 6000 平方米", 16000, 3, 1, 1),
    ("初曦数据服务(示例)有限公司", "初曦控股(示例)", "I6450", "数据标注", "写字楼 3000 平方米", 6000, 4, 0, 0),
]  # fmt: skip


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def build_leads(staff: Staff, streets: list[str], now: datetime) -> int:
    """Register, accept, let lapse and dispute a handful of leads through the same operations as the district's people.

    Gives how many projects came by it.
    """
    today = now.astimezone(CHINA).date()
    bureau = actor_of_person(person_id=staff.persons["bureau"], today=today)
    for entry in LEADS:
        _one(staff, streets, entry, bureau, now)
    _disputes(staff, streets, bureau, today)
    operations.keep_clocks(by=system("首谈时钟"), at=now)
    operations.find_pairs(after=0, limit=100, by=system("查重"), at=now)
    return len(LEADS)


def _registrant(staff: Staff, unit: str) -> Actor:
    """Give who registers for a street: its officer's name stands on it, the demonstration does the work."""
    return Actor(kind="system", person_id=staff.officers[unit], name="演示数据", unit_id=staff.units[unit])


def _register(staff: Staff, unit: str, entry: tuple, at: datetime, met: datetime) -> Registration:
    investor, controller, sector, product, need, wan = entry[:6]
    by = _registrant(staff, unit)
    lead = NewLead(
        unit_id=staff.units[unit], title=f"{product}项目（{unit}）", investor_name=investor, controller=controller,
        sector_code=sector, product=product, need=need, amount=Money(Decimal(wan) * 10_000), contact_name="示例联系人",
        contact_phone="13900000000", evidence_kind="minutes", evidence_text=f"{product}项目洽谈纪要", evidence_at=met,
    )  # fmt: skip
    seen = operations.look_up(asked=lead.asked, by=by, at=at).seal
    return operations.register_lead(lead=lead, seen=seen, by=by, at=at)


def _one(staff: Staff, streets: list[str], entry: tuple, bureau: Actor, now: datetime) -> None:
    unit, days, silent = streets[entry[6]], entry[7], entry[8]
    today = now.astimezone(CHINA).date()
    at = _at(today - timedelta(days=days)) if days else now - timedelta(minutes=30)
    row = _register(staff, unit, entry, at, at - timedelta(days=2))
    if days > 1:
        operations.accept(
            registration_id=row.pk, version=row.version, reason="材料齐全", by=bureau, at=at + timedelta(hours=6)
        )
    for back in range(days - 15, silent - 1, -18) if days > 1 else ():
        _contact(row, staff, unit, today - timedelta(days=max(back, silent)))
    if days > 1 and silent < days - 2:
        _contact(row, staff, unit, today - timedelta(days=silent))


def _contact(row: Registration, staff: Staff, unit: str, day: date) -> None:
    operations.note_contact(
        project_id=row.project_id, contacted_date=day, kind="visit", reference=f"接洽记录 {day:%Y-%m-%d}", by=_registrant(staff, unit),
        at=_at(day, 17),
    )  # fmt: skip


def _disputes(staff: Staff, streets: list[str], bureau: Actor, today: date) -> None:
    """Let two more streets register what is occupied: one conflict is ruled on, one waits for its hearing."""
    ruled_day = today - timedelta(days=40)
    second = _register(staff, streets[5], LEADS[2], _at(ruled_day, 11), _at(ruled_day) - timedelta(days=12))
    by = _registrant(staff, streets[5])
    raised = operations.open_conflict(
        registration_id=second.pk, reason="本街道接洽更早，有会谈纪要", by=by, at=_at(ruled_day, 12)
    )
    hearing = Hearing(text="双方到会，核对会谈纪要原件，投资方代表列席")
    heard = operations.hear(
        conflict_id=raised.pk, version=1, hearing=hearing, by=bureau, at=_at(ruled_day + timedelta(days=3))
    )
    operations.rule_conflict(
        conflict_id=raised.pk, version=heard.version, winner="second", reason="同日报备，后者证据形成在先", by=bureau,
        at=_at(ruled_day + timedelta(days=4)),
    )  # fmt: skip
    second.refresh_from_db()
    _contact(second, staff, streets[5], today - timedelta(days=8))
    open_day = today - timedelta(days=1)
    behind = _register(staff, streets[6], LEADS[4], _at(open_day, 10), _at(open_day) - timedelta(days=5))
    operations.open_conflict(
        registration_id=behind.pk,
        reason="投资方先到本街道考察",
        by=_registrant(staff, streets[6]),
        at=_at(open_day, 11),
    )
