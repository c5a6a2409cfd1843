"""Writes of connections, and what a person can start on them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from connectors.models import Connection
from erp.changelog import Change, log_changes
from erp.jobs import start_job
from erp.models import Job
from erp.scope import in_company
from erp.services.records import RecordChange, RecordDraft, create_records, update_records

# Names of the form's fields that are secrets: kept encrypted, never logged.
SECRETS = ("key",)


def create_connections(drafts: Sequence[RecordDraft]) -> list[Connection]:
    """Connect shops. Raises as `erp.services.records.create_records` does."""
    plain, secrets = zip(*(_apart(draft.values) for draft in drafts), strict=True) if drafts else ((), ())
    with transaction.atomic():
        connections: list[Connection] = create_records([RecordDraft(Connection, values) for values in plain])
        _keep(connections, secrets)
    return connections


def update_connections(changes: Sequence[RecordChange]) -> list[Connection]:
    """Change connections; a secret that is not typed stays. Raises as `erp.services.records.update_records` does."""
    plain, secrets = zip(*(_apart(change.values) for change in changes), strict=True) if changes else ((), ())
    with transaction.atomic():
        connections: list[Connection] = update_records(
            [
                RecordChange(change.record, values, version=change.version)
                for change, values in zip(changes, plain, strict=True)
            ]
        )
        _keep(connections, secrets)
    return connections


def pull_in_background(connections: Sequence[Connection]) -> list[Job]:
    """Start a job that pulls the orders of each connection."""
    return [_start("connectors.pull", connection) for connection in connections]


def test_connections(connections: Sequence[Connection]) -> list[Job]:
    """Start a job that tells who answers at the other end of each connection."""
    return [_start("connectors.test", connection) for connection in connections]


def _start(kind: str, connection: Connection) -> Job:
    with in_company(connection.company_id):
        return start_job(kind, {"connection_id": connection.pk})


def _apart(values: Any) -> tuple[dict[str, Any], dict[str, str]]:
    plain = {name: value for name, value in values.items() if name not in SECRETS}
    return plain, {name: values[name] for name in SECRETS if values.get(name)}


def _keep(connections: Sequence[Connection], secrets: Sequence[dict[str, str]]) -> None:
    typed = [(connection, told) for connection, told in zip(connections, secrets, strict=True) if told]
    for connection, told in typed:
        connection.credentials = {**connection.credentials, **told}
    Connection.objects.bulk_update([connection for connection, _told in typed], ["credentials"])
    # That they changed is history; what they are is nobody's to read.
    log_changes(
        Change(connection, "credentials", after={"changed": sorted(told)}) for connection, told in typed
    )
