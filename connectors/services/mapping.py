"""From a shop's order to the drafts that sales and the kernel take: read once for a whole batch, then pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounting.choices import TaxTreatment
from accounting.models import PaymentProvider, Tax
from catalog.models import Variant
from connectors.choices import ReferenceKind
from connectors.models import Connection, ExternalReference
from connectors.totals import TotalsLine, check_totals
from connectors.types import ShopAddress, ShopCustomer, ShopOrder, ShopPayment
from erp import identifiers
from erp.errors import DomainError
from erp.models import Partner
from erp.types import AddressDraft, PartnerDraft
from sales.types import OrderDraft, OrderLineDraft, OrderPaymentDraft

ZERO = Decimal(0)


class QuarantineError(DomainError):
    """Why an order can't become a sales order without a person."""


@dataclass(frozen=True)
class Known:
    """What the orders of a batch refer to, on our side. Tax ids by (country, percent); variants by SKU and barcode."""

    connection: Connection
    country: str
    variants: dict[str, int]
    taxes: dict[tuple[str, Decimal], int]
    providers: dict[str, str]
    partners: dict[str, int]


def read_known(connection: Connection, orders: Sequence[ShopOrder]) -> Known:
    """Everything `orders` refer to, in a constant number of queries."""
    skus = {line.sku for order in orders for line in order.lines if line.sku}
    eans = {ean for order in orders for line in order.lines for ean in _ean_forms(line.ean)}
    variants = {
        f"ean:{barcode}": pk
        for barcode, pk in Variant.objects.filter(barcode__in=eans, is_active=True).values_list(
            "barcode", "pk"
        )
        if barcode
    }
    variants |= dict(Variant.objects.filter(sku__in=skus, is_active=True).values_list("sku", "pk"))
    taxes: dict[tuple[str, Decimal], int] = {}
    # A shop says a rate, not why there is none: the rule says that (`Positions.settle`).
    for tax in Tax.objects.filter(
        company_id=connection.company_id,
        is_active=True,
        treatment__in=[TaxTreatment.DOMESTIC, TaxTreatment.OSS],
    ).order_by("-pk"):
        taxes[tax.country_id, tax.percent.normalize()] = tax.pk
    providers = {}
    for provider in PaymentProvider.objects.filter(company_id=connection.company_id, is_active=True).order_by(
        "-pk"
    ):
        for method in (*provider.methods, provider.code):
            providers[method.casefold()] = provider.code
    return Known(
        connection=connection,
        country=connection.company.country_id,
        variants=variants,
        taxes=taxes,
        providers=providers,
        partners=_partners(connection, orders),
    )


def _partners(connection: Connection, orders: Sequence[ShopOrder]) -> dict[str, int]:
    """Partners by the shop's customer id, and by e-mail for customers that are new here."""
    customers = [order.customer for order in orders if order.customer]
    known = dict(
        ExternalReference.objects.filter(
            connection=connection,
            kind=ReferenceKind.CUSTOMER,
            external_id__in={customer.external_id for customer in customers},
        ).values_list("external_id", "object_id")
    )
    emails = {customer.email.casefold() for customer in customers if customer.email}
    found = (
        Partner.objects.annotate(folded=Lower("email"))
        .filter(folded__in=emails, is_active=True)
        .order_by("-pk")
    )
    return known | {f"mail:{partner.email.casefold()}": partner.pk for partner in found}


def partner_key(customer: ShopCustomer) -> str:
    """Customers with one e-mail address are one partner; without one, the shop's id tells them apart."""
    return f"mail:{customer.email.casefold()}" if customer.email else customer.external_id


def known_partner(known: Known, customer: ShopCustomer) -> int | None:
    return known.partners.get(customer.external_id) or known.partners.get(partner_key(customer))


