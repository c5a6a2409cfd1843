"""Hostile XML into plain data: decoded, without document type, entities or network, as elements come by."""

import codecs
import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO

from lxml import etree

from accounting.statements.messages import StatementFormatError, gettext_noop
from accounting.statements.types import Raw

MAX_BYTES = 20 * 1024 * 1024
# Twice what the densest real file of that size has; more is a file made to fill the memory.
MAX_TAGS = 2_000_000

# Marks at the start of a file; UTF-32 first, because its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE_UTF16 = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# Character sets banks write. Others that Python knows (unicode_escape, punycode) are programs more than text.
_CHARACTER_SETS = re.compile(r"(utf-?8|us-ascii|ascii|iso-?8859-\d{1,2}|(windows-|cp)125\d)", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)\b", re.IGNORECASE)


def looks_like_xml(content: bytes) -> bool:
    """Whether the first character that is neither mark nor white space is "<"."""
    return content[:256].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"


def decode_xml(content: bytes) -> str:
    """The text of an XML file, without mark and declaration, lines kept where they are.

    Raises StatementFormatError for an unknown character set, bytes that are not in it, or a document type.
    """
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise StatementFormatError(
            gettext_noop(
                "The file says its text is %(encoding)s, but byte %(byte)s is not. Export it again, "
                "or save it in the encoding it declares."
            ),
            line,
            {"encoding": encoding.removesuffix("-sig").upper(), "byte": f"0x{content[error.start]:02X}"},
        ) from error
    text = text.lstrip("\ufeff")
    if doctype := _DOCTYPE.search(text):
        raise StatementFormatError(
            gettext_noop(
                "The file declares a document type or an entity, which no bank statement does; it is refused."
            ),
            text.count("\n", 0, doctype.start()) + 1,
        )
    if text.count("<") > MAX_TAGS:
        raise StatementFormatError(
            gettext_noop("The file has more than %(limit)s XML tags."), params={"limit": f"{MAX_TAGS:,}"}
        )
    return _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)


def elements(text: str, names: frozenset[str]) -> Iterator[etree._Element]:
    """Each finished element with one of these local names, in file order; the caller may clear it.

    Raises StatementFormatError with the line where the XML breaks.
    """
    events = etree.iterparse(
        BytesIO(text.encode()),
        events=("end",),
        tag=[f"{{*}}{name}" for name in sorted(names)],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _event, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        # The first error is the cause; what is raised may be a consequence ("no element found").
        first = next(iter(events.error_log), None)
        reason = (first.message if first else error.msg) or ""
        raise StatementFormatError(
            gettext_noop("The XML is broken here: %(reason)s"),
            (first.line if first else error.lineno) or None,
            {"reason": re.sub(r",? line \d+, column \d+.*$", "", reason.strip())},
        ) from error


def root_names(text: str) -> tuple[str, str]:
    """Local names of the root and its first child; for saying what a file is instead."""
    names: list[str] = []
    for _event, element in etree.iterparse(
        BytesIO(text.encode()), events=("start",), resolve_entities=False, no_network=True
    ):
        names.append(local_name(element))
        if len(names) == 2:
            break
    return (*names, "", "")[0], (*names, "", "")[1]


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return _local(str(element.tag))


def line_of(element: etree._Element) -> int | None:
    """The line of the file the element starts on."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def as_plain(element: etree._Element, *, without: frozenset[str] = frozenset()) -> Raw:
    """The element as data that JSON can keep: text, or a dictionary; what repeats is a list.

    Namespaces are dropped, white space is made single. Attributes are "@name", text beside attributes or
    children is "#text".
    """
    node: dict[str, Raw | list[Raw]] = {
        sys.intern(f"@{_local(str(name))}"): _clean(str(value)) for name, value in element.attrib.items()
    }
    for child in element:
        name = local_name(child)
        if name in without:
            continue
        value = as_plain(child)
        present = node.get(name)
        if present is None:
            node[name] = value
        elif isinstance(present, list):
            present.append(value)
        else:
            node[name] = [present, value]
    text = _clean(element.text)
    if not node:
        return text
    if text:
        node["#text"] = text
    return node


def nodes(node: Raw, path: str) -> list[Raw]:
    """All nodes at a path like "NtryDtls/TxDtls", in file order."""
    steps = _steps(path)
    if not isinstance(node, dict) or steps[0] not in node:
        return []  # by far the most frequent answer
    found: list[Raw] = [node]
    for name in steps:
        below: list[Raw] = []
        for one in found:
            child = one.get(name) if isinstance(one, dict) else None
            if isinstance(child, list):
                below.extend(child)
            elif child is not None:
                below.append(child)
        if not below:
            return below
        found = below
    return found


def texts(node: Raw, path: str) -> list[str]:
    """The texts at a path, white space made single, empty ones left out."""
    found = []
    for one in nodes(node, path):
        value = one.get("#text", "") if isinstance(one, dict) else one
        if isinstance(value, str) and value:
            found.append(value)
    return found


def text_at(node: Raw, *paths: str) -> str:
    """The first text at the first path that has one, else ""."""
    for path in paths:
        if found := texts(node, path):
            return found[0]
    return ""


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return sys.intern(name.rpartition("}")[2])


def _clean(text: str | None) -> str:
    """White space made single. Short texts (codes, currencies) repeat by the thousand: one copy serves."""
    clean = " ".join(text.split()) if text else ""
    return sys.intern(clean) if len(clean) <= 10 else clean


def _encoding(content: bytes) -> str:
    for mark, encoding in (*_MARKS, *_BARE_UTF16):
        if content.startswith(mark):
            return encoding
    declared = _ENCODING.search(content[:1024])
    name = declared[1].decode("ascii") if declared else "utf-8"
    if not _CHARACTER_SETS.fullmatch(name):
        raise StatementFormatError(
            gettext_noop(
                "The file is written in the character set “%(encoding)s”, which is not read. Use UTF-8."
            ),
            1,
            {"encoding": name},
        )
    return name
