"""Which rule of VAT sales fall under, and the tax of the company that is charged by it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Case, F, Sum, When
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from accounting.choices import BuyerKind, InvoiceKind, SupplyKind, TaxTreatment
from accounting.lifecycles import POSTED
from accounting.models import InvoiceLine, Tax, VatSettings
from accounting.types import ZERO
from accounting.vat.decision import OSS_THRESHOLD, Buyer, Decision, Supply, decide
from accounting.vat.territories import NORTHERN_IRELAND, Territory, territory_of
from erp.models import Company, Partner

DISTANCE_SALES = (TaxTreatment.OSS, TaxTreatment.BELOW_THRESHOLD)
# What of the treatments bears VAT, by market and category; the others are exempt for everything.
TAXED = (TaxTreatment.DOMESTIC, TaxTreatment.BELOW_THRESHOLD, TaxTreatment.OSS)
STANDARD = "standard"
# Bodies of public law have SIREN numbers that begin so (INSEE).
PUBLIC_SIREN = ("1", "2")
# (company, treatment, country, zone, tax category)
Place = tuple[int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Sale:
    """Who sells what to whom on a day. `ship_from`, `ship_to`, `established` null: where the company is."""

    company_id: int
    date: dt.date
    buyer: Buyer = field(default_factory=Buyer)
    ship_from: Territory | None = None
    ship_to: Territory | None = None
    established: Territory | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The tax of a line, the rule it follows and why. `differs`: it is not what the rule asks for, because somebody gave
    another or the company is not registered where it is due."""

    tax: Tax | None
    treatment: str
    reason: str
    differs: bool = False


@dataclass(frozen=True)
class Positions:
    """What decides the VAT of a set of sales, read once."""

    sellers: Mapping[int, Territory]
    oss_since: Mapping[int, dt.date | None]
    over_threshold: Collection[tuple[int, int]]
    taxes: Mapping[Place, list[Tax]]
    exempt: Mapping[tuple[int, str], Tax]
    by_id: Mapping[int, Tax]
    decided: dict[tuple[Sale, SupplyKind], Decision] = field(default_factory=dict)

    def decide(self, sale: Sale, kind: SupplyKind) -> Decision:
        """The rule that a sale of goods or services falls under."""
        key = (sale, kind)
        if key not in self.decided:
            self.decided[key] = decide(self.supply(sale, kind))
        return self.decided[key]

    def settle(self, sale: Sale, kind: SupplyKind, category: str, given: Tax | None = None) -> Settled:
        """The tax of a line of that tax category. One that was `given` (by a shop, by a person) holds; where the rule comes
        to the same rate, it is the rule's. The tax is null where the company has none that fits."""
        decision = self.decide(sale, kind)
        tax = self.tax_of(sale, decision, category)
        if given is None or (tax is not None and tax.percent == given.percent):
            return Settled(tax, decision.treatment, decision.reason, decision.needs_registration)
        reason = _("%(given)s was given. By the rule: %(tax)s. %(reason)s") % {
            "given": given.code,
            "tax": tax.code if tax else "—",
            "reason": decision.reason,
        }
        return Settled(given, "", reason, differs=True)

    def supply(self, sale: Sale, kind: SupplyKind) -> Supply:
        seller = self.sellers.get(sale.company_id, Territory(""))
        years = (sale.date.year, sale.date.year - 1)
        return Supply(
            seller=seller,
            ship_from=sale.ship_from or seller,
            ship_to=sale.ship_to or sale.ship_from or seller,
            established=sale.established or sale.ship_to or seller,
            buyer=sale.buyer,
            kind=kind,
            date=sale.date,
            oss_since=self.oss_since.get(sale.company_id),
            is_threshold_passed=any((sale.company_id, year) in self.over_threshold for year in years),
        )

    def tax_of(self, sale: Sale, decision: Decision, category: str) -> Tax | None:
        """The company's tax under the decision for a tax category (by its code), on the day of the sale; null: it has none.

        Abroad, the standard rate stands in for a category without a rate there. Where the destination's VAT is due and the
        company is not registered to declare it, the seller's is charged until it is.
        """
        if decision.treatment not in TAXED:
            return self.exempt.get((sale.company_id, decision.treatment))
        if decision.treatment == TaxTreatment.OSS:
            found = self._rate(sale, TaxTreatment.OSS, decision.market, decision.zone, category, STANDARD)
            if found is not None or not decision.needs_registration:
                return found
            start = self.supply(sale, SupplyKind.GOODS).ship_from
            return self._rate(sale, TaxTreatment.DOMESTIC, start.market, start.zone, category)
        return self._rate(sale, TaxTreatment.DOMESTIC, decision.market, decision.zone, category)

    def _rate(
        self, sale: Sale, treatment: TaxTreatment, market: str, zone: str, *categories: str
    ) -> Tax | None:
        country = country_of(market)
        for category in categories:
            for part in dict.fromkeys((zone, "")):
                known = self.taxes.get((sale.company_id, treatment, country, part, category), ())
                if current := [tax for tax in known if _is_charged(tax, sale.date)]:
                    # A new rate takes over from one that nobody ended.
                    return max(current, key=lambda tax: tax.starts_on or dt.date.min)
        return None


