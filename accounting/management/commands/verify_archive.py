"""`manage.py verify_archive FILE`: whether the archive of a year is what was signed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounting.archive import check_archive


class Command(BaseCommand):
    help = "Check the signature, the checksums and the chain of an archive. Reads no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the archive's ZIP")
        parser.add_argument("--public-key", default="", help="the key it must be signed with, in base64")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Path(options["file"]).open("rb") as file:
                report = check_archive(file, options["public_key"])
        except OSError as error:
            raise CommandError(str(error)) from error
        if report.problems:
            raise CommandError("\n".join(report.problems))
        self.stdout.write(f"{report.entries} entries, as they were signed with {report.public_key}.")
        if not options["public_key"]:
            self.stdout.write("The key is the one it names itself: compare it with the one you were given.")