def check_order(order: ShopOrder, known: Known) -> None:
    """Raise `QuarantineError` with the reason when `order` can't become a sales order by itself."""
    for problem in order.problems:
        raise QuarantineError(problem.code, problem.message)
    if order.customer is None or order.billing is None:
        raise QuarantineError(
            "customer.missing", _("The shop did not tell who ordered: open the order there.")
        )
    for line in order.lines:
        if line.quantity <= 0 or line.unit_gross < 0:
            raise QuarantineError(
                "line.negative",
                _("“%(name)s” has a negative price or no quantity. Correct the order in the shop."),
                params={"name": line.name},
            )
        if _variant(line.sku, line.ean, known) is None:
            raise QuarantineError(
                "variant.unknown",
                _(
                    "No article here has the SKU “%(sku)s” (%(name)s). Create it, then process the order again."
                ),
                params={"sku": line.sku or "—", "name": line.name},
            )
    totals = check_totals(order)
    for rate in totals.rates:
        _tax(rate.percent, order, known)
    if not totals.agrees(known.connection.tolerance):
        raise QuarantineError(
            "totals.differ",
            _(
                "The shop says %(paid)s were to pay, its lines come to %(ours)s: %(difference)s more than the tolerated "
                "%(tolerance)s. Check the order in the shop, or raise the tolerance of the connection."
            ),
            params={
                "paid": f"{totals.paid_gross:f}",
                "ours": f"{totals.gross:f}",
                "difference": f"{abs(totals.difference):f}",
                "tolerance": f"{known.connection.tolerance:f}",
            },
        )
    for payment in order.payments:
        _provider(payment, order, known)


def order_draft(order: ShopOrder, partner_id: int, known: Known) -> OrderDraft:
    """The sales order of a checked `order`. Prices with tax lead: they are what the customer agreed to pay."""
    totals = check_totals(order)
    goods = [
        OrderLineDraft(
            kind="goods",
            variant_id=_variant(line.sku, line.ean, known),
            description=line.name[:255],
            quantity=line.quantity,
            unit_price=line.unit_gross,
            **_taxed(line.tax_percent, order, known),
        )
        for line in order.lines
    ]
    others = [
        _other_line(line, order, known) for line in totals.lines if line.kind != "product" and line.gross
    ]
    return OrderDraft(
        channel_id=known.connection.channel_id,
        partner_id=partner_id,
        lines=[*goods, *others],
        date=order.placed_at.date(),
        placed_at=order.placed_at,
        currency=order.currency,
        prices_include_tax=True,
        external_number=order.external_id,
        external_reference=order.reference[:64],
        billing_address=address_draft(order.billing),
        shipping_address=address_draft(order.shipping or order.billing),
        carrier_name=order.carrier_name[:120],
        payment_method=(order.payment_method or order.payment_module)[:120],
        customer_notes="\n".join(message.text for message in order.messages if message.is_from_customer),
        notes=order.note,
        expected_gross=totals.paid_gross,
        tolerance=known.connection.tolerance,
    )


def payment_drafts(order: ShopOrder, order_id: int, known: Known) -> list[OrderPaymentDraft]:
    """What the shop received for the order. A shop that says "paid" without a payment is taken at its word."""
    payments = [
        payment for payment in order.payments if payment.amount > 0 and payment.currency == order.currency
    ]
    if not payments and order.is_paid and order.totals.paid_real > 0:
        payments = [
            ShopPayment(
                external_id=f"order-{order.external_id}",
                method=order.payment_module or order.payment_method,
                amount=order.totals.paid_real,
                currency=order.currency,
                transaction_id="",
                paid_at=None,
            )
        ]
    return [
        OrderPaymentDraft(
            order_id=order_id,
            provider_code=_provider(payment, order, known),
            amount=payment.amount,
            date=(payment.paid_at or order.placed_at).date(),
            method=payment.method[:60],
            # A transaction id is the provider's; the shop's own id is unique in the shop alone.
            reference=(payment.transaction_id or f"{known.connection.code}-{payment.external_id}")[:80],
        )
        for payment in payments
    ]


