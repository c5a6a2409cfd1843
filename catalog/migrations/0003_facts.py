"""Units of measure and tax categories: what every group starts from."""

from django.db import migrations

# code, English, French, decimals
UNITS = [
    ("pc", "piece", "pièce", 0),
    ("pair", "pair", "paire", 0),
    ("set", "set", "lot", 0),
    ("kg", "kilogram", "kilogramme", 3),
    ("g", "gram", "gramme", 0),
    ("m", "metre", "mètre", 2),
    ("m2", "square metre", "mètre carré", 2),
    ("l", "litre", "litre", 3),
    ("h", "hour", "heure", 2),
    ("day", "day", "jour", 2),
]
# The kinds of VAT rate of the French code (CGI art. 278 to 281 nonies): 20, 10, 5.5 and 2.1 %, and none.
TAX_CATEGORIES = [
    ("standard", "Standard rate", "Taux normal"),
    ("intermediate", "Intermediate rate", "Taux intermédiaire"),
    ("reduced", "Reduced rate", "Taux réduit"),
    ("super_reduced", "Super-reduced rate", "Taux particulier"),
    ("zero", "No tax", "Sans taxe"),
]


def load(apps, schema_editor):
    unit, tax_category = apps.get_model("catalog", "Unit"), apps.get_model("catalog", "TaxCategory")
    unit.objects.bulk_create(
        unit(code=code, name_en=name_en, name_fr=name_fr, decimals=decimals)
        for code, name_en, name_fr, decimals in UNITS
    )
    tax_category.objects.bulk_create(
        tax_category(code=code, name_en=name_en, name_fr=name_fr, position=position)
        for position, (code, name_en, name_fr) in enumerate(TAX_CATEGORIES)
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_guards")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
