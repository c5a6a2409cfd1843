"""The price lists of the demo group and its printed catalogues."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from catalog.models import Category, PriceList, PrintedCatalogue, Product
from catalog.services.price_lists import create_price_list_records
from erp.models import Company
from erp.services.records import LineDraft, RecordDraft, create_records

PUBLIC, TRADE, BELGIAN, SEASON = "PUBLIC", "PRO", "BELGIQUE", "HIVER"
# What leaves at the end of the season.
SEASONAL = 2


def make_price_lists(belgian: Company, *, today: dt.date) -> list[PriceList]:
    """A public list with tax, a trade list with quantity breaks, a Belgian one, and the end of the season. In a scope over
    the group."""
    [public] = create_price_list_records(
        [
            _list(
                PUBLIC,
                "Tarif public TTC",
                [{"method": "catalogue"}],
                includes_tax=True,
            )
        ]
    )
    shelves = list(Category.objects.filter(parent=None).order_by("tree_id"))[:SEASONAL]
    return [
        public,
        *create_price_list_records(
            [
                _list(TRADE, "Tarif professionnel HT", _trade_rows(), minimum_margin=Decimal(15)),
                _list(
                    BELGIAN,
                    "Tarif Belgique TTC",
                    [{"method": "catalogue", "percent": Decimal(4)}],
                    includes_tax=True,
                    rounding=".95",
                    visible_to=[belgian.pk],
                ),
                _list(
                    SEASON,
                    "Fin de saison hiver",
                    [
                        {
                            "category": shelf,
                            "method": "list",
                            "base_list": public,
                            "percent": Decimal(-30),
                            "rounding": ".90",
                        }
                        for shelf in shelves
                    ],
                    includes_tax=True,
                    # The winter sales begin on the second Wednesday of January (code de commerce, art. D310-15-2).
                    valid_from=second_wednesday(today.year + 1),
                    valid_until=second_wednesday(today.year + 1) + dt.timedelta(days=27),
                ),
            ]
        ),
    ]


def second_wednesday(year: int) -> dt.date:
    first = dt.date(year, 1, 1)
    return first + dt.timedelta(days=(2 - first.weekday()) % 7 + 7)


def make_printed_catalogues(company: Company) -> list[PrintedCatalogue]:
    """A catalogue with pictures for everybody, and a price sheet for the trade."""
    lists = {one.code: one for one in PriceList.objects.filter(code__in=[PUBLIC, TRADE])}
    shelves = list(Category.objects.filter(parent=None).order_by("tree_id"))
    return create_records(
        [
            RecordDraft(
                PrintedCatalogue,
                {
                    "company": company,
                    "name": "Catalogue hiver",
                    "title": "La maison en hiver",
                    "subtitle": f"Collection {company.name}",
                    "introduction": "Des objets choisis un par un, pour la table, le salon et le jardin d’hiver.",
                    "closing": "Livraison offerte dès 60 € en France métropolitaine.\n\n"
                    "Commandes par téléphone du lundi au vendredi, de 9 h à 18 h.",
                    "layout": "grid",
                    "price_list": lists[PUBLIC],
                    "prices": "gross",
                },
                {"choices": [LineDraft({"category": shelf}) for shelf in shelves]},
            ),
            RecordDraft(
                PrintedCatalogue,
                {
                    "company": company,
                    "name": "Tarif professionnel",
                    "title": "Tarif professionnel",
                    "subtitle": "Prix nets hors taxes",
                    "layout": "sheet",
                    "price_list": lists[TRADE],
                    "prices": "net",
                },
            ),
        ]
    )


def _list(code: str, name: str, rows: Sequence[dict[str, Any]], **values: Any) -> RecordDraft:
    return RecordDraft(
        PriceList,
        {"code": code, "name": name, "currency_id": "EUR", **values},
        {"rows": [LineDraft(row) for row in rows]},
    )


def _trade_rows() -> list[dict[str, Any]]:
    """Less 15 %, 20 % from a dozen, 25 % from 48; a few products at a price agreed for the year."""
    breaks = ((0, -15), (12, -20), (48, -25))
    rows: list[dict[str, Any]] = [
        {"method": "catalogue", "percent": Decimal(percent), "min_quantity": Decimal(quantity)}
        for quantity, percent in breaks
    ]
    agreed = Product.objects.filter(kind="goods").order_by("code")[:3]
    return rows + [
        {"product": product, "method": "catalogue", "percent": Decimal(-22), "rounding": "0.10"}
        for product in agreed
    ]
