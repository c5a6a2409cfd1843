"""What connectors do in the background, with progress."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectors.models import Connection
from connectors.services import pulling
from erp.errors import DomainError
from erp.jobs import JobHandle, job_kind


@job_kind("connectors.pull", label=_("Pull orders"), permission="connectors.pull_connection")
def pull(job: JobHandle, connection_id: int) -> None:
    """Read a shop's orders; fails with the shop's own reason."""
    connection = Connection.objects.get(pk=connection_id)
    result = pulling.pull_orders(connection, progress=lambda done: job.progress(done, 0, connection.name))
    job.log(
        _now(
            "%(created)d created, %(changed)d changed, %(quarantined)d quarantined, %(ignored)d left aside, %(same)d unchanged"
        )
        % {
            "created": result.created,
            "changed": result.changed,
            "quarantined": result.quarantined,
            "ignored": result.ignored,
            "same": result.unchanged,
        }
    )
    if result.error:
        raise DomainError("connection.pull", result.error)
    job.progress(1, 1, _now("%(count)d new orders") % {"count": result.created})


@job_kind("connectors.test", label=_("Test a connection"), permission="connectors.pull_connection")
def test(job: JobHandle, connection_id: int) -> None:
    """Ask the shop who it is and what the key may read."""
    info = pulling.read_info(Connection.objects.get(pk=connection_id))
    job.log(f"{info.name} {info.version}")
    for resource in info.missing_rights:
        job.log(_now("The key may not read “%(resource)s”, which is needed.") % {"resource": resource})
    for resource in info.missing_optional_rights:
        job.log(_now("The key may not read “%(resource)s”: orders come without it.") % {"resource": resource})
    if info.missing_rights:
        raise DomainError(
            "connection.rights",
            _("The shop answers, but the key may not read all that is needed: see the log."),
        )
    job.progress(
        1, 1, _now("%(shop)s answers and the key may read all that is needed.") % {"shop": info.name}
    )
