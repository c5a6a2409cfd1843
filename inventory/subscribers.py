"""What the inventory does when something happens, and what it answers when the apps below it ask."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole
from accounting.extensions import bill_panels, bought_goods, closing_checks
from catalog.extensions import price_figures
from catalog.selectors.kits import kits_with
from erp.models import OutboxMessage
from erp.outbox import subscribe
from inventory.choices import BookkeepingStyle
from inventory.extensions import ExpectedSource, incoming_sources
from inventory.selectors.closing import stock_against_books
from inventory.selectors.incoming import expected_receipts, goods_on_the_way
from inventory.selectors.valuation import average_costs
from inventory.services.bookkeeping import styles_of
from inventory.services.events import LEVEL_CHANGED, tell_levels
from inventory.views.invoicing import bill_panel


def interim_accounts(company_ids: Collection[int]) -> dict[int, AccountRole]:
    """Where receipts stand against what is to be invoiced, the invoice clears that."""
    return {
        company_id: AccountRole.INTERIM_RECEIVED
        for company_id, style in styles_of(company_ids).items()
        if style == BookkeepingStyle.ANGLO_SAXON
    }


bought_goods.register("inventory.interim", interim_accounts)
bill_panels.register("inventory.receipts", bill_panel)
price_figures.register("cost", average_costs)
closing_checks.register("inventory.stock", stock_against_books)
incoming_sources.register(
    "inventory.goodsreceipt", ExpectedSource(_("Receipts that are expected"), expected_receipts)
)
incoming_sources.register(
    "inventory.stocktransfer", ExpectedSource(_("Transfers on the way"), goods_on_the_way)
)


@subscribe(LEVEL_CHANGED)
def tell_kits(message: OutboxMessage) -> None:
    """Whoever waits for a kit, or shows how many there are, hears of its components. Kits are part of no kit: it ends here."""
    variant_id = message.payload["variant_id"]
    tell_levels(
        (message.company_id, kit) for kit in kits_with([variant_id]).get(variant_id, ()) if message.company_id
    )
