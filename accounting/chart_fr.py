"""The French chart: the subset of the Plan comptable général a trading company works with.

Source: ANC regulation 2014-03 as amended by 2022-06, applied to fiscal years from 2025 (no 675, 775, 777, 791, 796, 797;
disposals in 657/757, grants in 747, refunds of staff costs in 649). VAT rates: articles 278, 278-0 bis, 279, 281 quater ff.
of the tax code. Subdivisions below the official ones (445711…, 5115…) are ours.
"""

from decimal import Decimal

from accounting.charts import Chart, TaxFact
from accounting.choices import AccountKind as Kind
from accounting.choices import AccountRole as Role

CHART = Chart(
    country="FR",
    file="pcg_2025.csv",
    kinds={
        "1": Kind.EQUITY,
        "15": Kind.LIABILITY,
        "16": Kind.LIABILITY,
        "2": Kind.ASSET,
        "3": Kind.STOCK,
        "4": Kind.LIABILITY,
        "40": Kind.PAYABLE,
        "408": Kind.LIABILITY,
        "409": Kind.ASSET,
        "41": Kind.RECEIVABLE,
        "418": Kind.ASSET,
        "419": Kind.LIABILITY,
        "425": Kind.ASSET,
        "441": Kind.ASSET,
        "445": Kind.TAX,
        "462": Kind.ASSET,
        "476": Kind.ASSET,
        "481": Kind.ASSET,
        "486": Kind.ASSET,
        "49": Kind.ASSET,
        "5": Kind.BANK,
        "50": Kind.ASSET,
        "511": Kind.CLEARING,
        "58": Kind.CLEARING,
        "59": Kind.ASSET,
        "6": Kind.EXPENSE,
        "7": Kind.INCOME,
    },
    reconcilable=(
        "40",
        "41",
        "421",
        "425",
        "427",
        "431",
        "437",
        "451",
        "455",
        "462",
        "467",
        "471",
        "511",
        "58",
    ),
    roles={
        Role.RECEIVABLE: "411",
        Role.PAYABLE: "401",
        Role.SALES_GOODS: "707",
        Role.SALES_SERVICES: "706",
        Role.SALES_SHIPPING: "7085",
        Role.PURCHASES_GOODS: "607",
        Role.STOCK: "37",
        Role.STOCK_CHANGE: "6037",
        Role.FEES: "627",
        Role.DIFFERENCE_LOSS: "658",
        Role.DIFFERENCE_GAIN: "758",
        Role.EXCHANGE_LOSS: "656",
        Role.EXCHANGE_GAIN: "756",
        Role.CLEARING: "5117",
        Role.CHEQUES: "5112",
        Role.CARDS: "5115",
        Role.CASH: "530",
        Role.BANK: "512",
        Role.SUSPENSE: "471",
        Role.PROFIT: "120",
        Role.LOSS: "129",
    },
    taxes=(
        TaxFact("FR20", "TVA 20 %", Decimal("20"), "standard", "445711", "44566"),
        TaxFact("FR10", "TVA 10 %", Decimal("10"), "intermediate", "445712", "44566"),
        TaxFact("FR5.5", "TVA 5,5 %", Decimal("5.5"), "reduced", "445713", "44566"),
        TaxFact("FR2.1", "TVA 2,1 %", Decimal("2.1"), "super_reduced", "445714", "44566"),
        TaxFact("FR0", "TVA 0 %", Decimal("0"), "zero", "", ""),
    ),
)
