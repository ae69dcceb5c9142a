"""Inviting firms to what a clause gives them: reckoned firm by firm, and said of each what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.claims import operations, queries
from luodi.claims.refusals import ClaimClauseUnknown
from luodi.companies.queries import exact_matches
from luodi.policies.queries import screening_results, screenings, version_keys
from luodi.values.refusal import NotAllowed, Refusal
from luodi.web.access import actor_of, permitted
from luodi.web.answering import sentence, whole
from luodi.web.claims.acting import text

MOST = 200


@permitted("claims.invite", methods=("GET", "HEAD", "POST"))
def invite(request: HttpRequest) -> HttpResponse:
    """Show the form, and after it what became of each firm."""
    at, results, refusal = timezone.now(), [], None
    year = whole(text(request, "year", 4)) or timezone.localdate(at).year - 1
    if request.method == "POST":
        names = [line.strip() for line in request.POST.get("firms", "").splitlines() if line.strip()][:MOST]
        try:
            results = _invited(request, names, text(request, "clause", 60), year)
        except NotAllowed:
            raise
        except Refusal as said:
            refusal = said
    entered = request.POST if request.method == "POST" else _prefilled(request)
    context = {
        "clauses": [("", _("请选择")), *queries.clauses_in_force(at=at)], "year": year, "entered": entered,
        "results": results, "invited": sum(good for _name, good, _said in results),
        "refusal": sentence(refusal) if refusal else "",
    }  # fmt: skip
    return render(request, "claims/invite.html", context, status=refusal.status if refusal else 200)


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """Give the clause that is asked for, and the firms that the newest screening found due it."""
    viewer, clause = actor_of(request), request.GET.get("clause", "")[:60]
    versions = [pk for (code, _number), pk in sorted(version_keys(timezone.now()).items()) if code == clause]
    runs = screenings(viewer, limit=1) if versions and viewer.may("policies.screen") else []
    rows = (
        screening_results(viewer, runs[0].id, clause_pk=versions[-1], status="eligible", size=MOST).rows if runs else []
    )
    return {"clause": clause, "firms": "\n".join(each.company for each in rows)}


def _invited(request: HttpRequest, names: list[str], clause: str, year: int) -> list[tuple[str, bool, str]]:
    by, at, found = actor_of(request), timezone.now(), []
    for name, matches in zip(names, exact_matches(names, [_code(name) for name in names]), strict=True):
        ids = {each.company_id for each in matches}
        if len(ids) != 1:
            found.append((name, False, _("企业库里没有唯一对应的企业")))
            continue
        try:
            operations.invite(company_id=ids.pop(), clause=clause, year=year, by=by, at=at)
            found.append((name, True, ""))
        except (NotAllowed, ClaimClauseUnknown):
            raise
        except Refusal as refusal:
            found.append((name, False, sentence(refusal)))
    return found


def _code(name: str) -> str:
    return name.upper() if len(name) == 18 and name.isascii() else ""
