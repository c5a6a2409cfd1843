"""The tables of the stand-in shop that no order changes, as rows of the webservice.

A row is field to value; a dict as value is a field in several languages, keyed by language id.
"""

from decimal import Decimal
from typing import Any

from connectors.standin.people import PEOPLE

Row = dict[str, Any]

TIMEZONE = "Europe/Paris"
NO_DATE = "0000-00-00 00:00:00"

LANGUAGES: list[Row] = [
    {
        "id": "1",
        "name": "Français (French)",
        "iso_code": "fr",
        "locale": "fr-FR",
        "language_code": "fr",
        "active": "1",
    },
    {
        "id": "2",
        "name": "English (English)",
        "iso_code": "en",
        "locale": "en-US",
        "language_code": "en-us",
        "active": "1",
    },
]

CURRENCIES: list[Row] = [
    {"id": "1", "name": "Euro", "iso_code": "EUR", "numeric_iso_code": "978", "precision": "2",
     "conversion_rate": "1.000000", "deleted": "0", "active": "1"},
]  # fmt: skip

COUNTRY_IDS = {"FR": "8", "DE": "1", "BE": "3", "CH": "19"}
COUNTRIES: list[Row] = [
    {"id": COUNTRY_IDS[code], "iso_code": code, "active": "1", "name": {"1": french, "2": english}}
    for code, french, english in (
        ("FR", "France", "France"), ("DE", "Allemagne", "Germany"), ("BE", "Belgique", "Belgium"),
        ("CH", "Suisse", "Switzerland"),
    )
]  # fmt: skip

TAXES: list[Row] = [
    {"id": tax_id, "rate": rate, "active": "1", "deleted": "0", "name": {"1": name, "2": name}}
    for tax_id, rate, name in (
        ("1", "20.000", "TVA FR 20 %"), ("2", "10.000", "TVA FR 10 %"), ("3", "5.500", "TVA FR 5,5 %"),
        ("4", "2.100", "TVA FR 2,1 %"), ("5", "19.000", "MwSt. DE 19 %"), ("6", "7.000", "MwSt. DE 7 %"),
        ("7", "21.000", "TVA BE 21 %"), ("8", "6.000", "TVA BE 6 %"),
    )
]  # fmt: skip

# Distance sales inside the Union bear the buyer's rate; exports bear none. By French rate of the article.
_RATES: dict[str, dict[str, tuple[str, str]]] = {
    "FR": {"20": ("1", "20"), "10": ("2", "10"), "5.5": ("3", "5.5"), "2.1": ("4", "2.1")},
    "DE": {"20": ("5", "19"), "10": ("6", "7"), "5.5": ("6", "7"), "2.1": ("6", "7")},
    "BE": {"20": ("7", "21"), "10": ("8", "6"), "5.5": ("8", "6"), "2.1": ("8", "6")},
}


def tax_for(french_rate: Decimal, country: str, *, is_exempt: bool) -> tuple[str, Decimal]:
    """Id and percent of the tax on an article for a buyer; ("", 0) for exports and intra-Community supplies."""
    by_rate = _RATES.get(country)
    if by_rate is None or is_exempt:
        return "", Decimal(0)
    tax_id, percent = by_rate[format(french_rate, "f")]
    return tax_id, Decimal(percent)


CARRIER_PICKUP, CARRIER_HOME, CARRIER_POINT = "1", "2", "3"
CARRIERS: list[Row] = [
    {"id": carrier_id, "deleted": "0", "active": "1", "is_free": free, "name": name, "delay": {"1": delay, "2": delay}}
    for carrier_id, name, free, delay in (
        (CARRIER_PICKUP, "Retrait en boutique", "1", "2 h"), (CARRIER_HOME, "Livraison à domicile", "0", "48 h"),
        (CARRIER_POINT, "Point relais", "0", "3 à 5 jours"),
    )
]  # fmt: skip

