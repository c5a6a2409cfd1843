"""`manage.py reindex`: the search's terms written anew, for all companies."""

from typing import Any

from django.core.management.base import BaseCommand

from erp.scope import system_scope
from erp.search import reindex_all


class Command(BaseCommand):
    help = "Writes the terms of the search anew, from the records."

    def handle(self, *args: Any, **options: Any) -> None:
        with system_scope(source="command"):
            for kind, count in reindex_all():
                self.stdout.write(f"{kind}: {count}")
