"""One definition of the gates, read from its text, checked, and compared with another."""

import tomllib
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

from luodi.engines.gates.bodies import BODIES
from luodi.engines.gates.items import ITEMS
from luodi.engines.gates.stages import MAIN_CODES, STAGES

FIELDS = {
    "company": ("投资主体", "Investor"), "amount": ("投资额", "Amount"), "site": ("落位地点", "Site"),
    "route": ("用地路径与特别事项", "Route and special matters"), "binding": ("协议性质", "Kind of agreement"),
    "officer": ("经办人", "Officer"),
}  # fmt: skip
MARKS = ("energy", "equity", "beyond_policy", "sensitive")
CONDITIONS = (
    "land", "leased", "binding", "framework", *MARKS, "support_t1", "support_t2", "amount_t3", "meeting",
)  # fmt: skip
RECORD = "unit_record"
LONGEST = 200_000
VOCABULARY = 2
OLD_BODIES = {"executive": ("special",), "committee": ("executive", "committee")}


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that has to be there from a stage's gate on: a kind of evidence, or a fact of the project."""

    code: str
    stage: str
    holder: str
    item: str = ""
    field: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    clock: str = ""
    source: str = ""

    def name(self, language: str = "zh") -> str:
        """Name what is asked for."""
        if self.item:
            return ITEMS[self.item].name(language)
        return FIELDS[self.field][0 if language.startswith("zh") else 1]


@dataclass(frozen=True, slots=True)
class Decide:
    """A rule that names who decides at a stage's gate."""

    stage: str
    body: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Departments of the joint review, found by a word of their names; `veto`: they may say no."""

    words: tuple[str, ...]
    veto: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """The gates as they hold: what is asked for, who decides, who may veto. `holders` and `bodies` are (zh, en)."""

    title: str
    source: str
    asks: tuple[Ask, ...]
    decides: tuple[Decide, ...]
    members: tuple[Member, ...]
    holders: dict[str, tuple[str, str]]
    bodies: dict[str, tuple[str, str]]

    def clocks(self) -> frozenset[str]:
        """Name the parameters that hold the lengths of the clocks."""
        return frozenset(ask.clock for ask in self.asks if ask.clock)

    def may_veto(self, unit_name: str) -> bool:
        """Tell whether a department of this name may veto in the joint review."""
        return any(member.veto and any(word in unit_name for word in member.words) for member in self.members)

    def is_member(self, unit_name: str) -> bool:
        """Tell whether a department of this name belongs to the joint review."""
        return any(word in unit_name for member in self.members for word in member.words)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a definition's text: where, and a code with parameters for its sentence."""

    place: str
    code: str
    params: tuple[tuple[str, object], ...] = ()


