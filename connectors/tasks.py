"""Celery entry points of the connectors."""

import logging

from celery import shared_task

from connectors.models import Connection
from connectors.services import pulling
from erp.scope import open_scope, system_scope

logger = logging.getLogger(__name__)


@shared_task(name="connectors.pull_orders")
def pull_orders() -> None:
    """On the schedule: ask every connected shop what changed. One that fails does not keep the others waiting."""
    with system_scope(source="task"):
        connections = list(Connection.objects.filter(is_active=True).order_by("last_pulled_at", "pk"))
    for connection in connections:
        with open_scope(companies=[connection.company_id], source="task"):
            try:
                pulling.pull_orders(connection)
            except Exception:
                logger.exception("The pull of connection %s failed", connection.pk)
