"""The score of two investors with their projects, and its reasons in words (domain.md §2.6 no. 1, §3.3 no. 1 and 2)."""

from dataclasses import dataclass

from luodi.values.names import normalised, similarity

from .names import alike, core_key

SAME, CORE, SHORT, GROUP, OTHER_CODE = 1.0, 0.95, 0.8, 0.7, 0.7
LEAST_NAME, LEAST_TEXT = 0.6, 0.5
PRODUCT, SITE, PROJECT_PART = 0.65, 0.35, 0.6
WORDS = {
    "credit_code": ("统一社会信用代码相同", "same credit code"),
    "foreign_number": ("境外注册号相同", "same foreign registration number"),
    "legal_name": ("法定名称相同", "same legal name"),
    "alias": ("名称与对方的别名、简称或曾用名一致", "a name is the other's alias, short or former name"),
    "core_name": ("去掉地名和组织形式后名称相同", "same name without place and legal form"),
    "short_name": ("一方名称是另一方的简称", "one name is short for the other"),
    "similar_name": ("名称相似", "similar names"),
    "other_code": ("名称相近但信用代码不同", "alike names, but different credit codes"),
    "same_group": ("同一实际控制人或集团", "same controller or group"),
    "product": ("产品相同或相近", "same or alike product"),
    "site": ("意向地块或载体相同或相近", "same or alike site"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """An investor with its project, as a registration or a row of the ledger tells it.

    `groups` are the core keys of those who control it in the end (`top_controllers`).
    """

    name: str = ""
    aliases: tuple[str, ...] = ()
    credit_code: str = ""
    foreign_number: str = ""
    groups: frozenset[str] = frozenset()
    product: str = ""
    site: str = ""

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything by which it can be known."""
        return bool(core_key(self.name) or self.credit_code or normalised(self.foreign_number))


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a score: its code and how strong it is alone."""

    code: str
    strength: float

    def words(self, language: str = "zh") -> str:
        """Say the reason in Chinese or English."""
        return WORDS[self.code][not language.startswith("zh")]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two are, 0 to 1, and why; `investor` is the part that only the investors' identity gives."""

    score: float
    investor: float
    reasons: tuple[Reason, ...] = ()

    def words(self, language: str = "zh") -> str:
        """Say all reasons in one line."""
        return ("；" if language.startswith("zh") else "; ").join(reason.words(language) for reason in self.reasons)


def likeness(one: Party, other: Party) -> Likeness:
    """Score two parties: symmetric, 1 for itself, never lower for one more agreement.

    The investors' identity gives the greater part; a like product and site raise what identity leaves open.
    """
    if not (one.says_something and other.says_something):
        return Likeness(0.0, 0.0)
    reasons = _identity(one, other)
    investor = max((reason.strength for reason in reasons), default=0.0)
    beside, more = _project(one, other)
    score = investor + (1 - investor) * PROJECT_PART * beside
    return Likeness(round(score, 4), round(investor, 4), (*reasons, *more))


def _identity(one: Party, other: Party) -> list[Reason]:
    codes = [party.credit_code and normalised(party.credit_code).upper() for party in (one, other)]
    numbers = [party.foreign_number and normalised(party.foreign_number) for party in (one, other)]
    found = []
    if codes[0] and codes[0] == codes[1]:
        found.append(Reason("credit_code", SAME))
    if numbers[0] and numbers[0] == numbers[1]:
        found.append(Reason("foreign_number", SAME))
    if name := _names(one, other):
        differ = not found and all(codes) and codes[0] != codes[1]
        found += [Reason("other_code", min(name.strength, OTHER_CODE))] if differ else [name]
    if one.groups & other.groups:
        found.append(Reason("same_group", GROUP))
    return found


def _names(one: Party, other: Party) -> Reason | None:
    mine, theirs = normalised(one.name), normalised(other.name)
    if mine and mine == theirs:
        return Reason("legal_name", SAME)
    cores, others = ({core_key(name) for name in (party.name, *party.aliases)} - {""} for party in (one, other))
    if cores & others:
        both = core_key(one.name) == core_key(other.name)
        return Reason("core_name" if both else "alias", CORE)
    if any(_short_for(a, b) or _short_for(b, a) for a in cores for b in others):
        return Reason("short_name", SHORT)
    best = max((similarity(a, b) for a in cores for b in others), default=0.0)
    return Reason("similar_name", round(best * CORE, 4)) if best >= LEAST_NAME else None


def _short_for(short: str, long: str) -> bool:
    """Tell whether a name begins the other: "澄川" or "澄川医药" for "澄川医药科技"."""
    return 2 <= len(short) < len(long) and long.startswith(short)


def _project(one: Party, other: Party) -> tuple[float, list[Reason]]:
    if not (other.product and one.product or other.site and one.site):
        return 0.0, []
    product, site = alike(one.product, other.product), alike(one.site, other.site)
    reasons = [
        Reason(code, round(value, 4))
        for code, value in (("product", product), ("site", site))
        if value is not None and value >= LEAST_TEXT
    ]
    return PRODUCT * (product or 0.0) + SITE * (site or 0.0), reasons
