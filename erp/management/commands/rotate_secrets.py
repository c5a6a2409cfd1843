"""`manage.py rotate_secrets`: write every encrypted value again with the newest key."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from erp.scope import system_scope
from erp.secrets import EncryptedJSONField


class Command(BaseCommand):
    help = "Encrypts stored credentials again with the first of SECRET_ENCRYPTION_KEYS, so that older keys can go."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(durable=True), system_scope(source="command"):
            for model in apps.get_models():
                names = [
                    field.name
                    for field in model._meta.concrete_fields
                    if isinstance(field, EncryptedJSONField)
                ]
                if not names:
                    continue
                rows = list(model._default_manager.select_for_update().order_by("pk"))
                model._default_manager.bulk_update(rows, names, batch_size=500)
                self.stdout.write(f"{model._meta.label}: {len(rows)} written again")
