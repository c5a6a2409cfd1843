"""What the stand-in shop sells. The demo company stocks the same articles under the same SKUs.

All names are invented. Prices are net, in EUR, at 6 decimals: the shop's prices are round with tax, as shops like them.
"""

from decimal import Decimal
from typing import NamedTuple

from stdnum import ean

from erp.money import round_unit_price


class DemoArticle(NamedTuple):
    """sku, name, net price in EUR at 6 decimals, French VAT rate in percent."""

    sku: str
    name: str
    net_price: Decimal
    tax_rate: Decimal


def _article(sku: str, name: str, price_with_tax: str, rate: str) -> DemoArticle:
    percent = Decimal(rate)
    return DemoArticle(sku, name, round_unit_price(Decimal(price_with_tax) * 100 / (100 + percent)), percent)


DEMO_SKUS: tuple[DemoArticle, ...] = (
    # tableware and kitchen
    _article("MAI-BOL-GRE", "Bol en grès « Brume », 14 cm", "12.90", "20"),
    _article("MAI-MUG-ARD", "Mug « Ardoise », 30 cl", "11.50", "20"),
    _article("MAI-TAS-DUO", "Duo de tasses à thé « Rivage »", "24.90", "20"),
    _article("MAI-ASS-PLA", "Assiette plate « Galet », 27 cm", "14.90", "20"),
    _article("MAI-CAR-1L", "Carafe en verre soufflé, 1 L", "24.50", "20"),
    _article("MAI-THE-FON", "Théière en fonte « Kohori », 0,8 L", "59.00", "20"),
    _article("MAI-THE-VER", "Théière en verre « Limpide », 1,2 L", "34.90", "20"),
    _article("MAI-INF-BOU", "Boule à thé perforée, inox", "6.90", "20"),
    _article("MAI-PLA-CHE", "Planche à découper en chêne", "33.33", "20"),
    _article("MAI-COU-OFF", "Couteau d'office « Serpolet »", "19.90", "20"),
    _article("MAI-TOR-LIN", "Torchon en lin lavé, terracotta", "9.99", "20"),
    _article("MAI-TAB-COT", "Tablier en coton « Verger »", "29.90", "20"),
    _article("MAI-BOU-CIR", "Bougie à la cire de colza, figue", "17.90", "20"),
    _article("MAI-PLD-LAI", "Plaid en laine « Causse », 130 × 170", "89.00", "20"),
    _article("MAI-COU-LIN", "Housse de coussin en lin, 45 × 45", "27.50", "20"),
    _article("MAI-LAM-BAL", "Lampe baladeuse « Luciole »", "64.90", "20"),
    # garden tools and pots
    _article("JAR-SEC-FOR", "Sécateur forgé « Aubépine »", "38.90", "20"),
    _article("JAR-TRA-MAI", "Transplantoir à main, frêne", "15.90", "20"),
    _article("JAR-ARR-ZIN", "Arrosoir en zinc, 9 L", "44.90", "20"),
    _article("JAR-POT-TER", "Pot en terre cuite « Amphore », 22 cm", "16.90", "20"),
    _article("JAR-POT-SUS", "Suspension en macramé pour pot", "21.90", "20"),
    _article("JAR-GAN-CUI", "Gants de jardin en cuir, taille 8", "23.50", "20"),
    _article("JAR-SEM-BOI", "Boîte à semis en épicéa", "28.00", "20"),
    _article("JAR-CRA-ETI", "Crayon pour étiquettes de semis", "0.99", "20"),
    # plants (10 %)
    _article("PLA-LAV-VRA", "Lavande vraie, godet de 9 cm", "5.90", "10"),
    _article("PLA-ROM-OFF", "Romarin officinal, pot de 2 L", "9.90", "10"),
    _article("PLA-FIG-BLA", "Figuier « Perle d'août », pot de 4 L", "32.90", "10"),
    _article("PLA-CAM-SIN", "Théier Camellia sinensis, pot de 3 L", "26.50", "10"),
    # tea, groceries and books (5.5 %)
    _article("THE-VER-SEN", "Thé vert sencha « Brise de mai », 100 g", "13.90", "5.5"),
    _article("THE-NOI-BRU", "Thé noir « Brunante », 100 g", "11.90", "5.5"),
    _article("THE-BLA-PIV", "Thé blanc « Pivoine d'hiver », 50 g", "19.50", "5.5"),
    _article("THE-ROO-AGR", "Rooibos aux agrumes « Canicule », 100 g", "9.50", "5.5"),
    _article("THE-INF-SOI", "Infusion du soir, verveine et tilleul, 60 g", "8.20", "5.5"),
    _article("THE-COF-SIX", "Coffret découverte, six thés", "39.00", "5.5"),
    _article("EPI-MIE-CHA", "Miel de châtaignier, 250 g", "8.90", "5.5"),
    _article("EPI-SAB-CIT", "Sablés au citron, 180 g", "6.40", "5.5"),
    _article("EPI-CON-ABR", "Confiture d'abricots, 320 g", "7.30", "5.5"),
    _article("LIV-POT-BAL", "Livre « Un potager sur le balcon »", "25.00", "5.5"),
    _article("LIV-CUI-THE", "Livre « Cuisiner au thé »", "29.90", "5.5"),
    # press (2.1 %)
    _article("REV-JAR-046", "Revue « Jardins lents », no 46", "4.90", "2.1"),
    _article("REV-THE-012", "Revue « Feuilles de thé », no 12", "7.50", "2.1"),
)

# Sold by the shop and unknown to the demo company: the order with it has to wait until somebody says what it is.
UNKNOWN_ARTICLE = _article("OLD-CAL-2019", "Calendrier des semis 2019 (fin de série)", "3.50", "20")

# Articles the shop keeps as combinations of a product (size, capacity) rather than as products of their own.
COMBINATIONS = {"MAI-THE-FON": "71", "MAI-THE-VER": "72", "THE-VER-SEN": "81", "THE-NOI-BRU": "82"}

_BY_SKU = {article.sku: article for article in (*DEMO_SKUS, UNKNOWN_ARTICLE)}
_POSITIONS = {sku: position for position, sku in enumerate(_BY_SKU, start=1)}


def article(sku: str) -> DemoArticle:
    """The article with that SKU. Raises KeyError."""
    return _BY_SKU[sku]


def product_id(sku: str) -> str:
    """The shop's id of the product."""
    return str(100 + _POSITIONS[sku])


def barcode(sku: str) -> str:
    """EAN-13 in the range for use inside one company (GS1 prefix 200), so that it is nobody's."""
    digits = f"200{_POSITIONS[sku]:09d}"
    return digits + str(ean.calc_check_digit(digits))
