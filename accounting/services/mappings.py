"""How a bank's tables are read: saved once by a person, known again by their headings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from accounting.models import BankAccount, StatementMapping
from accounting.statements import StatementFormatError
from accounting.statements.mapping import ROLES, SIGN_RULES, TableMapping, look_at, signatures_of
from accounting.statements.tables import DATE_ORDERS, DELIMITERS
from erp.changelog import Change, log_changes
from erp.errors import DomainError

REQUIRED = {
    "signed": ({"date", "amount"},),
    "inverted": ({"date", "amount"},),
    "indicator": ({"date", "amount", "indicator"},),
    "columns": ({"date", "debit"}, {"date", "credit"}),
}


def check_mapping(mapping: TableMapping) -> None:
    """Raises `DomainError` "mapping.role", "mapping.setting" or "mapping.missing" for one that can't read a table."""
    if set(mapping.columns) - set(ROLES):
        raise DomainError("mapping.role", _("That is nothing a column can be. Choose from the list."))
    if (
        mapping.date_order not in DATE_ORDERS
        or mapping.decimal_mark not in {",", "."}
        or mapping.sign_rule not in SIGN_RULES
        or (mapping.delimiter and mapping.delimiter not in DELIMITERS)
    ):
        raise DomainError(
            "mapping.setting", _("One of the settings is not on its list. Choose from the list.")
        )
    given = {role for role, names in mapping.columns.items() if names}
    if not any(needed <= given for needed in REQUIRED[mapping.sign_rule]):
        raise DomainError(
            "mapping.missing",
            _(
                "Say which columns are the date and the amount (or debit and credit, with the sign that goes with it)."
            ),
        )


def save_mapping(
    bank_account: BankAccount, name: str, content: bytes, mapping: TableMapping
) -> StatementMapping:
    """Keep how tables like this one are read; the next file with the same headings is read so. Replaces an earlier one.

    Raises `DomainError`: what `check_mapping` raises.
    """
    check_mapping(mapping)
    sample = look_at(
        content, delimiter=mapping.delimiter, encoding=mapping.encoding, has_header=mapping.has_header
    )
    saved, _is_new = StatementMapping.objects.update_or_create(
        company_id=bank_account.company_id,
        bank_account=bank_account,
        signature=sample.signature,
        defaults={
            "name": name.strip()[:80] or bank_account.name,
            "columns": {role: list(names) for role, names in mapping.columns.items() if names},
            "date_order": mapping.date_order,
            "decimal_mark": mapping.decimal_mark,
            "sign_rule": mapping.sign_rule,
            "delimiter": mapping.delimiter,
            "encoding": mapping.encoding,
            "has_header": mapping.has_header,
        },
    )
    log_changes([Change(saved, "save", after={"columns": saved.columns})])
    return saved


def mapping_of(saved: StatementMapping) -> TableMapping:
    """The saved mapping as the reader takes it."""
    columns: Mapping[str, Sequence[str]] = saved.columns
    return TableMapping(
        columns={role: tuple(names) for role, names in columns.items()},
        date_order=saved.date_order,
        decimal_mark=saved.decimal_mark,
        sign_rule=saved.sign_rule,
        delimiter=saved.delimiter,
        encoding=saved.encoding,
        has_header=saved.has_header,
    )


def mapping_for(bank_account: BankAccount, content: bytes) -> TableMapping | None:
    """The saved mapping by which a file of this account is read; None where none knows it."""
    saved = list(StatementMapping.objects.filter(bank_account=bank_account).order_by("-pk"))
    for one in saved:
        try:
            known = signatures_of(content, delimiter=one.delimiter, encoding=one.encoding)
        except StatementFormatError:
            continue
        if one.signature in known:
            return mapping_of(one)
    return None
