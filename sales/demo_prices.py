"""Who gets which price list in the demo, and what its channels sell."""

from collections.abc import Sequence
from typing import Any

from catalog.demo_prices import BELGIAN, PUBLIC, SEASON, TRADE
from catalog.models import Category, CustomerGroup, PriceList
from erp.models import Company, Partner
from erp.services.records import LineDraft, RecordDraft, create_records
from sales.choices import ChannelKind, Requirement
from sales.models import AssortmentRule, Channel, ChannelRequirement, PriceAssignment

ASKED = (Requirement.IMAGE, Requirement.BARCODE, Requirement.PRICE, Requirement.WEIGHT)


def give_price_lists(company: Company, channels: Sequence[Channel], customers: Sequence[Partner]) -> None:
    """The public list to shops, the trade list to organisations, the end of the season to the web before all others."""
    lists = {one.code: one for one in PriceList.objects.all()}
    # Whose customers only one company sees, its groups are that company's as well.
    members = [LineDraft({"partner": one}) for one in customers if one.is_organisation]
    [group] = create_records(
        [
            RecordDraft(
                CustomerGroup,
                {"code": f"PRO-{company.code}", "name": "Professionnels", "visible_to": [company.pk]},
                {"members": members},
            )
        ]
    )
    shops = [one for one in channels if one.kind in (ChannelKind.WEBSHOP, ChannelKind.STORE)]
    own = lists[BELGIAN if BELGIAN in lists and company.country_id == "BE" else PUBLIC]
    given: list[dict[str, Any]] = [{"price_list": own, "channel": shop} for shop in shops]
    given += [
        {"price_list": lists[SEASON], "channel": shop, "priority": 1}
        for shop in shops
        if shop.kind == ChannelKind.WEBSHOP
    ]
    given.append({"price_list": lists[TRADE], "group": group})
    create_records([RecordDraft(PriceAssignment, {"company": company, **one}) for one in given])


def fill_assortment(channels: Sequence[Channel]) -> None:
    """The web sells everything that has a picture, a barcode, a price and a weight."""
    shelves = list(Category.objects.filter(parent=None))
    web = [one for one in channels if one.kind == ChannelKind.WEBSHOP]
    create_records(
        [
            RecordDraft(AssortmentRule, {"company": one.company, "channel": one, "category": shelf})
            for one in web
            for shelf in shelves
        ]
    )
    create_records(
        [
            RecordDraft(ChannelRequirement, {"company": one.company, "channel": one, "requirement": asked})
            for one in web
            for asked in ASKED
        ]
    )
