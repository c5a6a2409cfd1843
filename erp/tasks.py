"""Celery entry points of the kernel."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from erp import outbox

logger = logging.getLogger(__name__)


@shared_task(name="erp.relay_outbox")
def relay_outbox() -> int:
    """Deliver waiting events; on the schedule, and nudged after each commit that wrote some."""
    return outbox.relay()


def nudge_relay() -> None:
    """Ask for a relay now. A broker that is away costs a delay, the schedule's, and never an error."""
    try:
        relay_outbox.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker does not answer: events wait for the next scheduled relay.")
