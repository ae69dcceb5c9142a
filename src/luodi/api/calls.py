"""The API put together: its routers, its OpenAPI description, how faults of a call are worded."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from luodi.api import (
    agreements,
    board,
    campaigns,
    claim_accounts,
    claim_papers,
    claims,
    companies,
    conflicts,
    contacts,
    counting,
    credit,
    documents,
    facts,
    firm_facts,
    follow_ups,
    gates,
    intakes,
    items,
    journal,
    leads,
    me,
    meetings,
    notices,
    observations,
    payouts,
    plans,
    policies,
    proceedings,
    projects,
    promises,
    returns,
    reviews,
    rewards,
    scoreboards,
    search,
    tasks,
    units,
)
from luodi.api.contract import CallMalformed, CallNotUnderstood, TokenNeeded

DESCRIPTION = (
    "The same operations, permissions and visibility as the pages. Sign in with `Authorization: Bearer <token>` or a "
    "session (with X-CSRFToken on unsafe calls). Amounts are exact decimals in texts, days are ISO 8601. Refusals are "
    "problem documents (RFC 9457), worded in Chinese or English by Accept-Language. Unsafe calls may carry an "
    "Idempotency-Key: the same call again is answered as the first one was, with one effect."
)
SHOWN_FIELDS = 10
PREFIX = "/api/v1/"


class Description(OpenAPISchema):
    """A description that describes each shape once: two thousand answers have some hundred shapes."""

    def __init__(self, described: NinjaAPI, prefix: str) -> None:
        self._shapes: dict[tuple, tuple] = {}
        super().__init__(described, prefix)

    def _create_schema_from_model(self, model: Any, by_alias: bool = True, remove_level: bool = True,
                                  mode: Any = "validation") -> tuple:  # fmt: skip
        key = (model, by_alias, remove_level, mode)
        if key not in self._shapes:
            self._shapes[key] = super()._create_schema_from_model(model, by_alias, remove_level, mode)
        return self._shapes[key]


class Api(NinjaAPI):
    """The API whose description says that refusals are problem documents."""

    _descriptions: ClassVar[dict[str, OpenAPISchema]] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Give the OpenAPI description: made at the first asking (some seconds), kept for this process; not to be changed."""
        prefix = path_prefix or PREFIX
        if prefix not in self._descriptions:
            self._descriptions[prefix] = self._described(prefix)
        return self._descriptions[prefix]

    def _described(self, prefix: str) -> OpenAPISchema:
        schema = Description(self, prefix)
        for methods in schema["paths"].values():
            for call in methods.values():
                for status, response in call["responses"].items():
                    if status >= 400 and "content" in response:
                        response["content"] = {"application/problem+json": response["content"]["application/json"]}
        return schema


api = Api(
    title="Luodi",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
for _module in (
    me, units, documents, facts, board, projects, companies, meetings, campaigns, tasks, search, journal, intakes,
    conflicts, leads, reviews, gates, counting, credit, items, agreements, contacts, notices, observations,
    returns, promises, follow_ups, proceedings, scoreboards, plans, rewards, policies, firm_facts, claims, payouts,
    claim_papers, claim_accounts,
):  # fmt: skip
    api.add_router("", _module.router, tags=[_module.__name__.rpartition(".")[2]])


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Refuse a call whose fields or parameters are wrong, naming each."""
    raise CallNotUnderstood(fields=[_named(each) for each in fault.errors[:SHOWN_FIELDS]])


def _named(error: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in error["loc"])
    return f"{place} ({error['type']})".encode("utf-8", "replace").decode("utf-8")[:200]


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    """Refuse a call without a token that holds."""
    raise TokenNeeded()


@api.exception_handler(HttpError)
def malformed(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Refuse a body that can't be read."""
    raise CallMalformed()
