"""Celery entry points of accounting."""

import logging

from celery import shared_task

from accounting.models import BankAccount
from accounting.services.automatic import match_lines
from accounting.services.statement_folder import import_folder, waiting_files
from erp.scope import open_scope, system_scope

logger = logging.getLogger(__name__)


@shared_task(name="accounting.import_folders")
def import_folders() -> int:
    """On the schedule: import the statements that wait in the folder. One that fails does not keep the others waiting."""
    with system_scope(source="task"):
        waiting = [
            account
            for account in BankAccount.objects.filter(is_active=True).select_related("company")
            if waiting_files(account)
        ]
    taken = 0
    for account in waiting:
        with open_scope(companies=[account.company_id], source="task"):
            try:
                for one in import_folder(account):
                    taken += 1
                    if one.refusal:
                        logger.warning("Statement %s of %s: %s", one.name, account.iban, one.refusal)
                match_lines(account)
            except Exception:
                logger.exception("The statement folder of bank account %s failed", account.pk)
    return taken
