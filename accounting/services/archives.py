"""Writing the archive of a fiscal year; what it is stands in `accounting.archive`."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.archive import ENTRIES, FEC, MANIFEST, SIGNATURE, public_text, read_key, signature_of
from accounting.chain import canonical
from accounting.fec import fec_chunks
from accounting.models import ChainHead, ChainLink, FiscalYear
from accounting.selectors.chain import STEP, chained_entries
from erp.errors import DomainError
from erp.jobs import start_job
from erp.models import Job
from erp.scope import current_scope, system_scope

ARCHIVE_YEAR = "accounting.archive_year"
IN_MEMORY = 16 * 1024 * 1024


def start_archives(years: Iterable[FiscalYear]) -> list[Job]:
    """Start a job for each year. Raises `DomainError` "archive.no_key" while the site has no key to sign with."""
    _key()
    return [start_job(ARCHIVE_YEAR, {"year": year.pk}, company_id=year.company_id) for year in years]


def year_archive(year: FiscalYear, *, tell: Callable[[int], object] = lambda _done: None) -> bytes:
    """The signed archive of a year. `tell` hears how many entries were written. Raises as `start_archives`, and
    "archive.changed" when an entry is not what it was when it was posted: such books are not signed.
    """
    key = _key()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            fec = fec_chunks(year, current_scope(), time_zone=timezone.get_current_timezone_name())
            sums = {FEC: _write(archive, FEC, fec)}
            links: list[tuple[int, str]] = []
            sums[ENTRIES] = _write(archive, ENTRIES, _entry_lines(year, links, tell))
            head = ChainHead.objects.filter(company=year.company_id).first()
            manifest = json.dumps(
                {
                    "company": year.company.code,
                    "siren": year.company.siren or "",
                    "fiscal_year": year.code,
                    "first_day": year.start_date.isoformat(),
                    "last_day": year.end_date.isoformat(),
                    "made_at": timezone.now().isoformat(),
                    "entries": len(links),
                    "first_link": links[0] if links else None,
                    "last_link": links[-1] if links else None,
                    "end_of_chain": [head.position, head.hash] if head else None,
                    "files": sums,
                    "public_key": public_text(key),
                },
                ensure_ascii=False,
                indent=1,
            ).encode()
            archive.writestr(MANIFEST, manifest)
            archive.writestr(SIGNATURE, signature_of(manifest, key))
        file.seek(0)
        return file.read()


def archive_name(year: FiscalYear) -> str:
    return f"{year.company.code}-{year.code}.zip"


def _key() -> Ed25519PrivateKey:
    try:
        return read_key(settings.ARCHIVE_SIGNING_KEY)
    except ValueError as error:
        raise DomainError(
            "archive.no_key",
            _(
                "This site has no key to sign archives with. Make one with “python -m accounting.archive” and set it as"
                " ARCHIVE_SIGNING_KEY."
            ),
        ) from error


def _write(archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> str:
    """The SHA-256 of what was written."""
    total = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as target:
        for block in blocks:
            target.write(block)
            total.update(block)
    return total.hexdigest()


def _entry_lines(
    year: FiscalYear, seen: list[tuple[int, str]], tell: Callable[[int], object]
) -> Iterator[bytes]:
    """A line for each entry of the year, in the order of the chain; `seen` gets position and hash of each."""
    after = 0
    while True:
        links = list(
            ChainLink.objects.filter(
                company=year.company_id, entry__period__fiscal_year=year, position__gt=after
            )
            .order_by("position")
            .values_list("position", "hash", "digest", "entry_id")[:STEP]
        )
        if not links:
            return
        # Partners' numbers are read whoever may see the partners by now.
        with system_scope():
            entries = chained_entries([entry_id for *_facts, entry_id in links])
        for position, kept, digest, entry_id in links:
            text = canonical(entries[entry_id])
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                raise DomainError(
                    "archive.changed",
                    _(
                        "An entry is not what it was when it was posted (link %(position)s): have the chain checked."
                    ),
                    params={"position": position},
                )
            seen.append((int(position or 0), kept or ""))
            line = {"position": position, "hash": kept, "digest": digest, "entry": text}
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
        tell(len(seen))
        after = int(links[-1][0] or 0)
