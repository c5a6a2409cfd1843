"""Celery entry points of the inventory."""

from celery import shared_task
from django.db import transaction

from erp.scope import system_scope
from inventory.services.letting_go import release_expired


@shared_task(name="inventory.release_expired")
def release_expired_reservations() -> int:
    """On the schedule: reservations whose time is over are free again."""
    with system_scope(source="task"), transaction.atomic(durable=True):
        return release_expired()
