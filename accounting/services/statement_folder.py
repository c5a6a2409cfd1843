"""Statements by folder: a bank's transfer program puts files down, they are imported and put away.

`STATEMENT_FOLDER/<IBAN>/inbound`; what was imported goes to `archive`, what was refused to `error`, with the reason beside it. The
folder is the operator's (an environment variable), never a user's; names of files are not trusted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounting.models import BankAccount
from accounting.services.bank import import_statement
from accounting.statements.xml import MAX_BYTES
from erp.errors import DomainError

MOST_FILES = 100
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Taken:
    """A file that was taken from the folder: `refusal` says why it was not imported, "" where it was."""

    bank_account: BankAccount
    name: str
    refusal: str


def waiting_files(bank_account: BankAccount) -> list[Path]:
    """The files that wait for an account, oldest first; hidden ones and those still being written (.part, .tmp) are left."""
    if not settings.STATEMENT_FOLDER or not bank_account.iban.isalnum():
        return []
    inbound = Path(settings.STATEMENT_FOLDER) / bank_account.iban / "inbound"
    if not inbound.is_dir():
        return []
    found = [
        path
        for path in inbound.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(".")
        and path.suffix.lower() not in {".part", ".tmp"}
    ]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))[:MOST_FILES]


def import_folder(bank_account: BankAccount) -> Iterator[Taken]:
    """Import what waits, one file after the other, each in a transaction of its own, and put it away."""
    for path in waiting_files(bank_account):
        refusal = ""
        if path.stat().st_size > MAX_BYTES:
            refusal = "The file is larger than 20 MB."
        else:
            try:
                import_statement(bank_account, path.name, path.read_bytes())
            except DomainError as error:
                refusal = error.message
        _put_away(path, "error" if refusal else "archive", refusal)
        yield Taken(bank_account, path.name, refusal)


def _put_away(path: Path, where: str, refusal: str) -> None:
    target = path.parent.parent / where
    target.mkdir(exist_ok=True)
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    name = f"{stamp}-{_SAFE.sub('_', path.name)[-120:]}"
    number = 1
    while (target / name).exists():
        number += 1
        name = f"{stamp}-{number}-{_SAFE.sub('_', path.name)[-120:]}"
    path.rename(target / name)
    if refusal:
        (target / f"{name}.txt").write_text(f"{refusal}\n", encoding="utf-8")