def partner_drafts(orders: Iterable[ShopOrder], known: Known) -> dict[str, PartnerDraft]:
    """The partners to create for customers not known yet, by `partner_key`. They are the company's own, not the group's."""
    drafts: dict[str, PartnerDraft] = {}
    for order in orders:
        customer, billing = order.customer, order.billing
        if customer is None or billing is None or known_partner(known, customer) is not None:
            continue
        address = address_draft(billing)
        name = customer.company or billing.company or customer.name or billing.name or customer.email
        drafts.setdefault(
            partner_key(customer),
            PartnerDraft(
                name=name[:160],
                country=billing.country or known.country,
                is_organisation=bool(customer.company or billing.company),
                email=customer.email,
                phone=(billing.mobile or billing.phone)[:30],
                vat_number=_valid(billing.vat_number, identifiers.check_vat),
                siret=_valid(customer.siret, identifiers.check_siret),
                language="fr" if (customer.language or order.language or "fr") == "fr" else "en",
                visible_to=[known.connection.company_id],
                addresses=[address] if address else [],
            ),
        )
    return drafts


def address_draft(address: ShopAddress | None) -> AddressDraft | None:
    if address is None:
        return None
    name = " — ".join(filter(None, [address.company, address.name]))
    return AddressDraft(
        name=name[:160],
        line1=address.line1[:128] or "—",
        line2=address.line2[:128],
        postcode=address.postcode[:12],
        city=address.city[:80] or "—",
        state=address.state[:80],
        country=address.country,
        phone=(address.phone or address.mobile)[:30],
    )


def _other_line(line: TotalsLine, order: ShopOrder, known: Known) -> OrderLineDraft:
    return OrderLineDraft(
        kind=line.kind,
        description=line.description[:255],
        unit_price=line.gross,
        **_taxed(line.percent, order, known),
    )


def _taxed(percent: Decimal, order: ShopOrder, known: Known) -> dict[str, Any]:
    tax_id = _tax(percent, order, known)
    return {"tax_id": tax_id, "is_untaxed": tax_id is None}


def _variant(sku: str, ean: str, known: Known) -> int | None:
    by_ean = (known.variants.get(f"ean:{form}") for form in _ean_forms(ean))
    return known.variants.get(sku) or next(filter(None, by_ean), None)


def _ean_forms(ean: str) -> list[str]:
    """PrestaShop 9 writes a GTIN-13 with a zero in front; catalogues write it either way."""
    stripped = ean.strip()
    return list(
        dict.fromkeys(
            filter(None, [stripped, stripped.removeprefix("0"), f"0{stripped}" if stripped else ""])
        )
    )


def _tax(percent: Decimal, order: ShopOrder, known: Known) -> int | None:
    """Our tax of that rate: the country's that the goods go to, else our own country's. No tax needs no tax."""
    rate = percent.normalize()
    destination = order.shipping.country if order.shipping else ""
    for country in (destination, known.country):
        if (country, rate) in known.taxes:
            return known.taxes[country, rate]
    if rate == 0:
        return None
    raise QuarantineError(
        "tax.unknown",
        _(
            "This company has no VAT of %(rate)s %% for %(country)s. Add the tax in the settings of accounting, then "
            "process the order again."
        ),
        params={"rate": f"{rate:f}", "country": destination or known.country},
    )


def _provider(payment: ShopPayment, order: ShopOrder, known: Known) -> str:
    for name in (payment.method, order.payment_module, order.payment_method):
        if code := known.providers.get(name.casefold()):
            return code
    if known.connection.default_provider:
        return known.connection.default_provider.code
    raise QuarantineError(
        "provider.unknown",
        _(
            "No payment provider here takes “%(method)s”. Name that method on a provider, or give the connection one for "
            "all others."
        ),
        params={"method": payment.method or order.payment_module},
    )


def _valid(value: str, check: Callable[[str], None]) -> str:
    """What a customer typed, if its form holds; else nothing: the order matters more than the number."""
    text = "".join(value.split()).upper()
    if not text:
        return ""
    try:
        check(text)
    except ValidationError:
        return ""
    return text[:20]
