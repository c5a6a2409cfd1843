"""What administrators do to jobs and events, noted in the change log like any other act."""

from collections.abc import Sequence

from erp import jobs, outbox
from erp.changelog import Change, log_changes
from erp.models import Job, OutboxMessage


def cancel_jobs(found: Sequence[Job]) -> None:
    """Ask jobs to stop."""
    jobs.cancel_jobs(list(found))
    log_changes(Change(job, "cancel") for job in found)


def retry_events(messages: Sequence[OutboxMessage]) -> None:
    """Give parked events a fresh set of attempts."""
    outbox.retry(messages)
    log_changes(Change(message, "retry", before={"status": message.status}) for message in messages)
