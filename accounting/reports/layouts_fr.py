"""The French balance sheet and income statement, base system.

Source: Plan comptable général, articles 821-1 and following (models of the balance sheet in a table and of the income
statement as a list), as amended by ANC regulation 2022-06: grants taken to income and disposals of fixed assets belong to
operations, transfers of charges are gone.
"""

from django.utils.translation import gettext_lazy as _

from accounting.reports.layout import Group, Layout, Line, Side, Statement, Subtotal

ASSETS = Statement(
    "assets",
    _("Assets"),
    [
        Group(
            _("Subscribed capital"),
            [Line("capital_uncalled", _("Subscribed capital not called"), "109")],
            "",
            Side.DEBIT,
        ),
        Group(
            _("Fixed assets"),
            [
                Line("setup", _("Start-up costs"), "201", less="2801"),
                Line("research", _("Research and development"), "203", less="2803 2903"),
                Line("patents", _("Patents, licences, trademarks, software"), "205", less="2805 2905"),
                Line("goodwill", _("Goodwill"), "206 207", less="2806 2807 2906 2907"),
                Line("intangible_other", _("Other intangible assets"), "20 208", less="280 290"),
                Line("intangible_current", _("Intangible assets under development"), "232 237", less="2932"),
                Line("land", _("Land"), "211 212", less="2811 2812 2911 2912"),
                Line("buildings", _("Buildings"), "213 214", less="2813 2814 2913 2914"),
                Line("plant", _("Technical equipment and tools"), "215", less="2815 2915"),
                Line("tangible_other", _("Other tangible assets"), "21 22 24 25", less="28 281 29 291"),
                Line("tangible_current", _("Tangible assets under construction, advances"), "23", less="293"),
                Line("holdings", _("Holdings"), "26", less="296"),
                Line("holding_loans", _("Receivables attached to holdings"), "267 268", less="2967 2968"),
                Line("securities_fixed", _("Other long-term securities"), "27 271 272 273", less="297"),
                Line("loans_granted", _("Loans granted"), "274", less="2974"),
                Line("financial_other", _("Other financial assets"), "275 276 277", less="2975 2976"),
            ],
            _("Total fixed assets"),
            Side.DEBIT,
        ),
        Group(
            _("Current assets"),
            [
                Line("raw_materials", _("Raw materials and supplies"), "31 32", less="391 392"),
                Line("in_progress", _("Work in progress"), "33 34", less="393 394"),
                Line("finished", _("Finished and intermediate products"), "35 36", less="395"),
                Line("goods", _("Goods for resale"), "3 37 38", less="39 397 398"),
                Line("advances_paid", _("Advances paid on orders"), if_debit="4091"),
                Line("trade_receivables", _("Trade receivables"), if_debit="41", less="49 491"),
                Line(
                    "other_receivables",
                    _("Other receivables"),
                    if_debit="4 18 40 42 43 44 45 46 47",
                    less="495 496",
                ),
                Line("capital_called", _("Subscribed capital called, not paid"), if_debit="4562"),
                Line("short_securities", _("Short-term securities"), "50", less="59 590"),
                Line("cash", _("Cash and banks"), if_debit="5"),
                Line("prepaid", _("Prepaid expenses"), "486"),
            ],
            _("Total current assets"),
            Side.DEBIT,
        ),
        Group(
            _("Accruals"),
            [
                Line("loan_costs", _("Loan issue costs to spread"), "481"),
                Line("premiums", _("Redemption premiums"), "169"),
                Line("conversion_assets", _("Exchange differences, assets"), "476"),
            ],
            "",
            Side.DEBIT,
        ),
    ],
    total=_("Total assets"),
    has_depreciation=True,
)

LIABILITIES = Statement(
    "liabilities",
    _("Equity and liabilities"),
    [
        Group(
            _("Equity"),
            [
                Line("capital", _("Capital"), "10 101 102 108"),
                Line("share_premium", _("Share premiums"), "104"),
                Line("revaluation", _("Revaluation differences"), "105 107"),
                Line("legal_reserve", _("Legal reserve"), "1061"),
                Line("statutory_reserves", _("Statutory or contractual reserves"), "1062 1063"),
                Line("regulated_reserves", _("Regulated reserves"), "1064"),
                Line("other_reserves", _("Other reserves"), "106"),
                Line("retained", _("Retained earnings"), "11", takes="earlier"),
                Line("result", _("Result of the year"), "12", takes="result"),
                Line("investment_grants", _("Investment grants"), "13"),
                Line("regulated_provisions", _("Regulated provisions"), "14"),
            ],
            _("Total equity"),
            Side.CREDIT,
        ),
        Group(
            _("Provisions"),
            [
                Line("risks", _("Provisions for risks"), "151"),
                Line("charges", _("Provisions for charges"), "15"),
            ],
            _("Total provisions"),
            Side.CREDIT,
        ),
        Group(
            _("Debts"),
            [
                Line("bonds", _("Bonds"), "161 162 163"),
                Line("bank_loans", _("Loans and debts with banks"), "164 1688", if_credit="5"),
                Line("other_loans", _("Other loans and financial debts"), "16 17", if_credit="455"),
                Line("advances_received", _("Advances received on orders"), if_credit="4191"),
                Line("trade_payables", _("Trade payables"), if_credit="40"),
                Line("tax_social", _("Tax and social security debts"), if_credit="42 43 44"),
                Line("fixed_payables", _("Debts on fixed assets"), if_credit="404 405 4084"),
                Line("other_debts", _("Other debts"), if_credit="4 18 41 45 46 47"),
                Line("deferred", _("Deferred income"), "487"),
            ],
            _("Total debts"),
            Side.CREDIT,
        ),
        Group(
            _("Accruals"),
            [Line("conversion_liabilities", _("Exchange differences, liabilities"), "477")],
            "",
            Side.CREDIT,
        ),
    ],
    total=_("Total equity and liabilities"),
)

