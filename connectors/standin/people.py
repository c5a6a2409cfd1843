"""Who buys in the stand-in shop. Everybody is invented; numbers of companies pass their check digits and are nobody's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with one address. `country` is ISO 3166-1 alpha-2."""

    id: str
    first_name: str
    last_name: str
    street: str
    postcode: str
    city: str
    country: str
    company: str = ""
    siret: str = ""
    vat_number: str = ""
    is_guest: bool = False

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@example.com".lower().translate(_PLAIN).replace(" ", "")


_PLAIN = str.maketrans("éèêëàâäîïôöûüçñß", "eeeeaaaiioouucns")

PEOPLE: tuple[Person, ...] = (
    Person("1", "Camille", "Aubrin", "14 rue du Lavoir", "69004", "Lyon", "FR"),
    Person("2", "Théo", "Marsault", "3 quai des Saules", "44000", "Nantes", "FR"),
    Person("3", "Inès", "Kervalo", "27 rue de la Corderie", "29200", "Brest", "FR"),
    Person(
        "4", "Solène", "Brune", "8 zone des Tilleuls", "63000", "Clermont-Ferrand", "FR",
        company="Atelier Brune et Filles", siret="99900041700017", vat_number="FR23999000417",
    ),
    Person("5", "Lena", "Hoffstedt", "Kastanienweg 12", "20255", "Hamburg", "DE"),
    Person(
        "6", "Jörg", "Obermoor", "Am Alten Garten 4", "80331", "München", "DE",
        company="Gärten Obermoor GmbH", vat_number="DE999000148",
    ),
    Person("7", "Noah", "Zurflüh", "Lindenmatte 21", "3006", "Bern", "CH"),
    Person("8", "Margot", "Delrieu", "2 impasse du Puits", "31000", "Toulouse", "FR", is_guest=True),
    Person("9", "Jules", "Pontavert", "55 avenue des Mimosas", "06400", "Cannes", "FR"),
    Person("10", "Nele", "Verlinden", "Rue du Vieux Moulin 18", "5000", "Namur", "BE"),
    Person(
        "11", "Hugo", "Castelbrac", "1 place aux Grains", "33000", "Bordeaux", "FR",
        company="Salon de thé Castelbrac", siret="99900078900019", vat_number="FR72999000789",
    ),
)  # fmt: skip

BY_ID = {person.id: person for person in PEOPLE}
