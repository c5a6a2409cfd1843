"""Translation catalogues without the system's gettext: Babel reads, merges and compiles them.

Knows no Django, so that the launcher can compile before the site is there.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "fr"
WIDTH = 110


@dataclass(frozen=True)
class Problem:
    """A string that a French user would not read in French."""

    path: Path
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}: {self.reason}: {self.message!r}"


def catalogue_path(app: str) -> Path:
    return ROOT / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue in a file; an empty one when there is none."""
    if not path.exists():
        return _new()
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merge(catalogue: Catalog, template: Catalog) -> Catalog:
    """The strings of the template with the translations of the catalogue. What is no longer used goes; nothing is
    guessed from a similar string: a wrong word looks like a right one."""
    merged = _new()
    merged.creation_date = catalogue.creation_date
    merged.revision_date = catalogue.revision_date
    for message in _strings(template):
        known = catalogue.get(message.id, message.context)
        flags = set(message.flags)
        translation: str | list[str] | tuple[str, ...] | None = ""
        if known is not None and isinstance(known.id, tuple) == isinstance(message.id, tuple):
            translation = known.string
            flags |= known.flags & {"fuzzy"}
        merged.add(
            message.id,
            translation,
            locations=message.locations,
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return merged


def write(path: Path, catalogue: Catalog) -> None:
    """Write the file, unless it says the same already; in one step, so that no reader sees half of it."""
    draft = path.with_suffix(f".{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_output=True, include_lineno=False, ignore_obsolete=True)
    if path.exists() and path.read_bytes() == draft.read_bytes():
        draft.unlink()
    else:
        draft.replace(path)


def problems(path: Path, catalogue: Catalog, template: Catalog) -> list[Problem]:
    """What keeps the catalogue from being complete for the strings of the template."""
    found = []
    for message in _strings(template):
        known = catalogue.get(message.id, message.context)
        text = message.id if isinstance(message.id, str) else message.id[0]
        if known is None:
            found.append(Problem(path, text, "missing (run `manage.py messages`)"))
        elif known.fuzzy:
            found.append(Problem(path, text, "fuzzy"))
        elif not _is_translated(known):
            found.append(Problem(path, text, "not translated"))
        else:
            found += [
                Problem(path, text, f"wrong placeholders ({error})") for error in known.check(catalogue)
            ]
    return found


def compile_all() -> list[Path]:
    """Compile every catalogue that is newer than its compiled form and return those."""
    compiled = []
    for path in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
        compiled.append(target)
    return compiled


def _new() -> Catalog:
    now = datetime.now(UTC)
    return Catalog(
        creation_date=now,
        revision_date=now,
        locale=LANGUAGE,
        project="Comptoir",
        version="1",
        header_comment="# The French of Comptoir. `manage.py messages` adds what is missing.",
        last_translator="Comptoir",
        language_team="French",
        msgid_bugs_address="-",
        fuzzy=False,
    )


def _strings(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)
