"""What the variants of the demo range differ in, with English names beside the French of the range."""

from catalog.demo_range import FAMILIES, Choice, Family
from catalog.types import AttributeDraft, ValueDraft
from erp.text import fold

ENGLISH = {
    "couleur": "Colour",
    "contenance": "Capacity",
    "bois": "Wood",
    "parfum": "Scent",
    "modèle": "Model",
    "diamètre": "Diameter",
    "taille": "Size",
    "poids": "Weight",
    "céladon": "celadon",
    "sable": "sand",
    "bleu nuit": "midnight blue",
    "craie": "chalk",
    "terracotta": "terracotta",
    "mousse": "moss",
    "prune": "plum",
    "moutarde": "mustard",
    "ardoise": "slate",
    "figue": "fig",
    "verveine": "verbena",
    "cèdre": "cedar",
    "fleur d'oranger": "orange blossom",
    "thé fumé": "smoked tea",
    "rose ancienne": "old rose",
    "petit modèle": "small",
    "grand modèle": "large",
    "godet de 9 cm": "9 cm pot",
    "pot de 3 L": "3 L pot",
    "frêne": "ash",
    "noyer": "walnut",
}


def demo_attributes() -> list[AttributeDraft]:
    """Every attribute of the range with every value that a family has of it."""
    found: dict[str, dict[str, Choice]] = {}
    for family in FAMILIES:
        for choice in family.choices:
            if family.attribute and choice.label:
                found.setdefault(family.attribute, {}).setdefault(choice.code, choice)
    return [
        AttributeDraft(
            attribute_code(name),
            ENGLISH.get(name, name.capitalize()),
            name.capitalize(),
            [
                ValueDraft(choice.code, ENGLISH.get(choice.label, choice.label), choice.label, choice.colour)
                for choice in choices.values()
            ],
        )
        for name, choices in found.items()
    ]


def values_of(family: Family, choice: Choice) -> dict[str, str]:
    """By codes."""
    return {attribute_code(family.attribute): choice.code} if family.attribute and choice.label else {}


def attribute_code(name: str) -> str:
    return fold(name)[:20]
