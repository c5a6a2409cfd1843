"""The range of the demo group: an invented French house of tableware, tea and garden. Prices with tax, in EUR."""

from dataclasses import dataclass
from decimal import Decimal

from catalog.types import CategoryDraft

CATEGORIES = (
    CategoryDraft("MAISON", "Maison"),
    CategoryDraft("VAISSELLE", "Vaisselle", "MAISON"),
    CategoryDraft("THEIERES", "Théières et service du thé", "MAISON"),
    CategoryDraft("CUISINE", "Cuisine", "MAISON"),
    CategoryDraft("LINGE", "Linge de maison", "MAISON"),
    CategoryDraft("LUMIERE", "Bougies et lumière", "MAISON"),
    CategoryDraft("JARDIN", "Jardin"),
    CategoryDraft("OUTILS", "Outils de jardin", "JARDIN"),
    CategoryDraft("POTS", "Pots et semis", "JARDIN"),
    CategoryDraft("PLANTES", "Plantes", "JARDIN"),
    CategoryDraft("EPICERIE", "Épicerie"),
    CategoryDraft("THES", "Thés et infusions", "EPICERIE"),
    CategoryDraft("FINE", "Épicerie fine", "EPICERIE"),
    CategoryDraft("LIBRAIRIE", "Livres et revues"),
)


@dataclass(frozen=True)
class Choice:
    """One value of what the variants of a family differ in. `factor` multiplies the family's price and weight."""

    code: str
    label: str
    colour: str = ""
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Family:
    """A product to make: SKUs are `code` and the code of the choice. `shade` is its colour where the choice has none."""

    category: str
    code: str
    name: str
    price: Decimal
    weight_kg: Decimal
    motif: str
    attribute: str
    choices: tuple[Choice, ...]
    shade: str = "#8fb3a6"
    tax_category: str = "standard"


CELADON = Choice("CEL", "céladon", "#8fb3a6")
SAND = Choice("SAB", "sable", "#d8bd93")
NIGHT = Choice("NUI", "bleu nuit", "#40557d")
CHALK = Choice("CRA", "craie", "#ebe5d8")
TERRACOTTA = Choice("TER", "terracotta", "#c9805f")
MOSS = Choice("MOU", "mousse", "#71875c")
PLUM = Choice("PRU", "prune", "#7a5c7d")
MUSTARD = Choice("MOT", "moutarde", "#d2a23f")
SLATE = Choice("ARD", "ardoise", "#59626e")
GLAZES = (CELADON, SAND, NIGHT, CHALK, TERRACOTTA)
LINENS = (TERRACOTTA, MOSS, CHALK, SLATE, MUSTARD)
SCENTS = (
    Choice("FIG", "figue", "#8d9b6a"),
    Choice("VER", "verveine", "#b9c77c"),
    Choice("CED", "cèdre", "#a8794f"),
    Choice("ORA", "fleur d'oranger", "#efc9a0"),
    Choice("THE", "thé fumé", "#6b6460"),
    Choice("ROS", "rose ancienne", "#d8a0a6"),
)
LITRES = (
    Choice("06", "0,6 L", factor=Decimal("0.85")),
    Choice("09", "0,9 L"),
    Choice("12", "1,2 L", factor=Decimal("1.2")),
)
LENGTHS = (
    Choice("S", "petit modèle", factor=Decimal("0.8")),
    Choice("L", "grand modèle", factor=Decimal("1.25")),
)
DIAMETERS = (
    Choice("14", "14 cm", factor=Decimal("0.55")),
    Choice("18", "18 cm", factor=Decimal("0.8")),
    Choice("24", "24 cm", factor=Decimal("1.25")),
    Choice("32", "32 cm", factor=Decimal("2.1")),
)
GROWN = (Choice("G", "godet de 9 cm", factor=Decimal("0.45")), Choice("P", "pot de 3 L"))
TINS = (
    Choice("050", "50 g", factor=Decimal("0.55")),
    Choice("100", "100 g"),
    Choice("250", "250 g", factor=Decimal("2.2")),
)
ONE = (Choice("1", ""),)
HANDLES = (Choice("FRE", "frêne", "#d9b98a"), Choice("NOY", "noyer", "#7c5a41"))


