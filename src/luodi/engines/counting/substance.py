"""Rules 10 to 13, 15 and 16: what stands behind a figure: its class, its day of entry, its proportions, its permit."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from .cases import REGISTERED, STARTED, Case, Hit, Settings

START_EVIDENCE = ("construction_permit", "foundation", "equipment_delivered")
RANKED_FIELDS = {
    "amount": ("投资额", "amount", "signed_date"), "signed_date": ("签约日期", "signing day", "signed_date"),
    "binding": ("协议性质", "kind of agreement", "signed_date"), "landed_date": ("落地日期", "landing day", "landed_date"),
    "started_date": ("开工日期", "starting day", "started_date"),
}  # fmt: skip


def excluded_class(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find real estate and infrastructure by class or by hand; a mark by hand goes before the code (pattern 10)."""
    if case.sector_mark == "industry":
        return []
    if case.sector_mark in ("real_estate", "infrastructure"):
        word = {"real_estate": ("人工标记为房地产", "marked as real estate"),
                "infrastructure": ("人工标记为基础设施", "marked as infrastructure")}[case.sector_mark]  # fmt: skip
        return [Hit("excluded_class", {"code": case.sector, "why": word[0], "why_en": word[1]})]
    for start in settings.words("counting.excluded_sectors"):
        if case.sector and case.sector.startswith(start):
            seen = {"code": case.sector, "why": f"属排除类 {start}", "why_en": f"class {start} is excluded"}
            return [Hit("excluded_class", seen)]
    return []


def late_entry(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find events that were entered more than the set number of days after they are dated (pattern 11)."""
    found = []
    if case.signed_date and (seen := _late("签约", "signing", case.signed_date, case.entered_day, settings)):
        found.append(Hit("late_entry", seen))
    for inflow in case.inflows:
        if inflow.entered_day and (seen := _late("到资", "inflow", inflow.day, inflow.entered_day, settings)):
            found.append(Hit("late_entry", seen, inflow_id=inflow.id))
    if not found:
        for mark in case.landmarks:
            if mark.entered_day and (seen := _late("落地事实", "landing fact", mark.day, mark.entered_day, settings)):
                return [Hit("late_entry", seen)]
    return found


def _late(what: str, what_en: str, day: date, entered: date, settings: Settings) -> dict[str, object] | None:
    limit, days = int(settings.number("counting.late_days")), (entered - day).days
    last = date(day.year, 12, 31)
    rush = entered > last and (last - day).days < settings.number("counting.year_end_days")
    if days <= limit and not rush:
        return None
    return {
        "what": what, "what_en": what_en, "date": str(day), "entered": str(entered), "days": days, "limit": limit,
        "rush": "；年末发生、次年录入" if rush else "", "rush_en": "; dated at the year's end, entered in the next" if rush else "",
    }  # fmt: skip


def ratio(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a planned total that is out of proportion within its sector in the district (pattern 12)."""
    if case.amount is None or not case.sector_group:
        return []
    sizes = (
        ("capital", case.registered_capital, "注册资本", "registered capital"),
        ("area", case.floor_area, "建筑面积", "floor area"),
        ("headcount", case.headcount, "用工人数", "headcount"),
    )
    least = settings.number("counting.cell_size")
    for what, size, zh, en in sizes:
        norm = settings.norms.get((case.sector_group, what))
        if not size or norm is None or norm.cell < least:
            continue
        found = case.amount / Decimal(size)
        if found > norm.limit:
            seen = {
                "what": zh, "what_en": en, "ratio": f"{found:.2f}", "limit": f"{norm.limit:.2f}", "cell": norm.cell,
                "sector": case.sector_group, "percentile": str(settings.values["counting.ratio_percentile"]),
            }  # fmt: skip
            return [Hit("ratio", seen)]
    return []


def edited_after_ranking(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a figure of a ranked period that was changed after the ranking (pattern 13; 统计法 art. 7)."""
    days = [tuple(int(part) for part in word.split("-")) for word in settings.words("counting.ranking_days")]
    for edit in sorted(case.edits, key=lambda each: each.day, reverse=True):
        if edit.field not in RANKED_FIELDS:
            continue
        zh, en, basis = RANKED_FIELDS[edit.field]
        event = getattr(case, basis) or case.signed_date
        if event is None:
            continue
        between = [
            ranked for year in range(event.year, edit.day.year + 1) for month, day in days
            if event <= (ranked := date(year, month, day)) < edit.day
        ]  # fmt: skip
        if between:
            seen = {
                "ranking": str(max(between)), "edited": str(edit.day), "field": zh, "field_en": en,
                "before_amount": edit.before, "after_amount": edit.after, "reason": edit.reason,
            }  # fmt: skip
            return [Hit("edited_after_ranking", seen)]
    return []


def start_without_permit(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a claimed start without permit, foundation works or delivered equipment (pattern 15)."""
    claimed = case.started_date is not None or case.stage >= STARTED
    if not claimed or any(mark.kind in START_EVIDENCE for mark in case.landmarks):
        return []
    return [Hit("start_without_permit", {"date": str(case.started_date or "")})]


def shell(case: Case, peers: Sequence[Case], settings: Settings) -> list[Hit]:
    """Find a registered firm with signs of a shell; what is unknown is no sign (pattern 16)."""
    if case.stage < REGISTERED and case.landed_date is None:
        return []
    signs = [
        words
        for sign, words in (
            (case.insured == 0, ("参保 0 人", "no insured staff")),
            (case.has_lease is False, ("无租赁或产权", "no lease or title")),
            (case.risky_address is True, ("高风险地址", "a risky address")),
        )
        if sign
    ]
    if len(signs) < settings.number("counting.shell_signs"):
        return []
    seen = {"signs": len(signs), "list": "、".join(zh for zh, _ in signs), "list_en": ", ".join(en for _, en in signs)}
    return [Hit("shell", seen)]
