"""F12: whatever the API's description allows, and what it forbids, no call ends in a fault or an undocumented answer.

Each call of the description is made with generated values, right ones and wrong ones, half of them at objects that
really are there, through the whole WSGI application with a real token.
"""

import copy
import os

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from luodi.api.calls import api
from luodi.journal.models import Line
from luodi.people.models import Account
from luodi.people.visibility import table
from tests.given import world as given_world
from tests.given.kept import held, laid_out

SCHEMA = schemathesis.openapi.from_dict(copy.deepcopy(api.get_openapi_schema()))
CALLS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give the token of somebody of the bureau and the objects of the scene; all of it is rolled back at the end."""
    with (
        django_db_blocker.unblock(),
        held(lambda: laid_out("world", given_world.world), tmp_path_factory.mktemp("files")) as scene,
    ):
        secret = given_world.token_of(scene.district, "bureau")[1]
        ids = scene.own | {"company_id": scene.shared["company_id"], "unit_id": scene.shared["unit_id"]}
        yield secret, get_wsgi_application(), ids


def aim(case, ids: dict[str, int]) -> None:
    """Point a call at objects that are there, with the version that they have at first."""
    for name in list(case.path_parameters or {}):
        if name in ids:
            case.path_parameters[name] = ids[name]
    if isinstance(case.body, dict) and "version" in case.body:
        case.body["version"] = 1


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", CALLS)
def test_no_call_ends_in_a_fault_or_an_undocumented_answer(program, django_db_blocker, label, mode):
    secret, application, ids = program
    call = CALLS[label]
    if mode == GenerationMode.NEGATIVE and not (list(call.iter_parameters()) or call.body):
        pytest.skip("nothing of this call can be wrong")

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=call.as_strategy(generation_mode=mode), aimed=st.booleans())
    def answers(case, aimed):
        if aimed:
            aim(case, ids)
        headers = {"Authorization": f"Bearer {secret}"}
        case.call_and_validate(app=application, headers=headers, checks=[not_a_server_error, status_code_conformance])

    with django_db_blocker.unblock(), transaction.atomic():
        answers()
        transaction.set_rollback(True)


def test_the_journal_and_the_accounts_survived_it(program, django_db_blocker):
    with django_db_blocker.unblock():
        assert Line.objects.exists() and Account.objects.filter(is_active=True).count() >= len(table())
