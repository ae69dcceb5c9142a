"""The one table of who reacts to what. A reaction enqueues a job in the transaction of the event, and nothing else."""

from luodi.jobs import batches, imports, policies, reviews

REACTIONS = {
    "import.check_queued": (imports.enqueue_check,),
    "import.run_queued": (imports.enqueue_run,),
    "policy.screening_queued": (policies.enqueue_screening,),
    "policy.simulation_queued": (policies.enqueue_simulation,),
    "review.rescan_queued": (reviews.enqueue_rescan,),
    "project.amount_edited": (batches.enqueue_recheck,),
}
