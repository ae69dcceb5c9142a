"""Policy files become a pack: every table read strictly, every expression parsed, every fault named at its line and column."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from .fields import all_fields
from .kinds import FLAG, MONEY, Kind
from .parsing import Names, parse
from .problems import Fault, PolicyRefused, Problem
from .reading_clauses import clause_of
from .reading_parts import Reader, envelope_of, firm_caps_of, group_of, parameters_of
from .shape import Clause, Envelope, Group, Pack, Parameter, Policy
from .tokens import WORDS

LARGEST_FILE, MOST_CLAUSES = 2_000_000, 1_000
POLICY_KEYS = {"id", "kind", "title", "title_en", "document", "released", "department"}
_PIECE = re.compile(  # texts that nobody closed end with the line, so that reading stays linear
    r'"""[\s\S]*?(?:"""|\Z)|' r"'''[\s\S]*?(?:'''|\Z)|" r'"(?:[^"\\\n]|\\.)*"?|' r"'[^'\n]*'?|#[^\n]*|(?P<word>[\w-]+)"
)
FILE_KEYS = {"policy", "envelopes", "groups", "parameters", "caps", "negative", "clause"}


def read_policy(text: str, file: str = "policy.toml") -> Policy:
    """Read one policy file by itself.

    :raises PolicyRefused: with every problem found
    """
    return read_pack({file: text}).policies[0]


def load_pack(folder: Path) -> Pack:
    """Read every `*.toml` of a folder, in the order of their names."""
    return read_pack({path.name: path.read_text(encoding="utf-8-sig") for path in sorted(Path(folder).glob("*.toml"))})


def read_pack(files: Mapping[str, str]) -> Pack:
    """Read policy files that belong together: groups, envelopes and parameters of one may be used in all.

    :raises PolicyRefused: with every problem found
    """
    readers = [Reader(text, file, toml_table(text, file)) for file, text in files.items()]
    problems: list[Problem] = []
    parameters = parameters_of(readers, {*Names(all_fields(), {}).known, *WORDS}, problems)
    names = Names(all_fields(), {name: each.kind for name, each in parameters.items()})
    policies = [_policy(reader, names, parameters, problems) for reader in readers]
    _once(policies, problems)
    if problems:
        raise PolicyRefused(tuple(problems))
    return packed(tuple(policies), parameters, _digest(files))


def packed(policies: tuple[Policy, ...], parameters: Mapping[str, Parameter], digest: str) -> Pack:
    """Put policies together into a pack."""
    envelopes: dict[str, Envelope] = {}
    groups: dict[str, Group] = {}
    for policy in policies:
        envelopes |= policy.envelopes
        groups |= policy.groups
    return Pack(
        policies, all_fields(), digest, envelopes, groups, parameters,
        tuple(cap for policy in policies for cap in policy.firm_caps),
        next((policy.negative for policy in policies if policy.negative is not None), None),
    )  # fmt: skip


def names_of(pack: Pack) -> Names:
    """Give what names mean in a pack's expressions."""
    return Names(pack.fields, {name: each.kind for name, each in pack.parameters.items()})


def read_clause(text: str, pack: Pack) -> Clause:
    """Read one `[[clause]]` as TOML, as the editor holds it, with the names of a pack.

    :raises PolicyRefused: with every problem found
    """
    reader, problems = Reader(text, "", toml_table(text, "")), []  # type: ignore[var-annotated]
    tables = reader.table.get("clause", [reader.table])
    if not isinstance(tables, list) or len(tables) != 1 or not isinstance(tables[0], dict):
        raise PolicyRefused((Problem("policy_one_clause", {}, line=1, column=1),))
    clause = clause_of(reader, 0, tables[0], names_of(pack), "", problems)
    if problems or clause is None:
        raise PolicyRefused(tuple(problems))
    return clause


def read_expression(text: str, pack: Pack, wanted: Kind) -> tuple[Problem, ...]:
    """Check one expression alone, for a live check while somebody writes; no problems: it is well formed."""
    try:
        parse(text, names_of(pack), wanted)
    except Fault as fault:
        return (Problem(fault.code, fault.params, line=1, column=fault.at + 1),)
    return ()


def toml_table(text: str, file: str) -> dict:
    """Read TOML whose Chinese keys need no quotes.

    :raises PolicyRefused: with the line where it is broken, or if it is too large or nested too deeply
    """
    if len(text) > LARGEST_FILE:
        raise PolicyRefused((Problem("policy_file_too_large", {"most": LARGEST_FILE}, file),))
    try:
        return tomllib.loads(_PIECE.sub(_quoted, text))
    except tomllib.TOMLDecodeError as error:
        line, column = _spot(str(error))
        raise PolicyRefused((Problem("policy_toml_broken", {"error": str(error)}, file, "", line, column),)) from error
    except RecursionError as error:
        raise PolicyRefused((Problem("policy_too_deep", {"most": 40}, file, "", 1, 1),)) from error


_toml = toml_table  # the name that `luodi.policies` knows


def _quoted(piece: re.Match) -> str:
    """Put a Chinese key into quotes, which TOML asks for and people forget; texts and comments stay."""
    word, after = piece[0], piece.string[piece.end() : piece.end() + 9].lstrip(" \t")
    return f'"{word}"' if piece["word"] and not word.isascii() and after.startswith("=") else word


def _spot(said: str) -> tuple[int, int]:
    found = re.search(r"line (\d+), column (\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _digest(files: Mapping[str, str]) -> str:
    hashed = hashlib.sha256()
    for name in sorted(files):
        hashed.update(f"{name}\0{len(files[name])}\0{files[name]}".encode())
    return hashed.hexdigest()


def _policy(reader: Reader, names: Names, known: Mapping[str, Parameter], problems: list[Problem]) -> Policy:
    head = reader.section(reader.table, "policy", problems) or {}
    reader.only(reader.table, FILE_KEYS, "", problems)
    reader.only(head, POLICY_KEYS, "policy", problems)
    for key in ("id", "title"):
        if not isinstance(head.get(key), str):
            problems.append(reader.problem("policy_key_missing", "policy", key=key, table="policy"))
    negative = reader.section(reader.table, "negative", problems) or {}
    own = [name for name, _ in reader.tables("parameters", problems)]
    policy_id = str(head.get("id", ""))
    tables = reader.table.get("clause", [])
    if not isinstance(tables, list) or len(tables) > MOST_CLAUSES:
        problems.append(reader.problem("policy_too_many_clauses", "clause", most=MOST_CLAUSES))
        tables = []
    clauses = [clause_of(reader, at, table, names, policy_id, problems) for at, table in enumerate(tables)]
    released = head.get("released")
    return Policy(
        policy_id, str(head.get("kind", "special")), str(head.get("title", "")), str(head.get("title_en", "")),
        str(head.get("document", "")), released if hasattr(released, "toordinal") else None,
        str(head.get("department", "")), reader.file,
        envelopes={name: envelope_of(reader, name, table, problems) for name, table in reader.tables("envelopes", problems)},
        groups={name: group_of(reader, name, table, problems) for name, table in reader.tables("groups", problems)},
        parameters={name: known[name] for name in own if name in known}, firm_caps=firm_caps_of(reader, names, problems),
        negative=reader.expression(negative, "when", names, FLAG, ("negative", -1), problems) if negative else None,
        negative_text=str(negative.get("when", "")), clauses=tuple(clause for clause in clauses if clause is not None),
    )  # fmt: skip


def _once(policies: list[Policy], problems: list[Problem]) -> None:
    """Refuse a name given twice: policies, envelopes, groups, and a clause's version."""
    seen: dict[tuple[str, str], str] = {}
    for policy in policies:
        named = [("policy", policy.id), *(("envelope", each) for each in policy.envelopes)]
        named += [("group", each) for each in policy.groups]
        named += [("clause", f"{clause.id} v{clause.version}") for clause in policy.clauses]
        for sort, name in named:
            if (sort, name) in seen:
                problems.append(
                    Problem("policy_named_twice", {"name": name, "other": seen[sort, name]}, policy.file, line=1)
                )
            seen[sort, name] = policy.file


__all__ = ["MONEY", "load_pack", "names_of", "packed", "read_clause", "read_expression", "read_pack", "read_policy"]
