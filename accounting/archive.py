"""An archive of a fiscal year: what it holds, how it is signed, and how anybody can check it without this site.

A ZIP with `fec.txt` (the year's FEC), `entries.jsonl` (a line for each posted entry: its place, digest and hash in the chain and
the canonical JSON that was hashed, see `accounting.chain`), `manifest.json` (whose books, which year, the SHA-256 of both files,
the first and last link, the end of the chain at that moment) and `manifest.sig`, an Ed25519 signature of the manifest's bytes.

`python -m accounting.archive` prints a new key for ARCHIVE_SIGNING_KEY and the public key that goes with it.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accounting.chain import hash_after

FEC, ENTRIES, MANIFEST, SIGNATURE = "fec.txt", "entries.jsonl", "manifest.json", "manifest.sig"
BLOCK = 1 << 18
MOST_PROBLEMS = 20


def read_key(text: str) -> Ed25519PrivateKey:
    """The key that `text` writes in base64. Raises `ValueError` when it is none."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))


def public_text(key: Ed25519PrivateKey) -> str:
    """Its public key in base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def signature_of(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    return base64.b64encode(key.sign(manifest))


@dataclass
class ArchiveReport:
    """What a check found: whose key signed, how many entries there are, and what is wrong, in words."""

    public_key: str = ""
    entries: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(sentence)


def check_archive(file: IO[bytes], public_key: str = "") -> ArchiveReport:
    """Whether the archive is what was signed. Without a `public_key` from elsewhere the one it names itself is taken, which
    proves that it is whole, not whose it is."""
    report = ArchiveReport()
    try:
        with zipfile.ZipFile(file) as archive:
            if missing := {FEC, ENTRIES, MANIFEST, SIGNATURE} - set(archive.namelist()):
                report.add(f"Missing: {', '.join(sorted(missing))}.")
                return report
            _check(archive, public_key, report)
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        report.add(f"It can't be read: {error}.")
    return report


def _check(archive: zipfile.ZipFile, public_key: str, report: ArchiveReport) -> None:
    text = archive.read(MANIFEST)
    manifest: dict[str, Any] = json.loads(text)
    report.public_key = manifest["public_key"]
    if public_key and public_key != report.public_key:
        report.add("It was signed with another key.")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key or report.public_key))
    try:
        key.verify(base64.b64decode(archive.read(SIGNATURE)), text)
    except InvalidSignature:
        report.add("The signature is not that of the manifest.")
    for name, digest in manifest["files"].items():
        if _sum(archive, name) != digest:
            report.add(f"{name} is not what was signed.")
    before: tuple[int, str] | None = None
    for line in _lines(archive):
        report.entries += 1
        if hashlib.sha256(line["entry"].encode()).hexdigest() != line["digest"]:
            report.add(f"The entry of link {line['position']} does not have its digest.")
        if (
            before is not None
            and line["position"] == before[0] + 1
            and hash_after(before[1], line["digest"]) != line["hash"]
        ):
            report.add(f"Link {line['position']} does not follow the one before it.")
        before = line["position"], line["hash"]
    if report.entries != manifest["entries"]:
        report.add(f"It has {report.entries} entries; {manifest['entries']} were signed.")


def _lines(archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    with archive.open(ENTRIES) as lines:
        for line in lines:
            yield json.loads(line)


def _sum(archive: zipfile.ZipFile, name: str) -> str:
    total = hashlib.sha256()
    with archive.open(name) as content:
        while block := content.read(BLOCK):
            total.update(block)
    return total.hexdigest()


if __name__ == "__main__":
    new = Ed25519PrivateKey.generate()
    print(f"ARCHIVE_SIGNING_KEY={base64.b64encode(new.private_bytes_raw()).decode()}")
    print(f"public key: {public_text(new)}")
