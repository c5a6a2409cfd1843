"""`manage.py rotate_secrets`: write every encrypted value again with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from erp.services.rotation import rotate_secrets


class Command(BaseCommand):
    help = "Encrypts stored credentials again with the first of SECRET_ENCRYPTION_KEYS, so that older keys can go."

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in list(rotate_secrets()):
            self.stdout.write(f"{label}: {count} written again")
