"""Under which rule of VAT a sale falls, and why.

Sources: directive 2006/112/EC, articles 31 to 33 (place of goods), 44 and 45 (place of services), 59c (threshold of distance
sales), 138 (supplies within the Union), 146 (exports), 196 (reverse charge), 369a ff. (one-stop shop); CGI, articles 258 A,
259, 259-0 B, 262, 262 ter and 294.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum.eu import vat

from accounting.choices import BuyerKind, SupplyKind, TaxTreatment
from accounting.vat.territories import MEMBER_STATES, NORTHERN_IRELAND, Territory

# Net sales to consumers of other states, of this year or the one before, above which the destination's VAT is due.
# Directive 2006/112/EC, article 59c, since 1 July 2021; in euros.
OSS_THRESHOLD = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys. A business or public body counts as a taxable person of the Union by its VAT number alone."""

    kind: BuyerKind = BuyerKind.CONSUMER
    vat_number: str = ""

    @property
    def vat_state(self) -> str:
        """The state that gave the number, if its form holds: an ISO code, XI for Northern Ireland; else empty."""
        number = "".join(self.vat_number.split()).upper()
        if not number or not vat.is_valid(number):
            return ""
        return "GR" if number[:2] in {"EL", "GR"} else number[:2]


@dataclass(frozen=True, slots=True)
class Supply:
    """A sale to decide. `seller`: where the company is established; `ship_from`, `ship_to`: where goods set off and arrive;
    `established`: where the buyer is, which decides for services. `oss_since`: from when the company declares by the
    one-stop shop; `is_threshold_passed`: whether its distance sales went over it, this year or the one before."""

    seller: Territory
    ship_from: Territory
    ship_to: Territory
    established: Territory
    buyer: Buyer
    kind: SupplyKind
    date: dt.date
    oss_since: dt.date | None = None
    is_threshold_passed: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`market` and `zone`: whose rates are charged, where VAT is; `reason`: in words, kept with what was sold.

    `needs_registration`: the destination's VAT is due, and the company is not registered to declare it."""

    treatment: TaxTreatment
    market: str = ""
    zone: str = ""
    reason: str = ""
    needs_registration: bool = False


def decide(supply: Supply) -> Decision:
    """The rule that a sale falls under. Says nothing about what is exempt by its nature (insurance, training)."""
    return _goods(supply) if supply.kind == SupplyKind.GOODS else _services(supply)


def _goods(supply: Supply) -> Decision:
    start, end = supply.ship_from, supply.ship_to
    if start.market and start.market == end.market:
        reason = _("Goods stay in %(place)s: its VAT.") % {"place": end.country}
        return Decision(TaxTreatment.DOMESTIC, end.market, end.zone, reason)
    if start.is_union and end.is_union:
        return _within_the_union(supply)
    if start.is_french and end.is_french:
        reason = _("Goods go from %(start)s to %(end)s, treated as an export (CGI, article 294, 2).") % {
            "start": start.country,
            "end": end.country,
        }
        return Decision(TaxTreatment.OVERSEAS, reason=reason)
    if not start.market:
        reason = _("Goods set off outside the Union's VAT territory, from %(start)s.") % {
            "start": start.country
        }
        return Decision(TaxTreatment.OUTSIDE, reason=reason)
    reason = _("Goods leave the Union's VAT territory for %(end)s: export.") % {"end": end.country}
    return Decision(TaxTreatment.EXPORT, reason=reason)


def _within_the_union(supply: Supply) -> Decision:
    start, end, buyer = supply.ship_from, supply.ship_to, supply.buyer
    state = buyer.vat_state
    way = {"start": start.market, "end": end.market}
    if state and state != start.market:
        reason = _("Goods go from %(start)s to %(end)s for a business with the VAT number %(number)s.") % (
            way | {"number": buyer.vat_number}
        )
        return Decision(TaxTreatment.INTRA_EU, reason=reason)
    if state:
        reason = _(
            "The buyer's VAT number %(number)s is of the state the goods leave: only another state's number exempts."
        ) % {"number": buyer.vat_number}
        return Decision(TaxTreatment.DOMESTIC, start.market, start.zone, reason)
    return _distance_sale(supply, way)


def _distance_sale(supply: Supply, way: dict[str, str]) -> Decision:
    start, end = supply.ship_from, supply.ship_to
    if supply.oss_since is not None and supply.oss_since <= supply.date:
        reason = _("Distance sale from %(start)s to %(end)s: the destination's VAT, declared by OSS.") % way
        return Decision(TaxTreatment.OSS, end.market, end.zone, reason)
    # The threshold is for who sells from the one state where he is established.
    if start.market != supply.seller.market or supply.is_threshold_passed:
        reason = (
            _(
                "Distance sale from %(start)s to %(end)s above the threshold of 10,000 €: the destination's VAT is due."
                " Register for OSS."
            )
            % way
        )
        return Decision(TaxTreatment.OSS, end.market, end.zone, reason, needs_registration=True)
    reason = (
        _("Distance sale from %(start)s to %(end)s below the threshold of 10,000 €: the seller's VAT.") % way
    )
    return Decision(TaxTreatment.BELOW_THRESHOLD, start.market, start.zone, reason)


def _services(supply: Supply) -> Decision:
    """By the general rules: at a business's place, at the seller's for others."""
    seller, buyer, place = supply.seller, supply.buyer, supply.established
    state = buyer.vat_state
    if state and state != seller.market and state != NORTHERN_IRELAND:
        reason = _(
            "Service to a business established in %(state)s, VAT number %(number)s: it owes the VAT."
        ) % {
            "state": state,
            "number": buyer.vat_number,
        }
        return Decision(TaxTreatment.REVERSE_CHARGE, reason=reason)
    if buyer.kind != BuyerKind.CONSUMER and place.market != seller.market:
        where = {"place": place.country}
        if seller.is_french and place.market in {"FR", "GP", "RE"}:
            reason = _("Service to a business in %(place)s: the VAT of that place.") % where
            return Decision(TaxTreatment.DOMESTIC, place.market, place.zone, reason)
        if place.market not in MEMBER_STATES:
            reason = _("Service to a business in %(place)s: outside the scope of the Union's VAT.") % where
            return Decision(TaxTreatment.OUTSIDE, reason=reason)
        reason = _("The buyer in %(place)s has no valid VAT number: the seller's VAT.") % where
        return Decision(TaxTreatment.DOMESTIC, seller.market, seller.zone, reason)
    reason = _("Service taxed where the seller is, in %(seller)s.") % {"seller": seller.country}
    return Decision(TaxTreatment.DOMESTIC, seller.market, seller.zone, reason)
