"""Projects of the demonstration that go by their gates: one before each kind of waiting, and two that were lost."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from luodi.demo.people import Staff
from luodi.engines.gates.stages import MAIN_CODES
from luodi.projects import operations as projects
from luodi.projects.operations import Wish
from luodi.values.actor import Actor
from luodi.values.money import Money

UNIT = "望潮街道"
MEMBERS = (
    "区规划资源分局", "区生态环境分局", "区发改经信局", "区住建局", "区科技局", "区商务局", "区财政局", "区市场监管局",
)  # fmt: skip
EVIDENCE = {
    "P1": ("contact_evidence", "registration_accepted"), "P2": ("minutes",), "P3": ("letter_of_interest", "due_diligence"),
}  # fmt: skip
SHOWN = {
    "contact_evidence": "企业来访登记及名片（演示）", "registration_accepted": "受理编号 演示〔2026〕1号", "minutes": "洽谈纪要 演示〔2026〕3号",
    "letter_of_interest": "投资意向书（演示）", "due_diligence": "尽调报告（演示）", "policy_estimate": "政策测算表（演示）",
}  # fmt: skip


def go_by_gates(staff: Staff, firm_ids: list[int], *, street: Actor, bureau: Actor, by: Actor, at: datetime) -> int:
    """Bring six projects before their gates and give how many there are."""
    ask = _Walk(staff, street, bureau, by, at)
    ready = ask.project("朗川氢能装备研发中心", firm_ids[3], "320000000", days=20)
    ask.walk(ready, "P1")
    ask.claim(ready, "P2", shown=True)
    reviewed = ask.project("澜序储能产业化基地", firm_ids[5], "1260000000", days=75)
    ask.walk(reviewed, "P3")
    ask.claim(reviewed, "P4")
    projects.set_route(
        project_id=reviewed,
        path="land",
        marks=("energy",),
        support=Decimal(12_000_000),
        by=street,
        at=at - timedelta(days=9),
    )
    ask.review(reviewed, answered=MEMBERS[1:], started=9)
    lawful = ask.project("禾照医疗器械华东总部", firm_ids[7], "480000000", days=110)
    ask.walk(lawful, "P3")
    ask.claim(lawful, "P4")
    projects.set_route(
        project_id=lawful, path="leased", support=Decimal(3_200_000), by=street, at=at - timedelta(days=30)
    )
    ask.review(lawful, answered=MEMBERS, started=29)
    projects.pass_gate(project_id=lawful, gate="P4", by=bureau, at=at - timedelta(days=20))
    ask.claim(lawful, "P5")
    projects.put_evidence(
        project_id=lawful,
        item="policy_estimate",
        reference=SHOWN["policy_estimate"],
        by=street,
        at=at - timedelta(days=3),
    )
    legal = projects.ask_opinions(
        project_id=lawful, kind="legal", unit_ids=[staff.units["区司法局"]], by=street, at=at - timedelta(days=2)
    )
    projects.give_opinion(
        round_id=legal.pk,
        unit_id=staff.units["区司法局"],
        verdict="pass",
        text="权限、程序合法",
        by=by,
        at=at - timedelta(days=1),
    )
    ask.project("微澜数据服务平台项目", firm_ids[9], "86000000", days=2)
    for name, firm, reason, where, approved in (
        ("凌霜精密制造智能工厂", firm_ids[11], "site", "邻川区", True),
        ("逐光光伏材料项目", firm_ids[13], "market", "", False),
    ):  # fmt: skip
        ask.lose(ask.project(name, firm, "150000000", days=140), reason, where, approved)
    return 6


class _Walk:
    """The steps that the demonstration's projects share."""

    def __init__(self, staff: Staff, street: Actor, bureau: Actor, by: Actor, at: datetime) -> None:
        self.staff, self.street, self.bureau, self.by, self.at = staff, street, bureau, by, at
        self.days: dict[int, int] = {}

    def project(self, name: str, firm_id: int, amount: str, *, days: int) -> int:
        found = projects.register_project(
            name=name, unit_id=self.staff.units[UNIT], company_id=firm_id, amount=Money(Decimal(amount)),
            track="新能源" if "储能" in name or "氢能" in name else "高端制造", site="东港数谷A座", stage_claimed="P0",
            by=self.street, at=self.at - timedelta(days=days),
        )  # fmt: skip
        self.days[found.pk] = days
        return found.pk

    def _moment(self, project_id: int) -> datetime:
        self.days[project_id] -= 2
        return self.at - timedelta(days=self.days[project_id])

    def claim(self, project_id: int, stage: str, *, shown: bool = False) -> None:
        moment = self._moment(project_id)
        if stage != "P0":
            projects.claim_stage(project_id=project_id, stage=stage, by=self.street, at=moment)
        for item in EVIDENCE.get(stage, ()):
            made = item == "registration_accepted"
            projects.put_evidence(
                project_id=project_id, item=item, reference=SHOWN[item], effective_date=_day(moment),
                by=self.by if made else self.street, at=moment,
            )  # fmt: skip

    def walk(self, project_id: int, to: str) -> None:
        for stage in MAIN_CODES[: MAIN_CODES.index(to) + 1]:
            self.claim(project_id, stage)
            projects.pass_gate(project_id=project_id, gate=stage, by=self.bureau, at=self._moment(project_id))

    def review(self, project_id: int, *, answered: tuple[str, ...], started: int) -> None:
        asked = projects.ask_opinions(
            project_id=project_id, kind="joint", unit_ids=[self.staff.units[name] for name in MEMBERS],
            question="请就选址、能耗、环境影响和政策匹配提出意见", by=self.street, at=self.at - timedelta(days=started),
        )  # fmt: skip
        for name in answered:
            conditional = name == "区生态环境分局"
            projects.give_opinion(
                round_id=asked.pk, unit_id=self.staff.units[name], verdict="conditional" if conditional else "pass",
                text="原则同意，须落实总量来源" if conditional else "",
                conditions=[Wish("开工前完成环评并落实污染物总量来源", "P10")] if conditional else [], by=self.by,
                at=self.at - timedelta(days=started - 3),
            )  # fmt: skip

    def lose(self, project_id: int, reason: str, where: str, approved: bool) -> None:
        moment = self.at - timedelta(days=40)
        projects.set_side_state(
            project_id=project_id, side_state="lost", reason="企业书面告知另选他处", reason_code=reason, competitor=where,
            by=self.street, at=moment,
        )  # fmt: skip
        review = projects.write_failure_review(
            project_id=project_id, reason_code=reason, competitor=where, by=self.street, at=moment + timedelta(days=5),
            tried="三次上门对接，比选四处厂房，协调用能指标，并请行业专家评估技术路线。",
            learnt="标准厂房净高和荷载要提前储备；首次接触就应核实企业的投产时间表。",
        )  # fmt: skip
        if approved:
            projects.answer_failure_review(
                review_id=review.pk, approved=True, version=review.version, opinion="程序完整，尽到职责", by=self.bureau,
                at=moment + timedelta(days=9),
            )  # fmt: skip


def _day(moment: datetime) -> date:
    return moment.date()
