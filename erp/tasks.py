"""Celery entry points of the kernel."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from erp import jobs, outbox

logger = logging.getLogger(__name__)


@shared_task(name="erp.relay_outbox")
def relay_outbox() -> int:
    """Deliver waiting events; on the schedule, and nudged after each commit that wrote some."""
    return outbox.relay()


@shared_task(name="erp.run_job")
def run_job(key: str) -> None:
    jobs.run_job(key)


@shared_task(name="erp.sweep_jobs")
def sweep_jobs() -> int:
    """On the schedule: queue again what the broker lost, and fail what lost its worker."""
    return jobs.fail_lost_jobs() + jobs.resend_queued_jobs()


def nudge_relay() -> None:
    """Ask for a relay now. A broker that is away costs a delay, the schedule's, and never an error."""
    try:
        relay_outbox.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker does not answer: events wait for the next scheduled relay.")


def send_job(key: str) -> None:
    """Hand a job to a worker. A broker that is away leaves it queued; the sweep sends it again."""
    try:
        run_job.apply_async([key], retry=False)
    except OperationalError:
        logger.warning("The broker does not answer: job %s waits for the sweep.", key)