def _families(
    category: str,
    rows: tuple[tuple[str, str, str, str, str], ...],
    attribute: str,
    choices: tuple[Choice, ...],
    tax_category: str = "standard",
    shades: tuple[str, ...] = ("#8fb3a6",),
) -> list[Family]:
    """Rows are code, name, price, weight and motif; shades go round."""
    return [
        Family(
            category,
            code,
            name,
            Decimal(price),
            Decimal(weight),
            motif,
            attribute,
            choices,
            shades[number % len(shades)],
            tax_category,
        )
        for number, (code, name, price, weight, motif) in enumerate(rows)
    ]


WARM = ("#c9805f", "#d2a23f", "#b5553f", "#8d6b4f", "#a3623d")
GREENS = ("#71875c", "#8aa36b", "#5b7f5a", "#93a86f", "#4f7a66")
FLOWERS = ("#b79bd0", "#e08a7d", "#f0c95b", "#d96c8c", "#f2ede0", "#7d9bd3")
COVERS = ("#40557d", "#b5553f", "#5b7f5a", "#7a5c7d", "#d2a23f", "#59626e")

FAMILIES: tuple[Family, ...] = (
    *_families(
        "VAISSELLE",
        (
            ("VAI-BOL", "Bol « Estran »", "13.90", "0.42", "bowl"),
            ("VAI-ASC", "Assiette creuse « Estran »", "14.50", "0.55", "plate"),
            ("VAI-ASD", "Assiette à dessert « Estran »", "11.90", "0.40", "plate"),
            ("VAI-MUG", "Mug « Estran », 35 cl", "12.50", "0.36", "mug"),
            ("VAI-TAC", "Tasse à café « Estran »", "8.90", "0.18", "mug"),
            ("VAI-SAL", "Saladier « Estran », 26 cm", "36.00", "1.60", "bowl"),
            ("VAI-PLA", "Plat de service « Estran », 34 cm", "32.00", "1.40", "plate"),
            ("VAI-SUC", "Coupelle « Estran »", "7.90", "0.15", "bowl"),
            ("VAI-PIC", "Pichet « Estran », 1 L", "29.90", "1.05", "pitcher"),
        ),
        "couleur",
        GLAZES,
    ),
    *_families(
        "THEIERES",
        (
            ("THI-KYU", "Théière « Vallon » en grès", "46.00", "0.95", "teapot"),
            ("THI-PAN", "Théière « Panache » en porcelaine", "52.00", "0.80", "teapot"),
            ("THI-FON", "Théière « Forge » en fonte", "68.00", "1.70", "teapot"),
            ("THI-VER", "Théière « Ondée » en verre", "34.90", "0.60", "glass_teapot"),
            ("THI-CAR", "Carafe à infusion froide « Ruisseau »", "27.90", "0.70", "carafe"),
        ),
        "contenance",
        LITRES,
        shades=("#8fb3a6", "#40557d", "#59626e", "#c98a4b", "#d8a7a0"),
    ),
    *_families(
        "CUISINE",
        (
            ("CUI-PLA", "Planche à découper « Bosquet »", "32.00", "1.10", "board"),
            ("CUI-COU", "Couteau de cuisine « Serpolet »", "44.00", "0.22", "knife"),
            ("CUI-PAI", "Couteau à pain « Serpolet »", "39.00", "0.25", "knife"),
            ("CUI-INF", "Infuseur « Rosée »", "9.90", "0.06", "infuser"),
        ),
        "bois",
        HANDLES,
    ),
    *_families(
        "LINGE",
        (
            ("LIN-TOR", "Torchon en lin lavé « Lavoir »", "10.90", "0.12", "textile"),
            ("LIN-SER", "Lot de deux serviettes de table « Lavoir »", "18.90", "0.16", "textile"),
            ("LIN-NAP", "Nappe en lin « Lavoir », 150 × 250", "89.00", "0.90", "textile"),
            ("LIN-HOU", "Housse de coussin « Dune », 50 × 50", "29.90", "0.28", "cushion"),
            ("LIN-TAB", "Tablier en lin « Lavoir »", "36.00", "0.35", "apron"),
            ("LIN-PLA", "Plaid « Haute Lande », 140 × 190", "95.00", "1.30", "textile"),
        ),
        "couleur",
        LINENS,
    ),
    *_families(
        "LUMIERE",
        (
            ("LUM-BOU", "Bougie parfumée « Veillée », 180 g", "19.90", "0.42", "candle"),
            ("LUM-GRA", "Grande bougie « Veillée », 480 g", "38.00", "0.95", "candle"),
        ),
        "parfum",
        SCENTS,
    ),
    *_families(
        "LUMIERE",
        (
            ("LUM-LAM", "Lampe de table « Phare »", "79.00", "1.40", "lamp"),
            ("LUM-BAL", "Lampe sans fil « Ver luisant »", "59.00", "0.70", "lamp"),
        ),
        "couleur",
        (NIGHT, MUSTARD, CHALK, PLUM),
    ),
    *_families(
        "OUTILS",
        (
            ("OUT-SEC", "Sécateur « Ronce »", "42.00", "0.26", "secateurs"),
            ("OUT-CIS", "Cisaille à haies « Ronce »", "58.00", "0.90", "secateurs"),
            ("OUT-TRA", "Transplantoir « Humus »", "17.90", "0.24", "trowel"),
            ("OUT-GRI", "Griffe à trois dents « Humus »", "18.90", "0.28", "rake"),
            ("OUT-RAT", "Râteau « Humus »", "39.90", "1.50", "rake"),
            ("OUT-PLT", "Plantoir à bulbes « Humus »", "22.50", "0.35", "trowel"),
        ),
        "bois",
        HANDLES,
    ),
    *_families(
        "OUTILS",
        (
            ("OUT-ARR", "Arrosoir « Averse »", "46.00", "1.60", "watering_can"),
            ("OUT-GAN", "Gants de jardin « Épine »", "21.90", "0.15", "gloves"),
        ),
        "modèle",
        LENGTHS,
        shades=("#6f8f8a", "#c9a05f"),
    ),
    *_families(
        "POTS",
        (
            ("POT-TER", "Pot en terre cuite « Glaise »", "14.90", "1.80", "pot"),
            ("POT-EMA", "Cache-pot émaillé « Lagune »", "24.90", "1.50", "pot"),
            ("POT-FIB", "Pot en fibre « Lichen »", "29.90", "2.20", "pot"),
            ("POT-SUS", "Pot suspendu « Liane »", "22.90", "0.90", "hanging_pot"),
        ),
        "diamètre",
        DIAMETERS,
        shades=("#c4744f", "#4f8a8b", "#8b8f86", "#d8bd93"),
    ),
    *_families(
        "POTS",
        (
            ("POT-SEM", "Mini-serre de semis « Avril »", "26.00", "1.20", "seed_box"),
            ("POT-GOD", "Godets en fibre de coco, lot", "7.90", "0.20", "pot"),
        ),
        "modèle",
        LENGTHS,
        shades=("#c79a6b", "#a3774f"),
    ),
    *_families(
        "PLANTES",
        (
            ("PLA-SAU", "Sauge officinale", "8.90", "0.90", "plant"),
            ("PLA-THY", "Thym citron", "8.50", "0.80", "plant"),
            ("PLA-MEN", "Menthe poivrée", "7.90", "0.85", "plant"),
            ("PLA-VER", "Verveine citronnelle", "11.90", "1.10", "plant"),
            ("PLA-FRA", "Fraisier des quatre saisons", "6.90", "0.70", "plant"),
            ("PLA-GER", "Géranium vivace", "9.90", "1.00", "plant"),
            ("PLA-ORI", "Origan doré", "7.50", "0.75", "plant"),
            ("PLA-BAS", "Basilic vivace", "6.90", "0.70", "plant"),
            ("PLA-CAM", "Campanule des murailles", "8.90", "0.80", "plant"),
            ("PLA-PIV", "Pivoine herbacée", "26.90", "2.40", "plant"),
            ("PLA-FRM", "Framboisier remontant", "14.90", "1.60", "plant"),
            ("PLA-CLE", "Clématite d'été", "19.90", "1.80", "plant"),
            ("PLA-HEL", "Hellébore d'hiver", "16.90", "1.40", "plant"),
            ("PLA-HOR", "Hortensia paniculé", "24.90", "2.60", "plant"),
            ("PLA-JAS", "Jasmin étoilé", "22.50", "2.30", "plant"),
            ("PLA-CIT", "Citronnier", "39.90", "3.40", "plant"),
            ("PLA-OLI", "Olivier", "36.90", "3.60", "plant"),
        ),
        "taille",
        GROWN,
        "intermediate",
        FLOWERS,
    ),
    *_families(
        "THES",
        (
            ("THE-SEN", "Thé vert « Clairière »", "12.90", "0.14", "tea"),
            ("THE-GYO", "Thé vert ombré « Sous-bois »", "24.90", "0.14", "tea"),
            ("THE-MEN", "Thé vert à la menthe « Palmeraie »", "10.90", "0.14", "tea"),
            ("THE-JAS", "Thé au jasmin « Premier soir »", "13.50", "0.14", "tea"),
            ("THE-ASS", "Thé noir « Grand large »", "11.50", "0.14", "tea"),
            ("THE-BER", "Thé noir à la bergamote « Quai no 3 »", "11.90", "0.14", "tea"),
            ("THE-FUM", "Thé noir fumé « Feu de camp »", "12.50", "0.14", "tea"),
            ("THE-EPI", "Thé noir aux épices « Caravane »", "12.50", "0.14", "tea"),
            ("THE-OOL", "Thé bleu « Brouillard »", "19.90", "0.14", "tea"),
            ("THE-BLA", "Thé blanc « Givre »", "22.90", "0.14", "tea"),
            ("THE-ROO", "Rooibos vanille « Sieste »", "9.90", "0.14", "tea"),
            ("THE-TIL", "Tilleul et miel « Couvre-feu »", "8.90", "0.14", "tea"),
            ("THE-HIB", "Hibiscus et fruits rouges « Kermesse »", "9.20", "0.14", "tea"),
            ("THE-CAM", "Camomille et lavande « Édredon »", "8.90", "0.14", "tea"),
        ),
        "poids",
        TINS,
        "reduced",
        ("#71875c", "#40557d", "#8aa36b", "#d8bd93", "#7a3f36", "#59626e", "#3f4a4f", "#b5553f"),
    ),
    *_families(
        "FINE",
        (
            ("FIN-MIA", "Miel d'acacia", "9.40", "0.60", "jar"),
            ("FIN-MIL", "Miel de lavande", "10.20", "0.60", "jar"),
            ("FIN-CFR", "Confiture de fraises", "6.90", "0.55", "jar"),
            ("FIN-CFI", "Confiture de figues", "7.20", "0.55", "jar"),
            ("FIN-CAR", "Caramel au beurre salé", "7.90", "0.45", "jar"),
            ("FIN-PRA", "Pâte à tartiner praliné", "9.90", "0.50", "jar"),
            ("FIN-MOU", "Moutarde à l'ancienne", "4.90", "0.35", "jar"),
            ("FIN-TAP", "Tapenade noire", "5.90", "0.25", "jar"),
            ("FIN-HUI", "Huile d'olive fruitée, 50 cl", "16.90", "0.90", "jar"),
            ("FIN-SEL", "Fleur de sel au thym", "6.50", "0.20", "jar"),
            ("FIN-CIT", "Crème de citron", "7.40", "0.40", "jar"),
            ("FIN-GEL", "Gelée de coing", "6.80", "0.45", "jar"),
            ("FIN-PEP", "Pain d'épices au miel", "8.90", "0.40", "box"),
            ("FIN-MER", "Meringues à la pistache", "7.90", "0.15", "box"),
            ("FIN-SAB", "Sablés au beurre", "5.90", "0.22", "box"),
            ("FIN-NAV", "Navettes à la fleur d'oranger", "6.50", "0.28", "box"),
            ("FIN-NOU", "Nougat tendre", "11.90", "0.25", "box"),
            ("FIN-CAL", "Calissons", "14.90", "0.24", "box"),
            ("FIN-COF", "Coffret « Quatre heures »", "34.00", "1.40", "box"),
        ),
        "",
        ONE,
        "reduced",
        ("#e0a83c", "#c98f2f", "#b5453f", "#6f3f57", "#b57438", "#6b4630", "#c9a53f", "#3f4236", "#d8bd93", "#c9805f"),
    ),
    *_families(
        "LIBRAIRIE",
        (
            ("LIV-SEM", "Livre « Semer en lune »", "22.00", "0.55", "book"),
            ("LIV-TER", "Livre « La terre au repos »", "19.90", "0.48", "book"),
            ("LIV-PAI", "Livre « Pains de campagne »", "27.50", "0.80", "book"),
            ("LIV-THE", "Livre « Le thé, feuille à feuille »", "31.00", "0.90", "book"),
            ("LIV-HER", "Livre « Un herbier de poche »", "14.90", "0.30", "book"),
        ),
        "",
        ONE,
        "reduced",
        COVERS,
    ),
    *_families(
        "LIBRAIRIE",
        (
            ("REV-JAR", "Revue « Jardins lents », hors-série d'hiver", "9.90", "0.35", "magazine"),
            ("REV-TAB", "Revue « À table », no 21", "6.50", "0.28", "magazine"),
        ),
        "",
        ONE,
        "super_reduced",
        COVERS,
    ),
)  # fmt: skip

