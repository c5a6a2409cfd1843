"""Enumerations of accounting."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountKind(models.TextChoices):
    """What an account is for: where it stands in the statements and how screens treat it."""

    EQUITY = "equity", _("Equity")
    LIABILITY = "liability", _("Liability")
    ASSET = "asset", _("Asset")
    STOCK = "stock", _("Stock")
    RECEIVABLE = "receivable", _("Receivable")
    PAYABLE = "payable", _("Payable")
    TAX = "tax", _("Tax")
    BANK = "bank", _("Bank and cash")
    CLEARING = "clearing", _("Clearing")
    EXPENSE = "expense", _("Expense")
    INCOME = "income", _("Income")


class AccountRole(models.TextChoices):
    """What services ask the chart for instead of naming an account's code."""

    RECEIVABLE = "receivable", _("Customers")
    PAYABLE = "payable", _("Suppliers")
    SALES_GOODS = "sales_goods", _("Sales of goods")
    SALES_SERVICES = "sales_services", _("Sales of services")
    SALES_SHIPPING = "sales_shipping", _("Shipping charged to customers")
    PURCHASES_GOODS = "purchases_goods", _("Purchases of goods")
    PURCHASES_SERVICES = "purchases_services", _("Purchases of services")
    PURCHASES_SHIPPING = "purchases_shipping", _("Incidental costs of purchases")
    STOCK = "stock", _("Stock of goods")
    STOCK_CHANGE = "stock_change", _("Change in stock of goods")
    GOODS_IN_TRANSIT = "goods_in_transit", _("Goods on the way")
    STOCK_VARIANCE = "stock_variance", _("Differences in stock value")
    COST_OF_SALES = "cost_of_sales", _("Cost of goods sold")
    INTERIM_RECEIVED = "interim_received", _("Stock received, to be invoiced")
    INTERIM_DELIVERED = "interim_delivered", _("Stock delivered, to be invoiced")
    INVOICES_TO_RECEIVE = "invoices_to_receive", _("Invoices not received")
    VAT_NOT_INVOICED = "vat_not_invoiced", _("VAT on invoices not received")
    STOCK_DEPRECIATION = "stock_depreciation", _("Depreciation of stock")
    DEPRECIATION_CHARGE = "depreciation_charge", _("Depreciation of stock, charge")
    DEPRECIATION_BACK = "depreciation_back", _("Depreciation of stock, taken back")
    FEES = "fees", _("Bank and payment fees")
    DIFFERENCE_LOSS = "difference_loss", _("Small differences, loss")
    DIFFERENCE_GAIN = "difference_gain", _("Small differences, gain")
    EXCHANGE_LOSS = "exchange_loss", _("Exchange loss")
    EXCHANGE_GAIN = "exchange_gain", _("Exchange gain")
    CLEARING = "clearing", _("Payments under way")
    CHEQUES = "cheques", _("Cheques to cash")
    CARDS = "cards", _("Card payments to receive")
    CASH = "cash", _("Cash")
    BANK = "bank", _("Bank")
    SUSPENSE = "suspense", _("Suspense")
    PROFIT = "profit", _("Profit of the year")
    LOSS = "loss", _("Loss of the year")


# Accounts of customers and suppliers: what is open of an invoice stands there.
TRADE_KINDS = (AccountKind.RECEIVABLE, AccountKind.PAYABLE)

# What a category of articles may have accounts of its own for.
CATEGORY_ROLES = (
    AccountRole.SALES_GOODS,
    AccountRole.SALES_SERVICES,
    AccountRole.PURCHASES_GOODS,
    AccountRole.STOCK,
    AccountRole.STOCK_CHANGE,
    AccountRole.COST_OF_SALES,
    AccountRole.STOCK_DEPRECIATION,
    AccountRole.DEPRECIATION_CHARGE,
    AccountRole.DEPRECIATION_BACK,
)


class JournalKind(models.TextChoices):
    SALE = "sale", _("Sales")
    PURCHASE = "purchase", _("Purchases")
    BANK = "bank", _("Bank")
    CASH = "cash", _("Cash")
    PAYMENT = "payment", _("Payments")
    STOCK = "stock", _("Stock")
    MISC = "misc", _("Miscellaneous")
    OPENING = "opening", _("Opening")
    CLOSING = "closing", pgettext_lazy("period", "Closing")


class JournalCode:
    """The journals every chart brings, by the codes French accountants use."""

    SALES = "VE"
    PURCHASES = "AC"
    BANK = "BQ"
    CASH = "CA"
    PAYMENTS = "EN"
    STOCK = "ST"
    MISC = "OD"
    OPENING = "AN"
    CLOSING = "CL"


