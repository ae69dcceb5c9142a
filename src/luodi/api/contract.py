"""The terms of every call: who may make it, how it is refused, how values stand in JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from luodi.values.actor import Actor
from luodi.values.money import Money
from luodi.values.refusal import NotAllowed, Refusal


class TokenNeeded(Refusal):
    """The call carries neither a token that holds nor a session."""

    code = "token_needed"
    status = 401


class CallNotUnderstood(Refusal):
    """A field or parameter is missing, unknown or wrong. Params: fields (each with the reason)."""

    code = "call_not_understood"


class CallMalformed(Refusal):
    """The body is no JSON, or no form."""

    code = "call_malformed"
    status = 400


class MethodNotOffered(Refusal):
    """The address does not take this method. Params: method, allowed."""

    code = "method_not_offered"
    status = 405


def actor_of(request: HttpRequest) -> Actor:
    """Give the actor that the middleware built for this call, from the token or from the session."""
    return request.actor  # type: ignore[attr-defined]


class _Demand:
    """What both ways of signing in share: an actor, and the permission that the call demands."""

    permission: str

    def actor(self, request: HttpRequest) -> Actor | None:
        actor = actor_of(request)
        if actor.account_id is not None and self.permission and not actor.may(self.permission):
            raise NotAllowed(permission=self.permission)
        return actor if actor.account_id is not None else None


class Token(_Demand, HttpBearer):
    """A person's token, issued on the page of one's own account."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor | None:
        return self.actor(request) if request.by_token else None  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Give the actor of a token; the middleware has looked it up already."""
        return self(request)


class Session(_Demand, APIKeyCookie):
    """The session of a signed-in browser; unsafe calls carry the header X-CSRFToken, which the middleware checks."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Give the actor of the session."""
        return self.actor(request)


def storable(value: Any) -> Any:
    """Refuse texts that no column holds: with NUL characters, or with halves of surrogate pairs.

    :raises ValueError: naming the fault
    """
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= char <= "\udfff" for char in value)):
        raise ValueError("text_not_storable")
    if isinstance(value, dict):
        for name, each in value.items():
            storable(name)
            storable(each)
    if isinstance(value, list):
        for each in value:
            storable(each)
    return value


class Asked(Schema):
    """What a call sends: unknown fields are refused, so that nothing is believed to be set that is not."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def only_storable(cls, given: Any) -> Any:
        """Refuse texts that can't be kept."""
        return storable(given) if isinstance(given, dict) else given


class Problem(Schema):
    """A refusal (RFC 9457): `title` is its code, `detail` its sentence, `params` the values in the sentence."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    params: dict[str, Any] = {}


def _written(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _in_utc(value: datetime) -> datetime:
    """Give an instant in UTC, one without offset as the district's own time.

    :raises ValueError: for one that no calendar holds any more
    """
    try:
        return (timezone.make_aware(value) if timezone.is_naive(value) else value).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("instant_out_of_range") from error


Instant = Annotated[datetime, AfterValidator(_in_utc)]
Amount = Annotated[
    str, BeforeValidator(_written), Field(description="exact decimal, in whole units (元)", examples=["12500000.00"])
]
Rate = Annotated[str, BeforeValidator(_written), Field(description="exact decimal: 元 for one unit of the currency")]
AmountGiven = Annotated[
    str, Field(pattern=r"^[0-9]{1,14}(\.[0-9]{1,2})?$", description="exact decimal, in whole units (元)")
]
RateGiven = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?$", description="元 for one unit of the currency")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[
    int, Field(ge=0, le=2**31 - 1, description="the version that was read; a newer one there gives 409")
]
Reason = Annotated[str, Field(max_length=300)]
Page = Annotated[int, Field(ge=1, le=20_000)]
Size = Annotated[int, Field(ge=1, le=200)]


def money_of(amount: str | None, currency: str = "CNY") -> Money | None:
    """Give a stated amount as money; None for none."""
    return Money(Decimal(amount), currency) if amount is not None else None


class AnyRefusal(Schema):
    """What stands for every refusal of every call: one shape, made once, where each call would make eight of its own."""

    response: Problem


REFUSED = dict.fromkeys((400, 401, 403, 404, 405, 409, 422, 503), AnyRefusal)


def offer(
    router: Router, method: str, path: str, *, permission: str, answer: Any, status: int = 200, summary: str
) -> Callable[[Callable], Callable]:
    """Put a function at an address: the permission is demanded before the call is read, every refusal is documented."""

    def place(view: Callable) -> Callable:
        placed = router.api_operation(
            [method],
            path,
            auth=[Token(permission), Session(permission)],
            response={status: answer},
            summary=summary,
            openapi_extra={"x-permission": permission or "signed_in"},
        )(_knowing_its_parameters(view))
        placed._ninja_operation.response_models |= REFUSED
        return placed

    return place


def _knowing_its_parameters(view: Callable) -> Callable:
    """Refuse parameters in the address that the call does not have, so that no filter is believed in force in vain."""

    @wraps(view)
    def known(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        operation = known._ninja_operation  # type: ignore[attr-defined]
        names = {
            name
            for model in operation.models
            if model.__ninja_param_source__ == "query"
            for name in model.__ninja_flatten_map__
        }
        if unknown := sorted(set(request.GET) - names):
            raise CallNotUnderstood(fields=[f"query.{name[:60]} (extra_forbidden)" for name in unknown[:10]])
        return view(request, *args, **kwargs)

    return known


def made(answer: Any) -> Status:
    """Answer 201 with what was made."""
    return Status(201, answer)


class SourceShape(Schema):
    """Where a value comes from: `kind` is row, fact, person or demo; `id` leads to the row or the fact."""

    kind: str
    id: int | None = None
    href: str | None = Field(None, description="the address of the source in this API")


def source_shape(kind: str, row_or_fact: int | None) -> SourceShape:
    """Give a source with its address."""
    places = {"row": f"/api/v1/rows/{row_or_fact}", "fact": f"/api/v1/facts/{row_or_fact}/source"}
    return SourceShape(kind=kind, id=row_or_fact, href=places.get(kind) if row_or_fact else None)


class Listed(Schema):
    """What every list says beside its rows: how many there are ("total" stops at 1001 unless asked exactly)."""

    total: int


class Line(Schema):
    """A line of the journal, worded."""

    id: int
    at: datetime
    event: str
    sentence: str
    succeeded: bool
    actor: str
    unit: str
    object_kind: str
    object_id: str
    request_id: str
