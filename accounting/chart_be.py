"""The Belgian chart: a small subset of the Plan comptable minimum normalisé (royal decree of 21 October 2018).

VAT rates: royal decree nr. 20 of 20 July 1970. Subdivisions below three digits are ours.
"""

from decimal import Decimal

from accounting.charts import Chart, ExemptionFact, TaxFact
from accounting.choices import AccountKind as Kind
from accounting.choices import AccountRole as Role
from accounting.choices import TaxTreatment

EXEMPTIONS = (
    ExemptionFact(
        TaxTreatment.INTRA_EU,
        "BELIC",
        "Livraison intracommunautaire",
        "Exemption de T.V.A., article 39bis du code de la T.V.A.",
    ),
    ExemptionFact(
        TaxTreatment.EXPORT,
        "BEEXP",
        "Exportation",
        "Exemption de T.V.A., article 39 du code de la T.V.A.",
    ),
    ExemptionFact(
        TaxTreatment.REVERSE_CHARGE,
        "BEAUT",
        "Autoliquidation par le preneur",
        "Autoliquidation : T.V.A. due par le preneur, article 196 de la directive 2006/112/CE.",
    ),
    ExemptionFact(
        TaxTreatment.OUTSIDE,
        "BEHC",
        "Hors champ de la T.V.A.",
        "Opération située hors de Belgique, articles 14 à 21bis du code de la T.V.A.",
    ),
)

CHART = Chart(
    country="BE",
    file="pcmn_2025.csv",
    kinds={
        "1": Kind.EQUITY,
        "16": Kind.LIABILITY,
        "17": Kind.LIABILITY,
        "2": Kind.ASSET,
        "3": Kind.STOCK,
        "40": Kind.RECEIVABLE,
        "404": Kind.ASSET,
        "409": Kind.ASSET,
        "41": Kind.ASSET,
        "411": Kind.TAX,
        "42": Kind.LIABILITY,
        "43": Kind.LIABILITY,
        "44": Kind.PAYABLE,
        "444": Kind.LIABILITY,
        "45": Kind.LIABILITY,
        "451": Kind.TAX,
        "46": Kind.LIABILITY,
        "48": Kind.LIABILITY,
        "490": Kind.ASSET,
        "491": Kind.ASSET,
        "492": Kind.LIABILITY,
        "493": Kind.LIABILITY,
        "499": Kind.LIABILITY,
        "54": Kind.CLEARING,
        "55": Kind.BANK,
        "57": Kind.BANK,
        "58": Kind.CLEARING,
        "6": Kind.EXPENSE,
        "7": Kind.INCOME,
    },
    reconcilable=("400", "407", "416", "440", "455", "489", "499", "54", "58"),
    roles={
        Role.RECEIVABLE: "400",
        Role.PAYABLE: "440",
        Role.SALES_GOODS: "700",
        Role.SALES_SERVICES: "703",
        Role.SALES_SHIPPING: "704",
        Role.PURCHASES_GOODS: "604",
        Role.PURCHASES_SERVICES: "613",
        Role.PURCHASES_SHIPPING: "604",
        Role.STOCK: "340",
        Role.STOCK_CHANGE: "6094",
        Role.GOODS_IN_TRANSIT: "3408",
        Role.STOCK_VARIANCE: "60948",
        Role.COST_OF_SALES: "60941",
        Role.INTERIM_RECEIVED: "4991",
        Role.INTERIM_DELIVERED: "4992",
        Role.INVOICES_TO_RECEIVE: "444",
        Role.VAT_NOT_INVOICED: "411",
        Role.STOCK_DEPRECIATION: "349",
        Role.DEPRECIATION_CHARGE: "6310",
        Role.DEPRECIATION_BACK: "6311",
        Role.FEES: "657",
        Role.DIFFERENCE_LOSS: "643",
        Role.DIFFERENCE_GAIN: "743",
        Role.EXCHANGE_LOSS: "654",
        Role.EXCHANGE_GAIN: "754",
        Role.CLEARING: "542",
        Role.CHEQUES: "540",
        Role.CARDS: "541",
        Role.CASH: "570",
        Role.BANK: "550",
        Role.SUSPENSE: "499",
        Role.PROFIT: "140",
        Role.LOSS: "141",
    },
    taxes=(
        TaxFact("BE21", "TVA 21 %", Decimal("21"), "standard", "45121", "411"),
        TaxFact("BE12", "TVA 12 %", Decimal("12"), "intermediate", "45112", "411"),
        TaxFact("BE6", "TVA 6 %", Decimal("6"), "reduced", "45106", "411"),
        TaxFact(
            "BEAC21",
            "Acquisition intracommunautaire 21 %",
            Decimal("21"),
            "standard",
            "45121",
            "411",
            treatment=TaxTreatment.ACQUISITION,
        ),
        TaxFact("BE0", "TVA 0 %", Decimal("0"), "zero", "", ""),
        *(fact.tax for fact in EXEMPTIONS),
    ),
    oss_account="45191",
)