def read_positions(sales: Iterable[Sale], taxes: Iterable[Tax] | None = None) -> Positions:
    """In at most three queries, whatever the number of sales. `taxes`: those of the companies with their categories, oldest
    first, where the caller has read them."""
    known = list(sales)
    ids = {sale.company_id for sale in known}
    sellers, oss_since = {}, {}
    for company in Company.objects.filter(pk__in=ids).select_related("vat_settings"):
        sellers[company.pk] = territory_of(company.country_id, company.postcode)
        settings: VatSettings | None = getattr(company, "vat_settings", None)
        oss_since[company.pk] = settings.oss_since if settings else None
    if taxes is None:
        taxes = Tax.objects.filter(company_id__in=ids).select_related("tax_category").order_by("id")
    by_place: dict[Place, list[Tax]] = defaultdict(list)
    exempt: dict[tuple[int, str], Tax] = {}
    by_id: dict[int, Tax] = {}
    for tax in taxes:
        by_id[tax.pk] = tax
        if not tax.is_active:
            continue
        if tax.treatment in TAXED:
            place = (tax.company_id, tax.treatment, tax.country_id, tax.zone, tax.tax_category.code)
            by_place[place].append(tax)
        else:
            exempt.setdefault((tax.company_id, tax.treatment), tax)
    positions = Positions(sellers, oss_since, (), by_place, exempt, by_id)
    below = {
        sale
        for sale in known
        if decide(positions.supply(sale, SupplyKind.GOODS)).treatment == TaxTreatment.BELOW_THRESHOLD
    }
    return replace(positions, over_threshold=_over_threshold(below)) if below else positions


def _is_charged(tax: Tax, day: dt.date) -> bool:
    return (tax.starts_on or day) <= day <= (tax.ends_on or day)


def distance_sales(company_ids: Collection[int], years: Collection[int]) -> dict[tuple[int, int], Any]:
    """By company and calendar year: net distance sales within the Union, of posted invoices less their credit notes."""
    rows = (
        InvoiceLine.objects.filter(
            company_id__in=company_ids,
            tax_treatment__in=DISTANCE_SALES,
            invoice__status=POSTED,
            invoice__date__year__gte=min(years),
            invoice__date__year__lte=max(years),
        )
        .order_by()
        .annotate(year=ExtractYear("invoice__date"))
        .values_list("company_id", "year")
        .annotate(
            total=Sum(Case(When(invoice__kind=InvoiceKind.CREDIT_NOTE, then=-F("net")), default=F("net")))
        )
    )
    return {(company_id, year): total for company_id, year, total in rows}


def _over_threshold(sales: Collection[Sale]) -> set[tuple[int, int]]:
    years = {year for sale in sales for year in (sale.date.year, sale.date.year - 1)}
    sums = distance_sales({sale.company_id for sale in sales}, years)
    return {place for place, total in sums.items() if (total or ZERO) > OSS_THRESHOLD}


def country_of(market: str) -> str:
    """The country that a market's taxes are kept under: Northern Ireland's under the United Kingdom."""
    return "GB" if market == NORTHERN_IRELAND else market


def buyer_of(partner: Partner) -> Buyer:
    """Who a partner is to VAT."""
    if partner.siren.startswith(PUBLIC_SIREN):
        kind = BuyerKind.PUBLIC_BODY
    elif partner.is_organisation or partner.vat_number:
        kind = BuyerKind.BUSINESS
    else:
        kind = BuyerKind.CONSUMER
    return Buyer(kind, partner.vat_number)


def place_of(address: Mapping[str, Any]) -> Territory | None:
    """The territory of a kept address; null where it names no country."""
    country = str(address.get("country") or "")
    return territory_of(country, str(address.get("postcode") or "")) if country else None
