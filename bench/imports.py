"""A ledger of 10,000 rows from Excel into the ledger: upload, every check, import, journal; against reading with
openpyxl and saving each row through the ORM with its journal line, taken on 500 rows of the same sheet and scaled.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

ROWS, BASE_ROWS, FIRMS = 10_000, 500, 3_000


def run() -> list[dict]:
    """Measure the import of 10,000 rows, its parts, and its undo."""
    from django.test.utils import override_settings

    from bench.scratch import scratch_database

    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as folder, scratch_database():
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with override_settings(FILES_ROOT=Path(folder), PASSWORD_HASHERS=hashers):
            return _measured()


def _measured() -> list[dict]:
    from tests.given.people import NOW, district

    from luodi.documents.queries.intakes import intake
    from luodi.journeys import import_ledger

    scene = district()
    by, head = scene.actor("bureau"), scene.actor("bureau")
    data = _ledger(ROWS)
    naive = _naive(_ledger(BASE_ROWS), scene) * ROWS / BASE_ROWS
    times: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        result = work()
        times[name] = time.perf_counter() - began
        return result

    number = timed("upload", lambda: import_ledger.take_in_ledger(
        data=data, file_name="台账.xlsx", mode="good_rows", by=by, at=NOW))  # fmt: skip
    assert isinstance(number, int)
    timed("check", lambda: import_ledger.check_intake(intake_id=number, by=by, at=NOW))
    page = intake(intake_id=number, viewer=by)
    assert page.line.good == ROWS, page.line
    timed("press", lambda: import_ledger.start_run(intake_id=number, version=page.version, by=by, at=NOW))
    timed("import", lambda: import_ledger.run_intake(intake_id=number, by=by, at=NOW))
    assert intake(intake_id=number, viewer=by).line.done == ROWS
    whole = sum(times.values())
    timed("undo", lambda: import_ledger.undo_import(intake_id=number, reason="测量", by=head, at=NOW))
    figures = [_figure(f"import of {ROWS:,} rows: upload, check, import", whole, naive)]
    figures += [
        _figure(f"  of which {name}" if name != "undo" else f"undo of {ROWS:,} rows", took, naive)
        for name, took in times.items()
    ]
    return figures


def _figure(name: str, value: float, naive: float) -> dict:
    return {
        "name": name, "value": round(value, 2), "unit": "s", "baseline": "openpyxl, ORM save a row",
        "baseline_value": round(naive, 1), "ratio": round(value / naive, 3),
    }  # fmt: skip


def _ledger(rows: int) -> bytes:
    from tests.given import sheets

    units = ("临河街道", "望山街道", "城投平台")
    return sheets.ledger([
        sheets.row(n, unit=units[n % 3], investor=f"示例测量{n % FIRMS}号有限公司", code=sheets.code(n % FIRMS)) for n in range(rows)
    ])  # fmt: skip


def _naive(data: bytes, scene) -> float:
    """Do what a first version would: openpyxl, find the unit and firm of each row, save, write a journal line."""
    import openpyxl
    from django.db import transaction
    from tests.given.people import NOW

    from luodi.companies.models import Company
    from luodi.journal.operations import record
    from luodi.people.models import Unit
    from luodi.projects.models import Project
    from luodi.values.names import bigrams, normalised

    by = scene.actor("bureau")
    began = time.perf_counter()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    with transaction.atomic():
        for number, cells in enumerate(sheet.iter_rows(min_row=2, values_only=True)):
            name, firm, code, unit = cells[0], cells[1], cells[2], Unit.objects.get(name=cells[3])
            assert not Project.objects.filter(matching_name=normalised(name), unit=unit).exists()
            company = Company.objects.filter(credit_code=code).first() or Company.objects.create(
                name=firm, matching_name=normalised(firm), credit_code=code, source_kind="person", registered_at=NOW
            )
            project = Project.objects.create(
                code=f"N-{number}", name=name, matching_name=normalised(name), unit=unit, company=company, company_name=firm,
                amount=Decimal(cells[6]) * 10_000, binding="binding", stage_claimed="P7", source_kind="person",
                registered_at=NOW, changed_at=NOW, grams=bigrams(name),
            )  # fmt: skip
            record("project.registered", project, by=by, at=NOW, label=name)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took
