"""Changes of sales prices."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from catalog.services.refusals import check_price
from catalog.types import PriceChange
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from erp.outbox import Event, publish
from erp.scope import current_scope


def change_prices(changes: Sequence[PriceChange]) -> list[Variant]:
    """Set the sales prices of variants; those whose price did change, in a constant number of statements.

    Raises `DomainError` "variant.price_negative" or "variant.missing"; then no price is changed. Each company of the
    scope is told by one event "catalog.price_changed" a variant.
    """
    wanted = {change.variant_id: change.sales_price for change in changes}
    if not wanted:
        return []
    with transaction.atomic():
        variants = {variant.pk: variant for variant in lock(Variant.objects.filter(pk__in=wanted))}
        if missing := sorted(wanted.keys() - variants.keys()):
            raise DomainError(
                "variant.missing",
                _("There is no variant %(ids)s here (any more). Reload the page."),
                "variant",
                {"ids": ", ".join(map(str, missing))},
            )
        now, changed, log = timezone.now(), [], []
        for pk, variant in variants.items():
            price = check_price(wanted[pk], variant.sku)
            if price != variant.sales_price:
                log.append(
                    Change(
                        variant,
                        "change_price",
                        before={"sales_price": variant.sales_price},
                        after={"sales_price": price},
                    )
                )
                variant.sales_price, variant.updated_at = price, now
                changed.append(variant)
        Variant.objects.bulk_update(changed, ["sales_price", "updated_at"], batch_size=5000)
        log_changes(log)
        tell_prices(changed)
    return changed


def tell_prices(variants: Iterable[Variant]) -> None:
    """One event "catalog.price_changed" for each variant and company of the scope that sees it. Only the latest matters."""
    changed = list(variants)
    publish(
        Event("catalog.price_changed", f"catalog.variant:{variant.pk}", {"id": variant.pk}, company_id, True)
        for company_id in current_scope().companies
        for variant in changed
        if variant.visible_to is None or company_id in variant.visible_to
    )