# Category, motif and colour of articles that a shop of the group sells already, by SKU.
KNOWN: dict[str, tuple[str, str, str]] = {
    "MAI-BOL-GRE": ("VAISSELLE", "bowl", "#a3aaa5"),
    "MAI-MUG-ARD": ("VAISSELLE", "mug", "#59626e"),
    "MAI-TAS-DUO": ("VAISSELLE", "mug", "#8fb3a6"),
    "MAI-ASS-PLA": ("VAISSELLE", "plate", "#d8d2c4"),
    "MAI-CAR-1L": ("VAISSELLE", "carafe", "#9fc0c4"),
    "MAI-THE-FON": ("THEIERES", "teapot", "#3f4a4f"),
    "MAI-THE-VER": ("THEIERES", "glass_teapot", "#c98a4b"),
    "MAI-INF-BOU": ("CUISINE", "infuser", "#b8bec6"),
    "MAI-PLA-CHE": ("CUISINE", "board", "#c79a6b"),
    "MAI-COU-OFF": ("CUISINE", "knife", "#7c5a41"),
    "MAI-TOR-LIN": ("LINGE", "textile", "#c9805f"),
    "MAI-TAB-COT": ("LINGE", "apron", "#71875c"),
    "MAI-BOU-CIR": ("LUMIERE", "candle", "#8d9b6a"),
    "MAI-PLD-LAI": ("LINGE", "textile", "#a89a86"),
    "MAI-COU-LIN": ("LINGE", "cushion", "#d2a23f"),
    "MAI-LAM-BAL": ("LUMIERE", "lamp", "#b5553f"),
    "JAR-SEC-FOR": ("OUTILS", "secateurs", "#7c5a41"),
    "JAR-TRA-MAI": ("OUTILS", "trowel", "#d9b98a"),
    "JAR-ARR-ZIN": ("OUTILS", "watering_can", "#a3aab0"),
    "JAR-POT-TER": ("POTS", "pot", "#c4744f"),
    "JAR-POT-SUS": ("POTS", "hanging_pot", "#d8bd93"),
    "JAR-GAN-CUI": ("OUTILS", "gloves", "#b98a56"),
    "JAR-SEM-BOI": ("POTS", "seed_box", "#c79a6b"),
    "JAR-CRA-ETI": ("OUTILS", "pencil", "#71875c"),
    "PLA-LAV-VRA": ("PLANTES", "plant", "#8d7cc0"),
    "PLA-ROM-OFF": ("PLANTES", "plant", "#7d9bd3"),
    "PLA-FIG-BLA": ("PLANTES", "plant", "#6f5a7d"),
    "PLA-CAM-SIN": ("PLANTES", "plant", "#f2ede0"),
    "THE-VER-SEN": ("THES", "tea", "#71875c"),
    "THE-NOI-BRU": ("THES", "tea", "#7a3f36"),
    "THE-BLA-PIV": ("THES", "tea", "#d9c7c0"),
    "THE-ROO-AGR": ("THES", "tea", "#c9805f"),
    "THE-INF-SOI": ("THES", "tea", "#40557d"),
    "THE-COF-SIX": ("THES", "box", "#8fb3a6"),
    "EPI-MIE-CHA": ("FINE", "jar", "#8d5a2b"),
    "EPI-SAB-CIT": ("FINE", "box", "#e6cf6b"),
    "EPI-CON-ABR": ("FINE", "jar", "#e39a45"),
    "LIV-POT-BAL": ("LIBRAIRIE", "book", "#5b7f5a"),
    "LIV-CUI-THE": ("LIBRAIRIE", "book", "#b5553f"),
    "REV-JAR-046": ("LIBRAIRIE", "magazine", "#71875c"),
    "REV-THE-012": ("LIBRAIRIE", "magazine", "#c98a4b"),
}
UNKNOWN = ("EPICERIE", "box", "#a89a86")