INCOME = Statement(
    "income",
    _("Income statement"),
    [
        Group(
            _("Operating income"),
            [
                Line("sales_goods", _("Sales of goods for resale"), "707 7097"),
                Line("sales_products", _("Production sold, goods"), "70 701 702 703 709 7091 7092 7093"),
                Line("sales_services", _("Production sold, services"), "704 705 706 708 7094 7095 7096 7098"),
                Line("stored", _("Production put in stock"), "71"),
                Line("capitalised", _("Own work capitalised"), "72"),
                Line("grants", _("Grants"), "74"),
                Line("reversals", _("Reversals of depreciation and provisions"), "78 781"),
                Line("other_income", _("Other operating income"), "7 73 75 79"),
            ],
            _("Total operating income"),
            Side.CREDIT,
        ),
        Group(
            _("Operating charges"),
            [
                Line("purchases_goods", _("Purchases of goods for resale"), "607 6097"),
                Line("change_goods", _("Change in stock of goods"), "603 6037"),
                Line(
                    "purchases_materials", _("Purchases of raw materials and supplies"), "601 602 6091 6092"
                ),
                Line("change_materials", _("Change in stock of materials"), "6031 6032"),
                Line("external", _("Other purchases and external charges"), "6 60 604 605 606 608 609 61 62"),
                Line("taxes", _("Taxes and duties"), "63"),
                Line("wages", _("Wages and salaries"), "64 641 644 648 649"),
                Line("social", _("Social security charges"), "645 646 647"),
                Line("depreciation", _("Depreciation"), "68 681 6811 6812"),
                Line("impairment", _("Impairment of assets"), "6816 6817"),
                Line("provisions", _("Provisions, charges"), "6815"),
                Line("other_charges", _("Other operating charges"), "65"),
            ],
            _("Total operating charges"),
            Side.DEBIT,
        ),
        Subtotal("operating_result", _("Operating result"), is_running=False),
        Group(
            _("Financial income"),
            [
                Line("holding_income", _("Income of holdings"), "761"),
                Line("securities_income", _("Income of other securities and receivables"), "762 763 764"),
                Line("interest_income", _("Other interest and similar income"), "76 765 768"),
                Line("financial_reversals", _("Reversals of financial provisions"), "786"),
                Line("exchange_gains", _("Exchange gains"), "766"),
                Line("securities_proceeds", _("Proceeds of disposals of financial assets"), "767"),
            ],
            _("Total financial income"),
            Side.CREDIT,
        ),
        Group(
            _("Financial charges"),
            [
                Line("financial_depreciation", _("Financial depreciation and provisions"), "686"),
                Line("interest_charges", _("Interest and similar charges"), "66 661 664 665 668"),
                Line("exchange_losses", _("Exchange losses"), "666"),
                Line("securities_charges", _("Charges on disposals of financial assets"), "667"),
            ],
            _("Total financial charges"),
            Side.DEBIT,
        ),
        Subtotal("financial_result", _("Financial result"), is_running=False),
        Subtotal("current_result", _("Current result before tax")),
        Group(
            _("Exceptional income"),
            [
                Line("exceptional_income", _("Exceptional income on operations"), "77"),
                Line("exceptional_reversals", _("Reversals of exceptional provisions"), "787"),
            ],
            _("Total exceptional income"),
            Side.CREDIT,
        ),
        Group(
            _("Exceptional charges"),
            [
                Line("exceptional_charges", _("Exceptional charges on operations"), "67"),
                Line("exceptional_depreciation", _("Exceptional depreciation and provisions"), "687"),
            ],
            _("Total exceptional charges"),
            Side.DEBIT,
        ),
        Subtotal("exceptional_result", _("Exceptional result"), is_running=False),
        Group(
            _("Shares and taxes"),
            [
                Line("profit_sharing", _("Employees' profit sharing"), "691"),
                Line("income_tax", _("Taxes on profits"), "69"),
            ],
            "",
            Side.DEBIT,
        ),
        Subtotal("net_result", _("Profit or loss of the year")),
    ],
)

FRANCE = Layout("FR", [ASSETS, LIABILITIES], INCOME)
LAYOUTS = {layout.country: layout for layout in (FRANCE,)}
