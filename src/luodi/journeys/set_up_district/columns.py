"""The columns of the workbook with which a district enters its own units and people."""

from luodi.engines.sheets import Column
from luodi.people.permissions import roles
from luodi.people.queries import KINDS

UNIT_SHEET, PEOPLE_SHEET = "单位", "人员"
KIND_CHOICES = {word: kind for kind, (zh, en) in KINDS.items() for word in (zh, en, kind)} | {
    "平台": "platform",
    "国企": "platform",
}


def unit_columns() -> tuple[Column, ...]:
    """Give the columns of the sheet of units; the first name of each stands in the template."""
    offered = tuple(zh for zh, _ in KINDS.values())
    return (
        Column("name", ("单位名称", "名称", "单位"), needed=True, longest=80),
        Column("short_name", ("简称", "单位简称"), longest=40),
        Column("kind", ("类型", "单位类型"), kind="choice", needed=True, choices=KIND_CHOICES, offered=offered),
        Column("parent", ("上级单位", "上级", "主管单位"), longest=80),
        Column("code", ("编码", "单位编码", "代码"), longest=20),
        Column("sort", ("排序", "序号"), kind="whole"),
    )


def people_columns() -> tuple[Column, ...]:
    """Give the columns of the sheet of people."""
    working = [role for role in roles().values() if not role.admin]
    choices = {word: role.code for role in working for word in (role.zh, role.en, role.code)}
    return (
        Column("name", ("姓名", "人员姓名"), needed=True, longest=40),
        Column("unit", ("单位", "所在单位", "单位名称"), needed=True, longest=80, fill_down=True),
        Column("title", ("职务", "职务名称"), longest=60),
        Column(
            "role",
            ("角色", "系统角色"),
            kind="choice",
            needed=True,
            choices=choices,
            offered=tuple(role.zh for role in working),
        ),
        Column("from_date", ("起任日期", "任职日期"), kind="day"),
        Column("phone", ("电话", "手机", "手机号", "联系电话"), longest=20),
        Column("email", ("邮箱", "电子邮箱"), longest=120),
        Column("sign_in_name", ("登录名", "账号"), longest=60),
    )
