"""Work that takes over a second: started from a screen, run by a worker, with progress, log, result and a way to stop.

A job's own writes go through services in transactions of their choosing; its progress is written outside of them, so
that it shows while the work is under way.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.attachments import attach
from erp.choices import JobStatus
from erp.errors import DomainError
from erp.models import Job, User
from erp.registry import Registry
from erp.scope import current_scope, open_scope, system_scope

logger = logging.getLogger(__name__)

# A running job that has not been heard of for this long has lost its worker.
LOST_AFTER = timedelta(minutes=5)
# How often a running job is heard of, however long its steps take.
BEAT = timedelta(seconds=30)


class JobCancelled(Exception):
    """The person asked the job to stop."""


@dataclass(frozen=True)
class JobKind:
    name: str
    label: Any
    run: Callable[..., None]
    permission: str = ""


job_kinds: Registry[JobKind] = Registry("job kinds", JobKind)


def job_kind(
    name: str, *, label: Any, permission: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: `run(job: JobHandle, **params)` becomes the work of jobs named `name`."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        job_kinds.register(name, JobKind(name, label, run, permission))
        return run

    return register


def start_job(name: str, params: Mapping[str, Any] | None = None, *, company_id: int | None = None) -> Job:
    """Queue a job in the active company, or in the one named; a worker takes it up when the transaction commits."""
    kind, scope = job_kinds.get(name), current_scope()
    actor = scope.actor
    if kind.permission and (actor is None or not actor.has_perm(kind.permission)):
        raise DomainError(
            "job.permission",
            _("You may not start this job: ask for the right “%(right)s”."),
            params={"right": kind.permission},
        )
    job = Job.objects.create(
        company_id=company_id or scope.active_id,
        kind=name,
        params=dict(params or {}),
        created_by_id=scope.actor_id,
    )
    transaction.on_commit(partial(_send, str(job.key)))
    return job


def cancel_jobs(jobs: list[Job]) -> None:
    """Ask jobs to stop: queued ones are cancelled at once, running ones at their next step."""
    ids, now = [job.pk for job in jobs], timezone.now()
    Job.objects.filter(pk__in=ids, status=JobStatus.QUEUED).update(
        status=JobStatus.CANCELLED, is_cancel_requested=True, finished_at=now
    )
    Job.objects.filter(pk__in=ids, status=JobStatus.RUNNING).update(is_cancel_requested=True)


class JobHandle:
    """What the running work may say and ask."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show `done` of `total`. Also the place where a cancelled job stops: raises `JobCancelled`."""
        self.raise_if_cancelled()
        Job.objects.filter(pk=self.job.pk).update(
            done=done, total=total, message=message[:200], heartbeat_at=timezone.now()
        )

    def log(self, text: str) -> None:
        self.job.log += f"{timezone.localtime():%H:%M:%S} {text}\n"
        Job.objects.filter(pk=self.job.pk).update(log=self.job.log, heartbeat_at=timezone.now())

    def attach(self, name: str, content: bytes) -> None:
        """Keep `content` as the result to download."""
        self.job.result = attach(self.job, name, content)
        Job.objects.filter(pk=self.job.pk).update(result=self.job.result)

    def raise_if_cancelled(self) -> None:
        if Job.objects.filter(pk=self.job.pk, is_cancel_requested=True).exists():
            raise JobCancelled


def run_job(key: str) -> None:
    """Run a queued job to its end. A job that another worker has already taken is left alone."""
    with system_scope(source="task"):
        taken = Job.objects.filter(key=uuid.UUID(key), status=JobStatus.QUEUED).update(
            status=JobStatus.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
        )
        if not taken:
            return
        job = Job.objects.get(key=uuid.UUID(key))
        actor = User.objects.filter(pk=job.created_by_id).first() if job.created_by_id else None
    with open_scope(actor=actor, companies=[job.company_id], source="task"):
        status, said = JobStatus.DONE, ""
        try:
            with _heard_of(job):
                job_kinds.get(job.kind).run(JobHandle(job), **job.params)
        except JobCancelled:
            status = JobStatus.CANCELLED
        except DomainError as error:
            status, said = JobStatus.FAILED, error.message
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.kind)
            status = JobStatus.FAILED
            said = str(
                _("An unexpected error stopped this job. Quote the job's number: %(number)s.")
                % {"number": job.pk}
            )
        changes: dict[str, Any] = {"status": status, "finished_at": timezone.now()}
        Job.objects.filter(pk=job.pk).update(**changes, **({"message": said[:200]} if said else {}))


@contextmanager
def _heard_of(job: Job) -> Iterator[None]:
    """Say that the worker is alive for as long as the block runs: a thread of the same process, so that it ends with it."""
    is_over = Event()

    def beat() -> None:
        while not is_over.wait(BEAT.total_seconds()):
            try:
                Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
            except DatabaseError as error:
                logger.warning("Job %s could not be marked as alive: %s", job.pk, error)
            finally:
                connection.close()

    # The thread has a connection of its own; the scope comes along.
    thread = Thread(target=copy_context().run, args=(beat,), name=f"job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def fail_lost_jobs() -> int:
    """Mark running jobs whose worker was killed as failed, so that nobody waits for them."""
    with system_scope(source="task"):
        return Job.objects.filter(
            status=JobStatus.RUNNING, heartbeat_at__lt=timezone.now() - LOST_AFTER
        ).update(
            status=JobStatus.FAILED,
            finished_at=timezone.now(),
            message=str(_("The worker stopped in the middle. Start the job again."))[:200],
        )


def resend_queued_jobs() -> int:
    """Send jobs again that have waited for a worker for a while: the broker may have lost their message."""
    with system_scope(source="task"):
        waiting = Job.objects.filter(status=JobStatus.QUEUED, created_at__lt=timezone.now() - LOST_AFTER)
        keys = list(waiting.values_list("key", flat=True))
    for key in keys:
        _send(str(key))
    return len(keys)


def _send(key: str) -> None:
    from erp.tasks import send_job

    send_job(key)
