"""The kernel's part of the demo group: companies, sites, roles, people, terms, rates. Every name is invented."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.db import transaction
from stdnum import luhn

from erp.models import Company, CurrencyRate, Membership, PaymentTerms, Role, Site, User
from erp.scope import system_scope
from erp.search import index_records
from erp.services.companies import create_company

PASSWORD = "comptoir-demo-2026"  # noqa: S105  the demo listens on this machine alone and prints it


@dataclass(frozen=True)
class DemoCompany:
    code: str
    name: str
    country: str
    legal_form: str
    share_capital: str
    line1: str
    postcode: str
    city: str
    colour: str
    seed: str


HOLDING = DemoCompany(
    "LANTERNE",
    "Groupe Lanterne",
    "FR",
    "SA",
    "1 200 000 €",
    "4 quai des Salorges",
    "44100",
    "Nantes",
    "#475569",
    "91000001",
)
SUBSIDIARIES = (
    DemoCompany(
        "LUMEN",
        "Lumen & Maison",
        "FR",
        "SAS",
        "250 000 €",
        "12 rue des Lices",
        "49100",
        "Angers",
        "#0f766e",
        "91000012",
    ),
    DemoCompany(
        "VERGER",
        "Le Verger d'Ancre",
        "FR",
        "SARL",
        "80 000 €",
        "3 chemin du Moulin",
        "44600",
        "Saint-Nazaire",
        "#b45309",
        "91000023",
    ),
    DemoCompany(
        "KADEE",
        "Kadee Huis",
        "BE",
        "SRL",
        "50 000 €",
        "18 Lange Nieuwstraat",
        "2000",
        "Antwerpen",
        "#6d28d9",
        "07910004",
    ),
)
SITES = (
    ("LUMEN", "ENT", "Entrepôt d'Angers", "warehouse", "49100", "Angers", "FR"),
    ("LUMEN", "NAN", "Boutique de Nantes", "store", "44000", "Nantes", "FR"),
    ("VERGER", "SNZ", "Entrepôt de Saint-Nazaire", "warehouse", "44600", "Saint-Nazaire", "FR"),
    ("KADEE", "ANV", "Showroom Antwerpen", "showroom", "2000", "Antwerpen", "BE"),
)
# Role → the apps it works in, and whether it may only look.
ROLES = {
    "Direction": {
        "erp": "*",
        "catalog": "*",
        "accounting": "*",
        "inventory": "*",
        "sales": "*",
        "connectors": "*",
    },
    "Comptabilité": {
        "accounting": "*",
        "erp": "view",
        "catalog": "view",
        "sales": "view",
        "inventory": "view",
    },
    "Ventes": {
        "sales": "*",
        "connectors": "*",
        "catalog": "*",
        "erp": "partners",
        "inventory": "view",
        "accounting": "view",
    },
    "Entrepôt": {"inventory": "*", "catalog": "view", "sales": "view", "erp": "view"},
}
PEOPLE = (
    ("aline", "Aline", "Roche", "fr", ("LANTERNE", "LUMEN", "VERGER", "KADEE"), "Direction"),
    ("marc", "Marc", "Delaunay", "fr", ("LUMEN", "VERGER"), "Comptabilité"),
    ("ines", "Inès", "Carrel", "fr", ("LUMEN",), "Ventes"),
    ("hugo", "Hugo", "Besnard", "fr", ("LUMEN",), "Entrepôt"),
    ("sofie", "Sofie", "Claes", "en", ("KADEE",), "Direction"),
)
TERMS = (
    ("IMMEDIATE", "Comptant", 0, False),
    ("NET30", "30 jours", 30, False),
    ("EOM30", "30 jours fin de mois", 30, True),
)
# Units of each currency for one euro: plausible, not quoted.
RATES = {"USD": "1.0850", "GBP": "0.8420", "CHF": "0.9450"}


@transaction.atomic
def build_group() -> list[Company]:
    """The holding and its companies with their sites, people and terms. The companies that trade, in order."""
    holding = _create(HOLDING, None)
    companies = {draft.code: _create(draft, holding) for draft in SUBSIDIARIES}
    with system_scope(source="command"):
        sites = Site.objects.bulk_create(
            Site(
                company=companies[code],
                code=site,
                name=name,
                kind=kind,
                postcode=postcode,
                city=city,
                country_id=country,
            )
            for code, site, name, kind, postcode, city, country in SITES
        )
        index_records(sites)
        PaymentTerms.objects.bulk_create(
            PaymentTerms(code=code, name=name, days=days, is_end_of_month=is_end)
            for code, name, days, is_end in TERMS
        )
        CurrencyRate.objects.bulk_create(
            CurrencyRate(currency_id=code, date=dt.date(2024, 1, 1), rate=Decimal(rate))
            for code, rate in RATES.items()
        )
        _people({HOLDING.code: holding, **companies})
    return list(companies.values())


def _create(draft: DemoCompany, parent: Company | None) -> Company:
    siren, vat = _identifiers(draft)
    return create_company(
        parent=parent,
        code=draft.code,
        name=draft.name,
        legal_form=draft.legal_form,
        share_capital=draft.share_capital,
        country_id=draft.country,
        currency_id="EUR",
        siren=siren,
        siret=_with_check_digit(f"{siren}0001") if siren else "",
        vat_number=vat,
        line1=draft.line1,
        postcode=draft.postcode,
        city=draft.city,
        email=f"contact@{draft.code.lower()}.example",
        phone="+33 2 41 00 00 00" if draft.country == "FR" else "+32 3 000 00 00",
        colour=draft.colour,
    )


def _identifiers(draft: DemoCompany) -> tuple[str, str]:
    """A SIREN and a VAT number whose check digits hold, made from the draft's seed."""
    if draft.country == "BE":
        return "", f"BE{draft.seed}{97 - int(draft.seed) % 97:02d}"
    siren = _with_check_digit(draft.seed)
    return siren, f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _with_check_digit(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


def _people(companies: dict[str, Company]) -> None:
    roles = {name: _role(name, apps) for name, apps in ROLES.items()}
    User.objects.create_superuser("admin", "admin@lanterne.example", PASSWORD, first_name="Administration")
    for username, first, last, language, codes, role in PEOPLE:
        user = User.objects.create_user(
            username,
            f"{username}@lanterne.example",
            PASSWORD,
            first_name=first,
            last_name=last,
            language=language,
            is_staff=role == "Direction",
        )
        for code in codes:
            membership = Membership.objects.create(
                user=user,
                company=companies[code],
                is_default=code == (codes[1] if len(codes) > 2 else codes[0]),
            )
            membership.roles.add(roles[role])


def _role(name: str, apps: dict[str, str]) -> Role:
    role = Role.objects.create(name=name)
    wanted = []
    for permission in Permission.objects.select_related("content_type"):
        extent = apps.get(permission.content_type.app_label)
        is_view = permission.codename.startswith("view_")
        is_partner = permission.content_type.model in {"partner", "address", "contact"}
        if extent == "*" or (
            extent in {"view", "partners"} and (is_view or (extent == "partners" and is_partner))
        ):
            wanted.append(permission)
    role.permissions.set(wanted)
    return role
