"""The columns of a FEC, and the rules that its checker knows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Article A47 A-1, VII-1°: the eighteen pieces of information, in this order.
COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
# The same with the amount and its side instead of two amounts, which VII-1° allows.
SIDED = tuple({"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in COLUMNS)
REQUIRED = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "ValidDate",
)
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")


@dataclass(frozen=True)
class Rule:
    """Something a FEC must be. `is_error`: the file can be refused for it; else it is only odd."""

    code: str
    title: Any
    is_error: bool = True


RULES = {
    rule.code: rule
    for rule in (
        Rule(
            "name",
            _("The file is called by the SIREN, FEC and the last day of the year: 123456782FEC20261231.txt"),
        ),
        Rule("encoding", _("The file is written in ASCII, ISO 8859-15 or UTF-8")),
        Rule("separator", _("Values are separated by tabulators or vertical bars, the same throughout")),
        Rule("columns", _("The first line names the eighteen columns, in the order of the decree")),
        Rule("width", _("Each line has as many values as there are columns")),
        Rule("required", _("Values that the law asks for are there")),
        Rule("date", _("Dates are written as YYYYMMDD, and exist")),
        Rule("year", _("Entries are dated within the fiscal year")),
        Rule("account", _("Account numbers begin with three digits of the chart")),
        Rule("auxiliary", _("An auxiliary account has a number and a name")),
        Rule("amount", _("Amounts are numbers with a comma and at most two decimals")),
        Rule("side", _("A line has a debit or a credit, not both")),
        Rule("entry", _("The lines of an entry share its journal and date")),
        Rule("balance", _("Each entry balances")),
        Rule("sequence", _("Each journal numbers its entries without gaps")),
        Rule(
            "order",
            _("Entries stand in the order in which they were validated, the opening ones first"),
            is_error=False,
        ),
        Rule("validated", _("No entry is validated before it is dated"), is_error=False),
        Rule("letter", _("A letter comes with its date, and a date with its letter")),
        Rule("currency", _("An amount in another currency names it by its three letters")),
        Rule("empty_line", _("A line has an amount"), is_error=False),
        Rule("nothing", _("The file has entries")),
    )
}