class TaxTreatment(models.TextChoices):
    """The rule of VAT that a sale falls under (`accounting.vat.decision`), and that a tax is for."""

    DOMESTIC = "domestic", _("Taxed")
    BELOW_THRESHOLD = "below_threshold", _("Distance sale below the OSS threshold")
    OSS = "oss", _("Distance sale, OSS")
    INTRA_EU = "intra_eu", _("Supply within the Union, exempt")
    REVERSE_CHARGE = "reverse_charge", _("Reverse charge by the buyer")
    EXPORT = "export", _("Export")
    OVERSEAS = "overseas", _("Shipment between mainland and overseas France")
    OUTSIDE = "outside", _("Outside the scope of VAT")
    # No sale falls under it: what the company buys and taxes itself.
    ACQUISITION = "acquisition", _("Purchase taxed by the buyer")


class BuyerKind(models.TextChoices):
    CONSUMER = "consumer", _("Consumer")
    BUSINESS = "business", _("Business")
    PUBLIC_BODY = "public_body", _("Public body")


class SupplyKind(models.TextChoices):
    """What VAT tells apart; what is charged for getting goods to the buyer follows the goods."""

    GOODS = "goods", _("Goods")
    SERVICES = "services", _("Services")


class PeriodStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class PeriodKind(models.TextChoices):
    """A fiscal year's months, and the two that stand between years: what closes one and what opens the next."""

    MONTH = "month", _("Month")
    OPENING = "opening", pgettext_lazy("period", "Opening")
    CLOSING = "closing", pgettext_lazy("period", "Closing")


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    BILL = "bill", _("Supplier invoice")
    BILL_CREDIT = "bill_credit", _("Supplier credit note")


# What customers are sent, what suppliers send; and of both, what takes back.
CUSTOMER_KINDS = (InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE)
SUPPLIER_KINDS = (InvoiceKind.BILL, InvoiceKind.BILL_CREDIT)
CREDIT_KINDS = (InvoiceKind.CREDIT_NOTE, InvoiceKind.BILL_CREDIT)


class LineKind(models.TextChoices):
    GOODS = "goods", _("Goods")
    SERVICE = "service", _("Service")
    SHIPPING = "shipping", _("Shipping")
    DISCOUNT = "discount", _("Discount")
    ROUNDING = "rounding", _("Rounding")


class RoundingMode(models.TextChoices):
    """Where taxes are rounded; the values are those of `erp.money.Rounding`."""

    PER_LINE = "per_line", _("On each line")
    PER_TOTAL = "per_total", _("On the total")


class PaymentStatus(models.TextChoices):
    """How much of an invoice is settled, by payments and by credit notes."""

    UNPAID = "unpaid", _("Unpaid")
    PARTIAL = "partial", _("Partly paid")
    PAID = "paid", _("Paid")


class PaymentDirection(models.TextChoices):
    INBOUND = "in", _("Received")
    OUTBOUND = "out", _("Paid out")


class ReconciliationOrigin(models.TextChoices):
    BANK = "bank", _("Bank line")
    PAYMENT = "payment", _("Payment")
    CREDIT_NOTE = "credit_note", _("Credit note")
    REVERSAL = "reversal", _("Reversal")
    MANUAL = "manual", _("By hand")
    AUTOMATIC = "automatic", _("By itself")
    RULE = "rule", _("Bank rule")


class CandidateKind(models.TextChoices):
    PAYOUT = "payout", _("Payout")
    INVOICE = "invoice", _("Invoice")
    ITEMS = "items", _("Open items")
    RULE = "rule", _("Bank rule")


class LineDirection(models.TextChoices):
    ANY = "any", _("In and out")
    INBOUND = "in", _("Money in")
    OUTBOUND = "out", _("Money out")


class SignRule(models.TextChoices):
    """How a bank's table says which way the money went; the values are those of `statements.mapping`."""

    SIGNED = "signed", _("Money out is negative")
    INVERTED = "inverted", _("Spending is positive (card)")
    COLUMNS = "columns", _("Debit and credit in columns of their own")
    INDICATOR = "indicator", _("A column says debit or credit")


class DateOrder(models.TextChoices):
    DMY = "dmy", _("Day, month, year")
    MDY = "mdy", _("Month, day, year")
    YMD = "ymd", _("Year, month, day")


class DecimalMark(models.TextChoices):
    COMMA = ",", _("Comma")
    POINT = ".", _("Point")
