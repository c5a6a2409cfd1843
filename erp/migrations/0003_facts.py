"""Countries and currencies: facts that every group needs, from the Unicode CLDR that Babel carries."""

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol
from django.db import migrations

EUROPEAN_UNION = [
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
CURRENCIES = [
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "JPY",
    "CNY",
    "SEK",
    "DKK",
    "NOK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "CAD",
    "AUD",
    "MAD",
    "TND",
    "TRY",
    "INR",
    "HKD",
]


def load(apps, schema_editor):
    country, currency = apps.get_model("erp", "Country"), apps.get_model("erp", "Currency")
    english, french = Locale("en"), Locale("fr")
    country.objects.bulk_create(
        country(
            code=code, name_en=name, name_fr=french.territories.get(code, name), is_eu=code in EUROPEAN_UNION
        )
        for code, name in sorted(english.territories.items())
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    )
    currency.objects.bulk_create(
        currency(
            code=code,
            name=str(english.currencies[code]),
            symbol=get_currency_symbol(code, "fr"),
            digits=get_currency_precision(code),
        )
        for code in CURRENCIES
    )


class Migration(migrations.Migration):
    dependencies = [("erp", "0002_guards")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
