"""The clause form: its fields written as the text of a clause, which is what is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIELDS = (
    "id", "title", "title_en", "kind", "from", "to", "industries", "when", "amount", "round_to", "round_mode", "cap_year",
    "cap_lifetime", "envelope", "group", "evidence", "department", "mode", "notice_days", "article", "page", "quote",
)  # fmt: skip
DEFAULTS = {
    "kind": "ratio",
    "round_to": "元",
    "round_mode": "half_up",
    "mode": "apply",
    "notice_days": "5",
    "page": "1",
}


@dataclass(frozen=True, slots=True)
class ClauseForm:
    """What was filled in, by field; `cases` are (name, given, status, amount), one a line of the form."""

    values: Mapping[str, str]
    cases: list[tuple[str, str, str, str]] = field(default_factory=list)


def clause_form(entered: Mapping[str, str]) -> ClauseForm:
    """Read the form; empty fields have their defaults."""
    values = {name: (entered.get(name) or DEFAULTS.get(name, "")).strip() for name in FIELDS}
    cases = []
    for place in range(1, 4):
        name = (entered.get(f"case{place}_name") or "").strip()
        if name:
            row = (entered.get(f"case{place}_{part}") or "" for part in ("given", "status", "amount"))
            cases.append((name, *(each.strip() for each in row)))
    return ClauseForm(values, cases)


def text_of(form: ClauseForm, version: int) -> str:
    """Write a form as the text of a clause: one table [[clause]] with its cases."""
    given = form.values
    industries = ", ".join(_quoted(each) for each in _parts(given["industries"]))
    lines = [
        "[[clause]]", f"id = {_quoted(given['id'])}", f"version = {version}", f"title = {_quoted(given['title'])}",
        *([f"title_en = {_quoted(given['title_en'])}"] if given["title_en"] else []), f"kind = {_quoted(given['kind'])}",
        f"valid = {{ from = {given['from'] or '?'}, to = {given['to'] or '?'} }}",
        *([f"scope = {{ industries = [{industries}] }}"] if industries else []),
        f"when = {_quoted(given['when'])}", f"amount = {_quoted(given['amount'])}",
        f"round = {{ to = {_quoted(given['round_to'])}, mode = {_quoted(given['round_mode'])} }}",
    ]  # fmt: skip
    caps = [(name, given[f"cap_{key}"]) for name, key in (("firm_year", "year"), ("lifetime", "lifetime"))]
    if any(amount for _name, amount in caps):
        lines.append("caps = { " + ", ".join(f"{name} = {_quoted(amount)}" for name, amount in caps if amount) + " }")
    lines += [f"{name} = {_quoted(given[name])}" for name in ("envelope", "group") if given[name]]
    if given["evidence"]:
        papers = [_evidence(line) for line in given["evidence"].splitlines() if line.strip()]
        lines += ["evidence = [", *(f"  {paper}," for paper in papers), "]"]
    lines += [
        *([f"department = {_quoted(given['department'])}"] if given["department"] else []), f"mode = {_quoted(given['mode'])}",
        f"notice_days = {given['notice_days'] if given['notice_days'].isdigit() else 5}",
        f"text = {{ article = {_quoted(given['article'])}, page = {given['page'] if given['page'].isdigit() else 1}, "
        f"quote = {_quoted(given['quote'])} }}",
    ]  # fmt: skip
    for case in form.cases:
        lines += ["", *_case(*case)]
    return "\n".join(lines) + "\n"


def _case(name: str, given: str, status: str, amount: str) -> list[str]:
    pairs = []
    for part in _parts(given.replace("；", ";").replace(";", ",")):
        key, _sign, value = part.partition("=")
        pairs.append(f"{_quoted(key.strip())} = {_value(value.strip())}")
    expected = f"status = {_quoted(status or 'eligible')}" + (f", amount = {_quoted(amount)}" if amount else "")
    return [
        "[[clause.case]]",
        f"name = {_quoted(name)}",
        f"given = {{ {', '.join(pairs)} }}",
        f"expect = {{ {expected} }}",
    ]


def _evidence(line: str) -> str:
    name, _sign, fields = line.replace("：", ":").partition(":")
    proves = ", ".join(_quoted(each) for each in _parts(fields.replace("、", ",")))
    return f"{{ name = {_quoted(name.strip())}, proves = [{proves}] }}"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _value(text: str) -> str:
    if text in ("是", "true"):
        return "true"
    if text in ("否", "false"):
        return "false"
    return text if len(text) == 10 and text[4:5] == "-" and text.replace("-", "").isdigit() else _quoted(text)


def _quoted(text: str) -> str:
    clean = "".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