STATE_CHEQUE, STATE_PAID, STATE_PREPARING, STATE_SHIPPED, STATE_DELIVERED = "1", "2", "3", "4", "5"
STATE_CANCELLED, STATE_REFUNDED, STATE_REFUSED, STATE_BACKORDER, STATE_WIRE = "6", "7", "8", "9", "10"
ORDER_STATES: list[Row] = [
    {"id": state_id, "name": {"1": french, "2": english}, "paid": paid, "shipped": shipped, "delivery": shipped,
     "logable": paid, "invoice": paid, "deleted": "0"}
    for state_id, french, english, paid, shipped in (
        (STATE_CHEQUE, "En attente du paiement par chèque", "Awaiting cheque payment", "0", "0"),
        (STATE_PAID, "Paiement accepté", "Payment accepted", "1", "0"),
        (STATE_PREPARING, "En cours de préparation", "Processing in progress", "1", "0"),
        (STATE_SHIPPED, "Expédié", "Shipped", "1", "1"),
        (STATE_DELIVERED, "Livré", "Delivered", "1", "1"),
        (STATE_CANCELLED, "Annulé", "Cancelled", "0", "0"),
        (STATE_REFUNDED, "Remboursé", "Refunded", "0", "0"),
        (STATE_REFUSED, "Erreur de paiement", "Payment error", "0", "0"),
        (STATE_BACKORDER, "En attente de réapprovisionnement (payé)", "On backorder (paid)", "1", "0"),
        (STATE_WIRE, "En attente de virement bancaire", "Awaiting bank wire payment", "0", "0"),
    )
]  # fmt: skip
PAID_STATES = frozenset(row["id"] for row in ORDER_STATES if row["paid"] == "1")
SENT_STATES = frozenset(row["id"] for row in ORDER_STATES if row["shipped"] == "1")

CONFIGURATIONS: list[Row] = [
    {"id": str(position), "name": name, "value": value, "date_add": NO_DATE, "date_upd": NO_DATE}
    for position, (name, value) in enumerate(
        {"PS_TIMEZONE": TIMEZONE, "PS_CURRENCY_DEFAULT": "1", "PS_ROUND_TYPE": "2", "PS_PRICE_ROUND_MODE": "2",
         "PS_OS_CANCELED": STATE_CANCELLED, "PS_OS_REFUND": STATE_REFUNDED, "PS_OS_ERROR": STATE_REFUSED}.items(),
        start=1,
    )
]  # fmt: skip


def customers(created: str) -> list[Row]:
    return [
        {"id": person.id, "id_default_group": "3", "id_lang": "2" if person.country == "DE" else "1", "deleted": "0",
         "passwd": f"not-a-password-{person.id}", "secure_key": f"not-a-secret-{person.id}",
         "lastname": person.last_name, "firstname": person.first_name, "email": person.email, "website": "",
         "company": person.company, "siret": person.siret, "ape": "", "active": "1", "note": "",
         "is_guest": "1" if person.is_guest else "0", "date_add": created, "date_upd": created,
         "reset_password_token": ""}
        for person in PEOPLE
    ]  # fmt: skip


def addresses(created: str) -> list[Row]:
    return [
        {"id": str(50 + int(person.id)), "id_customer": person.id, "id_country": COUNTRY_IDS[person.country],
         "id_state": "0", "alias": "Mon adresse", "company": person.company, "lastname": person.last_name,
         "firstname": person.first_name, "vat_number": person.vat_number, "address1": person.street, "address2": "",
         "postcode": person.postcode, "city": person.city, "other": "", "phone": "", "phone_mobile": "", "dni": "",
         "deleted": "0", "date_add": created, "date_upd": created}
        for person in PEOPLE
    ]  # fmt: skip


def fixed_tables(created: str) -> dict[str, list[Row]]:
    """Every table a shop has before its first order."""
    empty = (
        "orders", "order_details", "order_cart_rules", "order_carriers", "order_payments", "order_slip",
        "customer_threads", "customer_messages", "states",
    )  # fmt: skip
    return {
        "addresses": addresses(created),
        "carriers": CARRIERS,
        "configurations": CONFIGURATIONS,
        "countries": COUNTRIES,
        "currencies": CURRENCIES,
        "customers": customers(created),
        "languages": LANGUAGES,
        "order_states": ORDER_STATES,
        "taxes": TAXES,
        **{name: [] for name in empty},
    }
