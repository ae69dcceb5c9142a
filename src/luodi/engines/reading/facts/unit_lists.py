"""Lists of organisations: where a list begins and ends, how it is split, what is a name and what is generic."""

import re
from collections.abc import Iterator

from ..vocabulary import longest_start, words
from .context import Context, Draft

SPLIT = re.compile(r"、|以及|及(?!时)|和(?!平|谐)|与")
OWNED = re.compile(r"\A(?:[区县市省州]属|辖区|驻区)")
ADVERB_TAIL = re.compile(
    r"(?:要|须|应|将|需|负责|还|并|也|则|又|均|再|分别|先后|依次|共同|现场|正式|联合|上台|登台|相继)+\Z"
)
COUNT_TAIL = re.compile(r"等?(?:[\d一二三四五六七八九十两多]+余?[个家名位所]\S*|有关单位|单位|部门|企业)\Z|等\Z")
NUMBERED = re.compile(r"[\d一二三四五六七八九十百两多数]+余?[个家名位所条项]")
NO_NAME = re.compile(r"[,。;:!?]|\d{3,}|[了]|进一步|加快|推动|工作|情况|方面|问题$|负责人|代表$|领导")
MARKERS = ("由", "向", "听取", "邀请", "授予", "包括", "来自", "组织", "责成", "请", "督促")
REGION = ("区", "市", "县", "省", "州")


def left_edge(text: str, at: int, floor: int = 0) -> int:
    """Return where the clause that ends at `at` begins (brackets with one clause inside are part of names)."""
    left = at
    while left > floor and text[left - 1] not in ",。;:!?\n\x1d\t(":
        if text[left - 1] == ")":
            opened = text.rfind("(", max(floor, left - 14), left - 1)
            if opened < 0:
                break
            left = opened
            continue
        left -= 1
    return left


def items(context: Context, start: int, end: int, role: str, sure: bool = False) -> Iterator[Draft]:
    """Draft the organisations listed in [start, end).

    Without `sure` the list counts only where one of its members has an ending that organisations have.
    """
    text = context.text
    start = skip_lead_ins(text, start, end)
    parts = [(a, b) for a, b in split(text, start, end) if b > a]
    suffixed = [has_suffix(text[a:b]) for a, b in parts]
    if not any(suffixed) and not (sure and all(2 <= b - a <= 16 for a, b in parts)):
        return
    for (a, b), good in zip(parts, suffixed, strict=True):
        name = text[a:b]
        if is_generic(name) or not _is_name(name) or (not good and len(parts) == 1 and not sure):
            continue
        doubt, reasons = (0.1, ()) if good else (0.35, ("no_known_suffix",))
        yield Draft(
            "org", context.body, a, b, {"name": context.quote(context.body, a, b), "role": role}, doubt, reasons
        )


def skip_lead_ins(text: str, start: int, end: int) -> int:
    """Return where a list of organisations begins after words like 会上, 由, 向, 听取了."""
    while lead := longest_start(text[start:end], words("organisations")["lead_ins"]):
        start += len(lead)
    first = text[start:end].partition("、")[0]
    by, marker = max((first.rfind(word), word) for word in MARKERS)
    if by > 0 and len(first) - by - len(marker) > 2:
        return start + by + len(marker)
    before, _, after = first.partition("与")
    if after and not has_suffix(ADVERB_TAIL.sub("", before)) and len(after) > 2:
        return start + len(before) + 1
    return start


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a list at 、 and at 和 where what stands before it can stand alone; counts and adverbs are cut off."""
    left = start
    for match in SPLIT.finditer(text, start, end):
        said = ADVERB_TAIL.sub("", text[left : match.start()])
        if match.group() != "、" and not (has_suffix(said) or is_generic(said)):
            continue
        yield _trimmed(text, left, match.start())
        left = match.end()
    yield _trimmed(text, left, end)


def _trimmed(text: str, a: int, b: int) -> tuple[int, int]:
    for tail in (ADVERB_TAIL, COUNT_TAIL):
        match = tail.search(text, a, b)
        if match and match.start() > a:
            b = match.start()
    return a, b


def has_suffix(name: str) -> bool:
    """Tell whether a name ends as organisations' names do."""
    bare = re.sub(r"\([^()]*\)\Z", "", name)
    return len(bare) >= 3 and any(bare.endswith(s) and len(bare) > len(s) for s in words("organisations")["suffixes"])


def is_generic(name: str) -> bool:
    """Tell whether a word names no organisation in particular (相关街道, 国企, 区属国企, 12家企业, 某区)."""
    vocabulary = words("organisations")
    if NUMBERED.match(name) or (name.endswith(REGION) and not has_suffix(name)):
        return True
    if len(name) <= 3 and name.startswith(("全", "本", "该", "各", "某")):
        return True
    labels = (label for listed in vocabulary["labels"].values() for label in listed)
    return (
        OWNED.sub("", name) in vocabulary["generic_whole"]
        or name in labels
        or any(name.startswith(w) for w in vocabulary["generic"])
    )


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 24 and not NO_NAME.search(name)
