"""The PDF of a printed catalogue."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from catalog.models import PrintedCatalogue
from catalog.printing.contents import Chapter, Contents, read_contents, spread
from catalog.printing.pictures import drawn_barcode, jpegs
from erp.printing import font_faces

PICTURE, BARCODE = "picture", "barcode"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class PrintedFile:
    """The finished file with its figures."""

    content: bytes
    pages: int
    articles: int


class Fetcher(URLFetcher):
    """Answers `picture:<digest>`, `barcode:<digits>` and data from memory, and nothing else."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"data"})
        self.pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _separator, name = url.partition(":")
        if scheme == PICTURE and name in self.pictures:
            return URLFetcherResponse(url, self.pictures[name], {"Content-Type": "image/jpeg"})
        if scheme == BARCODE:
            return URLFetcherResponse(url, drawn_barcode(name), {"Content-Type": "image/svg+xml"})
        return super().fetch(url, headers)


def print_catalogue(
    catalogue: PrintedCatalogue, *, date: dt.date, progress: Progress | None = None, most: int | None = None
) -> PrintedFile:
    """The catalogue as a PDF in its own language, with the prices of `date`; of at most `most` products.

    `progress` hears how many articles are laid out, and may raise to stop.
    """
    with translation.override(catalogue.language):
        contents = read_contents(catalogue, date=date, most=most)
        return _Binder(catalogue, contents, date, progress or _silent).bound()


class _Binder:
    """Lays out the parts of one catalogue and binds them."""

    def __init__(
        self, catalogue: PrintedCatalogue, contents: Contents, date: dt.date, progress: Progress
    ) -> None:
        self.catalogue, self.contents, self.date, self.progress = catalogue, contents, date, progress
        self.digests, pictures = jpegs(contents.pictures)
        self.fetcher = Fetcher(pictures)
        self.fonts = FontConfiguration()
        # One cache for all parts: a picture is decoded once.
        self.cache: dict[Any, Any] = {}

    def bound(self) -> PrintedFile:
        total = self.contents.article_count
        self.progress(0, total, _("Laying out"))
        # How long the contents are depends on the names alone, so a first layout with any numbers tells.
        front = len(self._front({}).pages)
        starts: dict[str, int] = {}
        chapters: list[Document] = []
        page, done = front + 1, 0
        for chapter in self.contents.chapters:
            document = self._chapter(chapter, page)
            starts |= _starts(document, page)
            page += len(document.pages)
            done += chapter.article_count
            chapters.append(document)
            self.progress(done, total, chapter.name)
        documents = [self._front(starts), *chapters, self._back(page)]
        self.progress(total, total, _("Binding"))
        pages = [one for document in documents for one in document.pages]
        content = documents[0].copy(pages).write_pdf(pdf_tags=False)
        return PrintedFile(bytes(content or b""), len(pages), total)

    def _front(self, starts: Mapping[str, int]) -> Document:
        return self._laid_out("front", 1, starts=starts, cover_pictures=self._cover_pictures())

    def _chapter(self, chapter: Chapter, page: int) -> Document:
        return self._laid_out("chapter", page, chapter=chapter)

    def _back(self, page: int) -> Document:
        return self._laid_out("back", page)

    def _cover_pictures(self) -> list[str]:
        # The same picture may hang at several articles.
        digests = (self.digests[key] for key in self.contents.pictures if key in self.digests)
        return spread(list(dict.fromkeys(digests)))

    def _laid_out(self, part: str, page: int, **more: Any) -> Document:
        context = {
            "catalogue": self.catalogue,
            "company": self.catalogue.company,
            "contents": self.contents,
            "date": self.date,
            "part": part,
            "first_page": page,
            "pictures": self.digests,
            "accent": self.catalogue.accent or self.catalogue.company.colour,
            "font_faces": font_faces(),
            **more,
        }
        html = HTML(
            string=render_to_string("catalog/printing/catalogue.html", context), url_fetcher=self.fetcher
        )
        style = CSS(
            string=render_to_string("catalog/printing/catalogue.css", context),
            font_config=self.fonts,
            url_fetcher=self.fetcher,
        )
        return html.render(stylesheets=[style], font_config=self.fonts, cache=self.cache)


def _starts(document: Document, first: int) -> dict[str, int]:
    """The page on which each chapter and section begins."""
    return {anchor: first + number for number, page in enumerate(document.pages) for anchor in page.anchors}


def _silent(done: int, total: int, message: str) -> None:
    """Nobody listens."""
