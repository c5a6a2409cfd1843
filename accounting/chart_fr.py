"""The French chart: the subset of the Plan comptable général a trading company works with.

Source: ANC regulation 2014-03 as amended by 2022-06, applied to fiscal years from 2025 (no 675, 775, 777, 791, 796, 797;
disposals in 657/757, grants in 747, refunds of staff costs in 649). VAT rates: articles 278, 278-0 bis, 279, 281 quater ff.
of the tax code. Subdivisions below the official ones (445711…, 4717, 5115…, 60371) are ours.
"""

from decimal import Decimal

from accounting.charts import Chart, ExemptionFact, TaxFact
from accounting.choices import AccountKind as Kind
from accounting.choices import AccountRole as Role
from accounting.choices import TaxTreatment

# Mentions by CGI, annex II, article 242 nonies A, I, 12° and 13°.
EXEMPTIONS = (
    ExemptionFact(
        TaxTreatment.INTRA_EU,
        "FRLIC",
        "Livraison intracommunautaire",
        "Exonération de TVA, article 262 ter, I du code général des impôts.",
    ),
    ExemptionFact(
        TaxTreatment.EXPORT,
        "FREXP",
        "Exportation",
        "Exonération de TVA, article 262, I du code général des impôts.",
    ),
    ExemptionFact(
        TaxTreatment.OVERSEAS,
        "FRDOM",
        "Expédition entre métropole et outre-mer",
        "Exonération de TVA, article 294, 2 du code général des impôts.",
    ),
    ExemptionFact(
        TaxTreatment.REVERSE_CHARGE,
        "FRAUT",
        "Autoliquidation par le preneur",
        "Autoliquidation : TVA due par le preneur, article 196 de la directive 2006/112/CE.",
    ),
    ExemptionFact(
        TaxTreatment.OUTSIDE,
        "FRHC",
        "Hors champ de la TVA",
        "TVA non applicable : opération située hors de France, articles 258 à 259 du code général des impôts.",
    ),
)

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
        Role.PURCHASES_SERVICES: "604",
        Role.PURCHASES_SHIPPING: "608",
        Role.STOCK: "37",
        Role.STOCK_CHANGE: "6037",
        Role.GOODS_IN_TRANSIT: "38",
        Role.STOCK_VARIANCE: "60378",
        Role.COST_OF_SALES: "60371",
        Role.INTERIM_RECEIVED: "4717",
        Role.INTERIM_DELIVERED: "4718",
        Role.INVOICES_TO_RECEIVE: "408",
        Role.VAT_NOT_INVOICED: "44586",
        Role.STOCK_DEPRECIATION: "397",
        Role.DEPRECIATION_CHARGE: "68173",
        Role.DEPRECIATION_BACK: "78173",
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
        # Due by the buyer: purchases within the Union (CGI, article 283, 2 bis), services from abroad (283, 2).
        TaxFact(
            "FRAC20",
            "Acquisition intracommunautaire 20 %",
            Decimal("20"),
            "standard",
            "4452",
            "445662",
            treatment=TaxTreatment.ACQUISITION,
        ),
        TaxFact(
            "FRAC5.5",
            "Acquisition intracommunautaire 5,5 %",
            Decimal("5.5"),
            "reduced",
            "4452",
            "445662",
            treatment=TaxTreatment.ACQUISITION,
        ),
        *(fact.tax for fact in EXEMPTIONS),
    ),
    oss_account="445715",
)
