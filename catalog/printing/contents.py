"""What a printed catalogue holds: chapters, sections and articles with their prices.

Read in a constant number of queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q, QuerySet

from catalog.choices import PrintedPrices, ThumbnailSize
from catalog.lifecycles import SOLD
from catalog.models import Category, PrintedCatalogue, PrintedChoice, Product, Thumbnail, Variant
from catalog.price_values import PriceRequest
from catalog.pricing import PriceBook
from catalog.selectors.prices import read_price_book
from catalog.selectors.texts import texts_of
from catalog.selectors.visibility import seen_by
from erp.money import round_money

# A price sheet has room for so many quantities besides one.
MOST_BREAKS = 3
# Pictures on the cover.
COVER_PICTURES = 6

Picture = TypeVar("Picture")


@dataclass(frozen=True)
class PrintedVariant:
    """One article. `prices`: for one and for each of the sheet's quantities, null where there is none."""

    sku: str
    label: str
    barcode: str
    prices: tuple[Decimal | None, ...]

    @property
    def price(self) -> Decimal | None:
        return self.prices[0] if self.prices else None


@dataclass(frozen=True)
class PrintedProduct:
    """A product with its articles. `picture`: the key of a thumbnail's file, or null."""

    name: str
    code: str
    description: str
    unit: str
    picture: int | None
    variants: Sequence[PrintedVariant]

    @property
    def is_alone(self) -> bool:
        return len(self.variants) == 1

    @property
    def lowest(self) -> Decimal | None:
        known = [variant.price for variant in self.variants if variant.price is not None]
        return min(known, default=None)

    @property
    def has_one_price(self) -> bool:
        return len({variant.price for variant in self.variants}) == 1


@dataclass
class Section:
    """The products of one category."""

    name: str
    anchor: str
    products: list[PrintedProduct] = field(default_factory=list)


@dataclass
class Chapter:
    """A category of the highest level that was chosen, with those below it."""

    name: str
    anchor: str
    sections: list[Section] = field(default_factory=list)

    @property
    def article_count(self) -> int:
        return sum(len(product.variants) for section in self.sections for product in section.products)


@dataclass(frozen=True)
class Contents:
    """All of a catalogue. `breaks`: the quantities that its price sheet has columns for."""

    chapters: Sequence[Chapter]
    breaks: Sequence[Decimal]
    currency: str

    @property
    def article_count(self) -> int:
        return sum(chapter.article_count for chapter in self.chapters)

    @property
    def pictures(self) -> list[int]:
        """Keys of the pictures, in the order of the pages."""
        return [
            product.picture
            for chapter in self.chapters
            for section in chapter.sections
            for product in section.products
            if product.picture is not None
        ]


def read_contents(catalogue: PrintedCatalogue, *, date: dt.date, most: int | None = None) -> Contents:
    """The contents as of `date`, in the catalogue's language where products have texts in it; of at most `most` products."""
    choices = list(PrintedChoice.objects.filter(catalogue=catalogue).select_related("category", "product"))
    products = list(
        _chosen(choices)
        .filter(seen_by(catalogue.company_id))
        .select_related("category", "unit")
        .order_by("category__tree_id", "category__lft", "sort_key", "pk")[:most]
    )
    variants: dict[int, list[Variant]] = defaultdict(list)
    for variant in Variant.objects.filter(product__in=products, is_active=True).order_by("sort_key", "pk"):
        variants[variant.product_id].append(variant)
    everything = [variant for some in variants.values() for variant in some]
    pricer = _Pricer(catalogue, [variant.pk for variant in everything], date)
    pictures = _pictures(everything) if catalogue.shows_images else {}
    chapters = _Chapters(choices)
    texts = texts_of(products, catalogue.language)
    for product in products:
        if not variants[product.pk]:
            continue
        chapters.add(
            product.category,
            PrintedProduct(
                name=texts[product.pk].name,
                code=product.code,
                description=texts[product.pk].description if catalogue.shows_descriptions else "",
                unit=product.unit.name,
                picture=next((pictures[one.pk] for one in variants[product.pk] if one.pk in pictures), None),
                variants=[_printed(one, product, catalogue, pricer) for one in variants[product.pk]],
            ),
        )
    return Contents(chapters.found, pricer.breaks, pricer.currency)


