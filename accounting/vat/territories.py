"""To which VAT territory an address belongs.

Sources: directive 2006/112/EC, articles 5 to 7 (what is and is not part of the Union's VAT territory); protocol on Ireland and
Northern Ireland, article 8 (goods there follow the Union's rules, numbers begin with XI); CGI, articles 256-0 (Monaco),
294 (overseas departments) and 297 (Corsica).
"""

from dataclasses import dataclass

# Northern Ireland is one for goods alone.
NORTHERN_IRELAND = "XI"
MEMBER_STATES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
# Guadeloupe and Martinique are one market, Réunion another; both charge VAT, and are third territories to the Union.
OVERSEAS = {"GP": "GP", "MQ": "GP", "RE": "RE"}
# French departments without VAT.
WITHOUT_VAT = frozenset({"GF", "YT"})
FRENCH_MARKETS = frozenset({"FR", "GP", "RE"})
CORSICA, MADEIRA, AZORES, MONACO = "20R", "30", "20", "MC"

# The first digits of the postcode where a part of a country has an ISO code, or is outside, or has rates of its own.
FRENCH_DEPARTMENTS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
SAINT_BARTHELEMY, SAINT_MARTIN = "97133", "97150"
# The Canary Islands, Ceuta and Melilla; Livigno and Campione d'Italia; Büsingen and Heligoland; Åland; Mount Athos.
OUTSIDE = {
    "ES": ("35", "38", "51", "52"),
    "IT": ("23041", "22061"),
    "DE": ("78266", "27498"),
    "FI": ("22",),
    "GR": ("63086",),
}
ZONES = {
    "PT": {**{f"9{digit}": MADEIRA for digit in "0123"}, **{f"9{digit}": AZORES for digit in "56789"}},
    "FR": {"20": CORSICA},
}


@dataclass(frozen=True, slots=True)
class Territory:
    """`country`: the ISO code of the place, the territory's own where it has one. `market`: whose VAT is charged there: a
    member state, XI (goods in Northern Ireland), GP or RE (overseas France); empty where none of these is. `zone`: a part
    of the market with rates of its own."""

    country: str
    market: str = ""
    zone: str = ""

    @property
    def is_union(self) -> bool:
        """Whether goods there are in the Union's VAT territory."""
        return self.market in MEMBER_STATES or self.market == NORTHERN_IRELAND

    @property
    def is_french(self) -> bool:
        """Whether it is a part of France whose tax code says what passes between the parts."""
        return self.market in FRENCH_MARKETS or self.country in WITHOUT_VAT


def territory_of(country: str, postcode: str = "") -> Territory:
    """The territory of an address, by its country (ISO 3166-1) and postcode.

    >>> territory_of("ES", "35001"), territory_of("GB", "BT1 5GS").market, territory_of("FR", "97400").market
    (Territory(country='ES', market='', zone=''), 'XI', 'RE')
    """
    code = "".join(postcode.split()).upper()
    if country == "FR":
        country = _french(code)
    if country == "MC":
        return Territory("MC", "FR", MONACO)
    if country == "GB" and code.startswith("BT"):
        return Territory("GB", NORTHERN_IRELAND)
    if country in OVERSEAS:
        return Territory(country, OVERSEAS[country])
    digits = code.removeprefix(f"{country}-")
    if country not in MEMBER_STATES or digits.startswith(OUTSIDE.get(country, ("?",))):
        return Territory(country)
    zones = ZONES.get(country, {})
    return Territory(country, country, zones.get(digits[:2], ""))


def _french(code: str) -> str:
    if code == SAINT_BARTHELEMY:
        return "BL"
    if code == SAINT_MARTIN:
        return "MF"
    return FRENCH_DEPARTMENTS.get(code[:3], "FR") if len(code) == 5 else "FR"