class DefinitionFaulty(ValueError):
    """The text is no definition; `faults` says each thing that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def shipped_text() -> str:
    """Give the text of the definition that Luodi starts from."""
    return (Path(__file__).resolve().parent / "definition.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def parse_definition(text: str) -> Definition:
    """Read a definition from its text.

    :raises DefinitionFaulty: naming everything that is wrong with it
    """
    if len(text) > LONGEST:
        raise DefinitionFaulty([Fault("", "gate_text_too_long", (("limit", LONGEST),))])
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise DefinitionFaulty([Fault("", "gate_text_unreadable", (("why", str(wrong)[:200]),))]) from None
    faults: list[Fault] = []
    holders, bodies = _words(raw, "holders", faults), _words(raw, "bodies", faults)
    asks = tuple(_rows(raw, "ask", Ask, faults))
    decides = tuple(_rows(raw, "decide", Decide, faults))
    if raw.get("vocabulary") != VOCABULARY:
        bodies, decides = _in_new_words(bodies, decides)
    members = tuple(_rows(raw, "member", Member, faults))
    faults += _faults_of_asks(asks, holders) + _faults_of_rules(decides, bodies)
    if not isinstance(raw.get("title"), str) or not raw["title"].strip():
        faults.append(Fault("title", "gate_title_missing"))
    if faults:
        raise DefinitionFaulty(faults)
    return Definition(raw["title"].strip(), str(raw.get("source", "")), asks, decides, members, holders, bodies)


def _in_new_words(
    bodies: dict[str, tuple[str, str]], decides: tuple[Decide, ...]
) -> tuple[dict[str, tuple[str, str]], tuple[Decide, ...]]:
    """Read a text of the first vocabulary: its `executive` was 专题会 or 常务会, its `committee` 常务会, then 常委会."""
    known = {code: words for code, words in bodies.items() if code not in OLD_BODIES}
    known |= {new: (BODIES[new].zh, BODIES[new].en) for old in OLD_BODIES if old in bodies for new in OLD_BODIES[old]}
    return known, tuple(
        replace(rule, body=body) for rule in decides for body in OLD_BODIES.get(rule.body, (rule.body,))
    )


def _words(raw: dict, name: str, faults: list[Fault]) -> dict[str, tuple[str, str]]:
    found = {}
    table = raw.get(name)
    if not isinstance(table, dict) or not table:
        faults.append(Fault(name, "gate_table_missing", (("table", name),)))
        return {}
    for code, pair in table.items():
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(word, str) and word for word in pair):
            found[code] = (pair[0], pair[1])
        else:
            faults.append(Fault(f"{name}.{code}", "gate_words_wrong"))
    return found


def _rows(raw: dict, name: str, kind: type, faults: list[Fault]) -> list:
    """Read the rows of one table, each of the fields that its class has and of their types."""
    known = {each.name: each for each in fields(kind)}
    rows = raw.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(Fault(name, "gate_table_missing", (("table", name),)))
        return []
    found = []
    for place, row in enumerate(rows, 1):
        where = f"{name} {row.get('code', place)}"
        values, wrong = {}, set(row) - set(known)
        for key in set(row) & set(known):
            value, wanted = row[key], known[key].type
            if wanted is bool or wanted == "bool":
                good = isinstance(value, bool)
            elif "tuple" in str(wanted):
                good = isinstance(value, list) and all(isinstance(word, str) for word in value)
                value = tuple(value) if good else value
            else:
                good = isinstance(value, str)
            values[key] = value
            wrong |= set() if good else {key}
        if wrong:
            faults.append(Fault(where, "gate_field_wrong", (("fields", tuple(sorted(wrong))),)))
            continue
        try:
            found.append(kind(**values))
        except TypeError:
            faults.append(Fault(where, "gate_field_missing"))
    return found


def _faults_of_asks(asks: tuple[Ask, ...], holders: dict) -> list[Fault]:
    faults, seen = [], set()
    if not asks:
        faults.append(Fault("ask", "gate_table_missing", (("table", "ask"),)))
    for ask in asks:
        where = f"ask {ask.code}"
        if ask.code in seen:
            faults.append(Fault(where, "gate_code_twice", (("code", ask.code),)))
        seen.add(ask.code)
        if bool(ask.item) == bool(ask.field):
            faults.append(Fault(where, "gate_item_or_field"))
        elif ask.item and ask.item not in ITEMS:
            faults.append(Fault(where, "gate_item_unknown", (("item", ask.item),)))
        elif ask.field and ask.field not in FIELDS:
            faults.append(Fault(where, "gate_fact_unknown", (("item", ask.field),)))
        if ask.holder not in holders:
            faults.append(Fault(where, "gate_holder_unknown", (("holder", ask.holder),)))
        if ask.clock and not ask.item:
            faults.append(Fault(where, "gate_clock_without_item"))
        faults += _faults_of_place(where, ask.stage, (*ask.when, *ask.unless))
    return faults


def _faults_of_rules(decides: tuple[Decide, ...], bodies: dict) -> list[Fault]:
    faults = [Fault("bodies", "gate_body_unknown", (("body", RECORD),))] if bodies and RECORD not in bodies else []
    faults += [Fault(f"bodies.{code}", "gate_body_unknown", (("body", code),)) for code in bodies if code not in BODIES]
    for place, rule in enumerate(decides, 1):
        where = f"decide {place}"
        if rule.body not in bodies:
            faults.append(Fault(where, "gate_body_unknown", (("body", rule.body),)))
        if "meeting" in (*rule.when, *rule.unless):
            faults.append(Fault(where, "gate_condition_unknown", (("condition", "meeting"),)))
        faults += _faults_of_place(where, rule.stage, (*rule.when, *rule.unless))
    return faults


def _faults_of_place(where: str, stage: str, conditions: tuple[str, ...]) -> list[Fault]:
    faults = [] if stage in MAIN_CODES else [Fault(where, "gate_stage_unknown", (("stage", stage),))]
    return faults + [
        Fault(where, "gate_condition_unknown", (("condition", name),)) for name in conditions if name not in CONDITIONS
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two definitions: a row added, dropped or changed, with its words before and after."""

    kind: str
    place: str
    before: str = ""
    after: str = ""


def differences(old: Definition, new: Definition) -> list[Difference]:
    """Compare two definitions row by row; what stands in both and says the same is left out."""
    found: list[Difference] = []
    for mark, rows in (
        ("", _asks),
        ("decide ", _rules),
        ("member ", _members),
        ("holders ", _holders),
        ("bodies ", _bodies),
    ):
        found += _compare(rows(old), rows(new), mark)
    return found


def _asks(of: Definition) -> dict[str, str]:
    return {ask.code: _said(ask) for ask in of.asks}


def _rules(of: Definition) -> dict[str, str]:
    return {_rule(rule): "" for rule in of.decides}


def _members(of: Definition) -> dict[str, str]:
    return {"/".join(row.words): "veto" if row.veto else "" for row in of.members}


def _holders(of: Definition) -> dict[str, str]:
    return {code: "/".join(words) for code, words in of.holders.items()}


def _bodies(of: Definition) -> dict[str, str]:
    return {code: "/".join(words) for code, words in of.bodies.items()}


def _said(ask: Ask) -> str:
    parts = [f"{STAGES[ask.stage].code} {ask.name()}", ask.holder]
    parts += [f"when {'+'.join(ask.when)}"] if ask.when else []
    parts += [f"unless {'+'.join(ask.unless)}"] if ask.unless else []
    parts += [f"clock {ask.clock}"] if ask.clock else []
    return " · ".join([*parts, ask.source])


def _rule(rule: Decide) -> str:
    return f"{rule.stage} {rule.body} {'+'.join(rule.when)} -{'+'.join(rule.unless)} {rule.source}"


def _compare(before: dict[str, str], after: dict[str, str], mark: str) -> list[Difference]:
    found = [Difference("added", mark + code, "", after[code]) for code in after if code not in before]
    found += [Difference("dropped", mark + code, before[code], "") for code in before if code not in after]
    return found + [
        Difference("changed", mark + code, before[code], after[code])
        for code in after
        if code in before and before[code] != after[code]
    ]
