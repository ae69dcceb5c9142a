"""First contact by the clock: rights that are silent or over, and pairs of projects that may be one."""

from django.utils import timezone
from procrastinate.contrib.django import app

from luodi.jobs.connections import begin_fresh
from luodi.leads import operations
from luodi.values.actor import system

BATCH = 200


@app.periodic(cron="7 1 * * *")
@app.task(name="leads.keep_clocks", queue="upkeep", queueing_lock="leads_keep_clocks")
def keep_clocks(timestamp: int) -> dict[str, int]:
    """Warn of silent rights and let those lapse whose time is over; twice does no harm."""
    begin_fresh()
    return operations.keep_clocks(by=system("首谈时钟"), at=timezone.now())


@app.periodic(cron="37 2 * * *")
@app.task(name="leads.find_pairs", queue="upkeep", queueing_lock="leads_find_pairs")
def find_pairs(timestamp: int) -> int:
    """Look again at every live registration, a batch a transaction, and give how many new pairs there are."""
    begin_fresh()
    after, found = 0, 0
    while True:
        after, fresh = operations.find_pairs(after=after, limit=BATCH, by=system("查重"), at=timezone.now())
        found += fresh
        if not after:
            return found
