"""Invented customers for the demo."""

from collections.abc import Sequence
from random import Random

from erp.models import Partner, PaymentTerms
from erp.services.partners import create_partners
from erp.types import AddressDraft, PartnerDraft

FIRST = {
    "FR": (
        "Adèle", "Anouk", "Bastien", "Camille", "Céleste", "Damien", "Éloïse", "Fanny", "Gaspard", "Hélène", "Ilan",
        "Jeanne", "Karim", "Léonie", "Maëlle", "Nathan", "Océane", "Paul", "Quentin", "Rosalie", "Samir", "Thaïs",
        "Ulysse", "Violette", "Yann", "Zoé",
    ),
    "BE": (
        "Anke", "Bram", "Cédric", "Dries", "Elke", "Femke", "Gilles", "Hanne", "Ines", "Joris", "Katrien", "Lotte",
        "Maarten", "Nele", "Pieter", "Roos", "Stijn", "Tine", "Wout", "Yoni",
    ),
}  # fmt: skip
LAST = {
    "FR": (
        "Aubrac", "Belhomme", "Carlier", "Delorme", "Estève", "Fauconnet", "Garance", "Hamon", "Issartel", "Jolivet",
        "Kervran", "Lacombe", "Morvan", "Nivelle", "Ollivier", "Pradel", "Quiniou", "Rochard", "Savary", "Tanguy",
        "Urvoy", "Vasseur", "Wattel", "Yvernat",
    ),
    "BE": (
        "Aerts", "Baeten", "Claessens", "Dewaele", "Everaert", "Franssen", "Goethals", "Hermans", "Jacobs", "Keppens",
        "Lemmens", "Maes", "Nijs", "Peeters", "Roelants", "Stevens", "Timmers", "Verlinden", "Wouters",
    ),
}  # fmt: skip
TRADE = (
    "Maison", "Atelier", "Comptoir", "Épicerie", "Galerie", "Jardin", "Cave", "Table", "Boutique", "Librairie"
)  # fmt: skip
OF = ("des Halles", "du Quai", "Saint-Jean", "du Marché", "des Arts", "de la Gare", "du Parc", "Neuve")
TOWNS = {
    "FR": (
        ("49100", "Angers"), ("44000", "Nantes"), ("44600", "Saint-Nazaire"), ("35000", "Rennes"), ("37000", "Tours"),
        ("72000", "Le Mans"), ("75011", "Paris"), ("69003", "Lyon"), ("33000", "Bordeaux"), ("59000", "Lille"),
    ),
    "BE": (
        ("2000", "Antwerpen"), ("9000", "Gent"), ("3000", "Leuven"), ("1000", "Bruxelles"), ("4000", "Liège"),
        ("8000", "Brugge"),
    ),
}  # fmt: skip
STREETS = {
    "FR": ("rue des Tanneurs", "rue du Port", "place Lamartine", "chemin des Vignes", "avenue Jean-Jaurès"),
    "BE": ("Kerkstraat", "Molenstraat", "Nieuwstraat", "Stationsstraat", "rue de la Montagne"),
}


def make_customers(
    how_many: int, *, country: str = "FR", seed: int = 1, visible_to: Sequence[int] | None = None
) -> list[Partner]:
    """So many customers, one in eight of them a business that pays later. The same for the same seed."""
    random = Random(f"customers {country} {seed}")
    terms = PaymentTerms.objects.filter(days__gt=0).order_by("days", "pk").first()
    return create_partners([_draft(random, country, number, terms, visible_to) for number in range(how_many)])


def _draft(
    random: Random, country: str, number: int, terms: PaymentTerms | None, visible_to: Sequence[int] | None
) -> PartnerDraft:
    postcode, city = random.choice(TOWNS[country])
    is_trade = number % 8 == 7
    if is_trade:
        name = f"{random.choice(TRADE)} {random.choice(OF)} {random.choice(LAST[country])}"
        email = f"achats{number}@client-{country.lower()}.example"
    else:
        first, last = random.choice(FIRST[country]), random.choice(LAST[country])
        name, email = f"{first} {last}", f"client{number}@courrier-{country.lower()}.example"
    address = AddressDraft(
        name=name,
        line1=f"{random.randint(1, 140)} {random.choice(STREETS[country])}",
        postcode=postcode,
        city=city,
        country=country,
    )
    return PartnerDraft(
        name=name,
        country=country,
        is_organisation=is_trade,
        email=email,
        payment_terms_id=terms.pk if is_trade and terms else None,
        visible_to=visible_to,
        addresses=[address],
    )