def spread(pictures: Sequence[Picture]) -> list[Picture]:
    """Those that the cover shows, from all over the catalogue; none where there are too few for a row."""
    if len(pictures) < COVER_PICTURES:
        return list(pictures[:3]) if len(pictures) >= 3 else []
    return list(pictures[:: len(pictures) // COVER_PICTURES][:COVER_PICTURES])


def _printed(
    variant: Variant, product: Product, catalogue: PrintedCatalogue, pricer: "_Pricer"
) -> PrintedVariant:
    # "Théière, rouge" below the heading "Théière" is "rouge".
    label = variant.name.removeprefix(product.name).lstrip(" ,·–-") or ", ".join(variant.attributes.values())
    return PrintedVariant(
        sku=variant.sku,
        label=label[:1].upper() + label[1:],
        barcode=variant.barcode if catalogue.shows_barcodes else "",
        prices=pricer.prices(variant.pk),
    )


def _chosen(choices: Iterable[PrintedChoice]) -> "QuerySet[Product]":
    taken, left_out = Q(), Q(pk__in=[])
    for choice in choices:
        if choice.category is not None:
            target = choice.category
            found = Q(
                category__tree_id=target.tree_id,
                category__lft__gte=target.lft,
                category__rght__lte=target.rght,
            )
        else:
            found = Q(pk=choice.product_id)
        if choice.is_left_out:
            left_out |= found
        else:
            taken |= found
    return Product.objects.filter(taken, status__in=SOLD).exclude(left_out)


def _pictures(variants: Sequence[Variant]) -> dict[int, int]:
    """By variant: its picture of middle size, else the largest there is below it."""
    rows = Thumbnail.objects.filter(
        variant__in=[variant.pk for variant in variants], size__lte=ThumbnailSize.MEDIUM, file__isnull=False
    ).order_by("size")
    found = {variant.pk: variant.image_id for variant in variants if variant.image_id}
    found.update(dict(rows.values_list("variant_id", "file_id")))
    return {pk: file_id for pk, file_id in found.items() if file_id is not None}


class _Pricer:
    """The prices to print."""

    def __init__(self, catalogue: PrintedCatalogue, variant_ids: Sequence[int], date: dt.date) -> None:
        self.catalogue, self.date = catalogue, date
        self.list_id = catalogue.price_list_id
        price_list = catalogue.price_list
        self.currency = str(price_list.currency_id if price_list else catalogue.company.currency_id)
        self.is_shown = catalogue.prices != PrintedPrices.NONE
        self.book: PriceBook | None = None
        self.breaks: list[Decimal] = []
        if self.is_shown:
            self.book = read_price_book(
                variant_ids=variant_ids,
                list_ids=[self.list_id] if self.list_id else [],
                company_ids=[catalogue.company_id],
                until=date,
            )
            self.breaks = self._breaks(self.book)

    def _breaks(self, book: PriceBook) -> list[Decimal]:
        """The commonest quantities from which a price of the list is lower, ascending."""
        counted: dict[Decimal, int] = defaultdict(int)
        for row in book.rows:
            if row.list_id == self.list_id and row.min_quantity > 1:
                counted[row.min_quantity] += 1
        commonest = sorted(counted, key=lambda quantity: (-counted[quantity], quantity))[:MOST_BREAKS]
        return sorted(commonest)

    def prices(self, variant_id: int) -> tuple[Decimal | None, ...]:
        if self.book is None:
            return ()
        return tuple(self._price(self.book, variant_id, quantity) for quantity in (Decimal(1), *self.breaks))

    def _price(self, book: PriceBook, variant_id: int, quantity: Decimal) -> Decimal | None:
        request = PriceRequest(
            variant_id=variant_id,
            company_id=self.catalogue.company_id,
            date=self.date,
            currency=self.currency,
            quantity=quantity,
        )
        price = (book.in_list(self.list_id, request) if self.list_id else None) or book.price(request)
        shown = price.gross if self.catalogue.prices == PrintedPrices.GROSS else price.net
        if shown is None:
            return None
        # A price of less than a cent's precision is printed as it is charged for one.
        return round_money(shown, self.currency)


class _Chapters:
    """Products laid on chapters and sections by their category."""

    def __init__(self, choices: Sequence[PrintedChoice]) -> None:
        self.found: list[Chapter] = []
        self.tops = [c.category for c in choices if c.category is not None and not c.is_left_out]
        self.categories = {category.pk: category for category in Category.objects.all()}
        self._chapters: dict[int, Chapter] = {}
        self._sections: dict[int, Section] = {}

    def add(self, category: Category, product: PrintedProduct) -> None:
        section = self._sections.get(category.pk)
        if section is None:
            section = self._sections[category.pk] = Section(category.name, f"section-{category.pk}")
            self._chapter(category).sections.append(section)
        section.products.append(product)

    def _chapter(self, category: Category) -> Chapter:
        top = self._top(category)
        chapter = self._chapters.get(top.pk)
        if chapter is None:
            chapter = self._chapters[top.pk] = Chapter(top.name, f"chapter-{top.pk}")
            self.found.append(chapter)
        return chapter

    def _top(self, category: Category) -> Category:
        """The highest chosen category above, else the root of its tree that can be seen."""
        holding = [
            top
            for top in self.tops
            if top.tree_id == category.tree_id and top.lft <= category.lft and category.rght <= top.rght
        ]
        if holding:
            return min(holding, key=lambda top: top.level)
        found = category
        while found.parent_id in self.categories:
            found = self.categories[found.parent_id]
        return found
