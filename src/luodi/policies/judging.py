"""Asking the engine about files before they are published: what is wrong with them, and whether their cases pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from luodi.engines.policies import Clause, Pack, PolicyRefused, Problem, read_pack
from luodi.engines.policies.cases import CaseResult, run_case, run_cases
from luodi.engines.policies.checking import check, check_clause


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine says of some files: the pack if they can be read, its problems, and how each case came out."""

    pack: Pack | None = None
    problems: tuple[Problem, ...] = ()
    cases: tuple[CaseResult, ...] = field(default=())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Give the problems that keep a pack from running."""
        return tuple(each for each in self.problems if each.grade == "error")

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Give the cases that came out otherwise than they say."""
        return tuple(each for each in self.cases if not each.passed)

    def clause(self, clause_id: str, version: int) -> Clause | None:
        """Give one clause of the pack."""
        every = self.pack.clauses if self.pack else ()
        return next((each for each in every if (each.id, each.version) == (clause_id, version)), None)


def read_files(files: Mapping[str, str]) -> Pack:
    """Read files into a pack, each set of files once.

    :raises PolicyRefused: with every problem found
    """
    return _read(tuple(files.items()))


@lru_cache(maxsize=32)
def _read(files: tuple[tuple[str, str], ...]) -> Pack:
    return read_pack(dict(files))


def judged(files: Mapping[str, str]) -> Verdict:
    """Read, check and try out files that would be a pack."""
    try:
        pack = read_files(files)
    except PolicyRefused as said:
        return Verdict(problems=said.problems)
    return Verdict(pack, check(pack), run_cases(pack))


def judged_clause(files: Mapping[str, str], clause_id: str, version: int) -> Verdict:
    """Read files that would be a pack, and check and try out one clause of it."""
    try:
        pack = read_files(files)
    except PolicyRefused as said:
        return Verdict(problems=said.problems)
    clause = Verdict(pack).clause(clause_id, version)
    if clause is None:
        return Verdict(pack)
    return Verdict(pack, check_clause(pack, clause), tuple(run_case(pack, clause, case) for case in clause.cases))
