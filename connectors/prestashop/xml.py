"""From the bytes of an answer to an element tree, trusting nothing.

The webservice promises UTF-8 XML without a document type. A document type is where entities are declared, and entities
are how a few hundred bytes become gigabytes or read a local file, so its mere presence is refused; the parser would not
expand or fetch anything even without that check.
"""

import re

from django.utils.translation import gettext_lazy as _
from lxml import etree

from connectors.errors import (
    ShopFormatError,
    ShopNoWebserviceError,
    ShopSizeError,
    join_messages,
)

MAX_BYTES = 20 * 1024 * 1024

_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "iso-8859-1",
              "iso-8859-15": "iso-8859-15", "windows-1252": "windows-1252"}  # fmt: skip
_DECLARATION = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
# XML 1.0 allows no control characters but tab and line ends. Product texts pasted from elsewhere carry them, shops
# write them out unescaped, and they mean nothing: one of them must not make a whole page of orders unreadable.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAGS = re.compile(r"<[^>]{0,2000}>")


def parse_document(content: bytes, *, max_bytes: int = MAX_BYTES) -> etree._Element:
    """The root element of an answer.

    Raises `ShopFormatError` (empty, wrong encoding, document type, broken XML), `ShopNoWebserviceError` (a web page) or
    `ShopSizeError`.
    """
    if len(content) > max_bytes:
        raise ShopSizeError(
            _("The answer is larger than %(limit)s MB and was not read."),
            limit=max_bytes // (1024 * 1024),
        )
    text = _CONTROLS.sub("", decode(content)).lstrip()
    if not text:
        raise ShopFormatError(_("The shop answered nothing where a list was expected."))
    if not text.startswith("<?xml") and not text.startswith("<prestashop"):
        _refuse_foreign(text)
    start = _PROLOG.match(text)
    body = text[start.end() :] if start else text
    if body[:9].upper() == "<!DOCTYPE":
        raise ShopFormatError(
            _(
                "The answer declares a document type (DOCTYPE), which can hide an entity bomb. It was refused unread."
            )
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ShopFormatError(
            _(
                "The answer is not well-formed XML (line %(line)s: %(reason)s). It was cut short or mixed with other text."
            ),
            line=error.lineno or 1,
            reason=error.msg or "?",
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ShopFormatError(_("The answer declares a document type (DOCTYPE). It was refused."))
    return root


def decode(content: bytes) -> str:
    """The text of an answer in the encoding it declares; UTF-8 when it declares none. Raises `ShopFormatError`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")) or content[1:2] == b"\x00":
        raise ShopFormatError(_("The answer is in UTF-16 or UTF-32. The webservice answers in UTF-8."))
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARATION.search(content[:512])
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    codec = _ENCODINGS.get(name.lower())
    if codec is None:
        raise ShopFormatError(
            _('The answer says it is in "%(name)s". The webservice answers in UTF-8.'),
            name=name,
        )
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise ShopFormatError(
            _(
                "The answer says it is in %(name)s and is not: byte %(byte)s in line %(line)s does not belong there."
            ),
            name=name,
            byte=f"0x{content[error.start]:02X}",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error


def shop_errors(root: etree._Element) -> list[tuple[int, str]]:
    """Code and message of each error in the webservice's error envelope; empty for any other document."""
    found = []
    for error in root.iterfind("./errors/error"):
        code = (error.findtext("code") or "").strip()
        found.append(
            (
                int(code) if code.isdigit() else 0,
                (error.findtext("message") or "").strip(),
            )
        )
    return found


def readable(text: str, limit: int = 200) -> str:
    """The words of a page that is no XML, without its tags, on one line."""
    return join_messages([_TAGS.sub(" ", text)], limit)


def _refuse_foreign(text: str) -> None:
    before, declaration, _rest = text.partition("<?xml")
    lowered = text[:1000].lower()
    if declaration:
        raise ShopFormatError(
            _(
                'The shop writes other text in front of its XML: "%(text)s". Turn off its debug mode or fix that module.'
            ),
            text=readable(before),
        )
    if "<html" in lowered or lowered.startswith("<!doctype html"):
        raise ShopNoWebserviceError(
            _('The shop answered with a web page ("%(text)s") where the webservice was expected.'),
            text=readable(text),
        )
    if not text.startswith("<"):
        raise ShopFormatError(_('The shop answered with plain text: "%(text)s".'), text=readable(text))
