"""Working days and deadlines by the yearly holiday notices (part 2 uses them for legal review and opinions)."""

from luodi.engines.clocks.working_days import (
    Count,
    Due,
    is_working_day,
    known_years,
    working_days_after,
    working_days_between,
)

__all__ = ["Count", "Due", "is_working_day", "known_years", "working_days_after", "working_days_between"]
