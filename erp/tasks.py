"""Celery entry points of the kernel."""

import logging
import time
from typing import Any

from celery import shared_task

from erp import jobs, outbox

logger = logging.getLogger(__name__)

# Seconds for which a broker that did not answer is not asked again: each attempt is waited for by whoever saves a page.
QUIET = 30
_quiet_until = 0.0


@shared_task(name="erp.relay_outbox")
def relay_outbox() -> int:
    """Deliver waiting events; on the schedule, and nudged after each commit that wrote some. Goes on while there are more
    than one run takes."""
    dealt = outbox.relay()
    if dealt >= outbox.BATCH:
        nudge_relay()
    return dealt


@shared_task(name="erp.run_job")
def run_job(key: str) -> None:
    jobs.run_job(key)


@shared_task(name="erp.sweep_jobs")
def sweep_jobs() -> int:
    """On the schedule: queue again what the broker lost, and fail what lost its worker."""
    return jobs.fail_lost_jobs() + jobs.resend_queued_jobs()


def nudge_relay() -> None:
    """Ask for a relay now. A broker that is away costs a delay, the schedule's, and never an error."""
    _send(relay_outbox)


def send_job(key: str) -> None:
    """Hand a job to a worker. A broker that is away leaves it queued; the sweep sends it again."""
    _send(run_job, key)


def _send(task: Any, *args: Any) -> None:
    """Hand a task to the broker, of work that is committed already: whatever goes wrong, the schedule makes up for it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.apply_async(args, retry=False)
    except Exception as error:  # noqa: BLE001 (the fact is committed: nothing here may undo the answer)
        _quiet_until = time.monotonic() + QUIET
        logger.warning("The broker does not take %s, which waits for the schedule: %s", task.name, error)
