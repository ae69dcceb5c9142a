"""Uploading a version of the rule pack: checked whole, dated, journalled; the texts are read again with it."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.engines.fairness.pack import pack_files
from luodi.journal import queries as journal
from luodi.journeys.conclude_fairness_review import rescan_all
from luodi.reviews import operations, queries, refusals
from luodi.reviews.models import Pack
from luodi.values.refusal import NotAllowed
from tests.given import reviews as given
from tests.given.browsing import signed_in
from tests.given.kept import kept
from tests.given.people import NOW, SET_UP, district

RULES = pack_files()["rules"]
NEW = RULES.replace('version = "FCR-2025.1"', 'version = "FCR-2025.9"')
AT = NOW + timedelta(days=90)


@pytest.fixture
@kept
def scene(db):
    found = district()
    given.regulator(found)
    return found


def upload(scene, text=NEW, *, name="rules.toml", by="bureau", reason="市局修订"):
    data = text if isinstance(text, bytes) else text.encode()
    return operations.upload_pack(data=data, file_name=name, reason=reason, by=scene.actor(by), at=AT)


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"pack/{name}.toml", text)
    return out.getvalue()


def test_is_in_force_at_once_and_what_it_finds_anew_is_read(scene):
    review = given.asked(scene)
    rescan = upload(scene)
    assert queries.pack_in_force().version == "FCR-2025.9" and Pack.objects.get().files["rules"] == NEW
    assert rescan_all(rescan_ids=[rescan.pk], by=SET_UP, at=AT) == 1
    review.refresh_from_db()
    assert review.pack_version == "FCR-2025.9"
    events = [line.event for line in journal.lines(object_of=("reviews.pack", rescan.pack_id), limit=5)]
    assert {"review.pack_uploaded", "review.pack_adopted"} <= set(events)
    with pytest.raises(refusals.PackAlreadyAdopted):
        upload(scene)


def test_takes_a_zip_of_the_whole_pack_by_the_page(scene):
    whole = pack_files() | {"rules": NEW}
    file = SimpleUploadedFile("规则包.zip", zipped(**whole))
    answer = signed_in(scene.accounts["bureau"]).post("/reviews/pack/upload", {"file": file, "reason": "市局修订"})
    assert answer.status_code == 302 and "/rescans/" in answer.headers["Location"]
    assert queries.pack_in_force().version == "FCR-2025.9"


@pytest.mark.parametrize(
    ("text", "name", "refusal"),
    [
        ("[pack", "rules.toml", refusals.PackUnreadable),
        (NEW.replace("[rules.E01]", "[rules.X01]"), "rules.toml", refusals.PackUnreadable),
        (NEW.replace('severity = "F"', 'severity = "Z"', 1), "rules.toml", refusals.PackUnreadable),
        (b"\xff\xfe", "rules.toml", refusals.PackUnreadable),
        (b"x", "rules.docx", refusals.PackUnreadable),
        (zipped(words="[words]"), "a.zip", refusals.PackUnreadable),
        (zipped(rules=NEW, entry='[words]\nA = ["(("]\n[[find]]\nrule = "E01"\nat = "{A}"\nconfidence = 0.9'), "a.zip", refusals.PackUnreadable),
        (NEW.replace("valid_from = 2025-04-20", "valid_from = 2099-01-01"), "rules.toml", refusals.PackNotYetValid),
        (RULES, "rules.toml", refusals.PackAlreadyAdopted),
    ],
)  # fmt: skip
def test_what_is_no_pack_changes_nothing(scene, text, name, refusal):
    with pytest.raises(refusal):
        upload(scene, text, name=name)
    assert not Pack.objects.exists() and queries.pack_in_force().version == "FCR-2025.1"


def test_is_the_bureaus_and_needs_a_ground(scene):
    with pytest.raises(NotAllowed):
        upload(scene, by="river")
    with pytest.raises(refusals.PackReasonMissing):
        upload(scene, reason=" ")
    assert date(2025, 4, 20) == queries.pack_in_force().valid_from
