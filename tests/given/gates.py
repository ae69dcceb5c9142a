"""Scenes of gates: departments that are asked, a project at the beginning of its line, everything a gate asks for."""

from datetime import date, timedelta
from decimal import Decimal

from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.stages import MAIN_CODES, STAGES
from luodi.people import operations as people_operations
from luodi.projects import operations
from luodi.projects.models import Project
from luodi.projects.queries.dossiers import judged
from luodi.values.money import Money
from tests.given import people, projects
from tests.given.kept import laid_out
from tests.given.people import NOW, SET_UP, District

TODAY = date(2025, 3, 8)
EARLIER = date(2025, 1, 6)
DEPARTMENTS = {"nature": "生态环境分局", "justice": "司法局", "tax": "税务局"}


def district() -> District:
    """Set up the small district with three more departments and the dated parameters."""
    return laid_out("district of gates", _built)


def _built() -> District:
    scene = people.district()
    for name, unit in DEPARTMENTS.items():
        scene.units[unit] = people_operations.add_unit(
            name=unit, kind="department", parent_id=scene.root.pk, by=SET_UP, at=NOW
        )
        person = people_operations.add_person(name=f"测试{name}", by=SET_UP, at=NOW)
        people_operations.give_post(
            person_id=person.pk, unit_id=scene.units[unit].pk, role="department", from_date=date(2024, 1, 1),
            by=SET_UP, at=NOW,
        )  # fmt: skip
        scene.accounts[name] = people_operations.open_account(
            person_id=person.pk, sign_in_name=name, password=people.PASSWORD, temporary=False, by=SET_UP, at=NOW
        )
    people_operations.load_initial_parameters(by=SET_UP, at=NOW)
    return scene


def project(scene: District, name: str = "澄川医药总部项目", **details) -> Project:
    """Register an invented project at its very beginning, with what an officer knows of it."""
    details = {
        "stage_claimed": "P0", "signed_date": None, "company_name": "澄川医药科技有限公司", "site": "临河数智园3幢",
        "amount": Money(Decimal("260000000")),
    } | details  # fmt: skip
    return projects.project(scene, name, **details)


def prepare(scene: District, found: Project, gate: str, *, path: str = "leased") -> Project:
    """Claim a gate's stage and show everything that it asks for, as the acts above would have."""
    found.refresh_from_db()
    if found.stage_claimed != gate and STAGES[found.stage_claimed].order < STAGES[gate].order:
        operations.claim_stage(project_id=found.pk, stage=gate, by=scene.actor("river"), at=NOW)
    if gate == "P4":
        operations.set_route(project_id=found.pk, path=path, by=scene.actor("river"), at=NOW)
    if gate == "P7":
        found.refresh_from_db()
        operations.edit_project(
            project_id=found.pk, changes={"binding": "binding"}, reason="签约", version=found.version,
            by=scene.actor("river"), at=NOW,
        )  # fmt: skip
    for missing in judged([found.pk], day=TODAY)[found.pk].missing:
        for code, *_words in missing.bodies:
            show(found, missing.ask.item, body=code, reference=f"{code} 纪要")
        if missing.ask.item and not missing.bodies:
            show(found, missing.ask.item)
    found.refresh_from_db()
    return found


def show(found: Project, item: str, **details) -> None:
    """Put evidence as the act that makes it would."""
    assert item in ITEMS
    details = {"reference": "测试凭据", "effective_date": EARLIER} | details
    operations.put_evidence(project_id=found.pk, item=item, by=SET_UP, at=NOW, **details)


def pass_gate(scene: District, found: Project, gate: str, by: str = "bureau", **details):
    """Pass a gate as the bureau does."""
    details = {"at": NOW} | details
    return operations.pass_gate(project_id=found.pk, gate=gate, by=scene.actor(by), **details)


def walk(scene: District, found: Project, to: str, *, path: str = "leased") -> Project:
    """Take a project through every gate up to one, with everything shown."""
    found.refresh_from_db()
    for gate in MAIN_CODES[: MAIN_CODES.index(to) + 1]:
        if found.stage_confirmed is None or STAGES[gate].order > STAGES[found.stage_confirmed].order:
            prepare(scene, found, gate, path=path)
            pass_gate(scene, found, gate)
            found.refresh_from_db()
    return found


def ask(scene: District, found: Project, *units: str, kind: str = "joint", by: str = "river", **details):
    """Ask departments for their opinion."""
    units = units or ("生态环境分局", "规划资源局")
    ids = [scene.units[unit].pk for unit in units]
    return operations.ask_opinions(
        project_id=found.pk, kind=kind, unit_ids=ids, by=scene.actor(by), **({"at": NOW} | details)
    )


def answer(scene: District, asked, by: str, verdict: str = "pass", **details):
    """Give a department's opinion, through its account."""
    actor = scene.actor(by)
    details = {"at": NOW + timedelta(hours=1)} | details
    return operations.give_opinion(round_id=asked.pk, unit_id=actor.unit_id, verdict=verdict, by=actor, **details)
