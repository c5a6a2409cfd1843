"""`manage.py verify`: does the database keep its promises?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from erp.verify import run_checks


class Command(BaseCommand):
    help = (
        "Checks what must never be false: balances, levels, numbers, row level security. Exits 1 on a breach."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for verdict in run_checks():
            self.stdout.write(f"{'BROKEN' if verdict.problems else 'ok':7} {verdict.name}")
            for problem in verdict.problems:
                self.stdout.write(f"        {problem}")
            broken += bool(verdict.problems)
        if broken:
            raise CommandError(f"{broken} promise(s) broken: see above.")
