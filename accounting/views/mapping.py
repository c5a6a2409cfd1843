"""Reading a bank's table: upload a sample, say what its columns are, see what comes out, save it for next time."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounting.choices import DateOrder, DecimalMark, SignRule
from accounting.column_roles import ROLE_NAMES
from accounting.models import BankAccount
from accounting.services.bank import import_statement, unreadable
from accounting.services.mapping_preview import preview_of
from accounting.services.mappings import mapping_for, save_mapping
from accounting.services.screens import match_in_background
from accounting.statements import StatementFormatError
from accounting.statements.mapping import Sample, TableMapping, look_at
from accounting.statements.tables import DELIMITERS
from accounting.statements.xml import MAX_BYTES
from erp.crud import record_url
from erp.crud.access import narrow, require
from erp.errors import DomainError

IMPORT = "accounting.import_statement"
ROWS_SHOWN = 8


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen; POST saves the mapping and imports the file by it."""
    account = _account(request, pk)
    context: dict[str, Any] = {"account": account}
    if request.method == "POST":
        try:
            name, content = _file(request)
            sample = _sample(request, content)
            with transaction.atomic():
                save_mapping(account, request.POST.get("name", ""), content, sample.mapping)
                [statement, *_more] = import_statement(account, name, content)
            match_in_background([statement.bank_account])
        except (DomainError, StatementFormatError) as error:
            refusal = unreadable(error) if isinstance(error, StatementFormatError) else error
            return render(
                request, "accounting/mapping_look.html", {**context, "refusal": refusal}, status=200
            )
        return HttpResponse(headers={"HX-Redirect": record_url(statement) or "/"})
    return render(request, "accounting/mapping.html", context)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings, the table with a choice above each column, and the movements that come out."""
    account = _account(request, pk)
    context: dict[str, Any] = {"account": account}
    try:
        _name, content = _file(request)
        sample = _sample(request, content, known=mapping_for(account, content))
    except (DomainError, StatementFormatError) as error:
        refusal = unreadable(error) if isinstance(error, StatementFormatError) else error
        return render(request, "accounting/mapping_look.html", {**context, "refusal": refusal})
    chosen = {heading: role for role, names in sample.mapping.columns.items() for heading in names}
    context |= {
        "sample": sample,
        "columns": [
            {"index": at, "heading": heading, "role": chosen.get(heading or f"#{at + 1}", "")}
            for at, heading in enumerate(sample.headings)
        ],
        "rows": sample.rows[:ROWS_SHOWN],
        "roles": ROLE_NAMES.items(),
        "date_orders": DateOrder.choices,
        "decimal_marks": DecimalMark.choices,
        "sign_rules": SignRule.choices,
        "delimiters": [("", _("found by itself")), (";", ";"), (",", ","), ("\t", _("tab")), ("|", "|")],
        "preview": preview_of(content, sample.mapping),
    }
    return render(request, "accounting/mapping_look.html", context)


def _account(request: HttpRequest, pk: int) -> BankAccount:
    require(request.user, IMPORT)
    accounts = narrow(BankAccount.objects.select_related("company"), request.user, IMPORT)  # type: ignore[arg-type]
    account: BankAccount = get_object_or_404(accounts, pk=pk)
    require(request.user, IMPORT, account)
    return account


def _file(request: HttpRequest) -> tuple[str, bytes]:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise DomainError("mapping.no_file", _("Choose the file first."), "file")
    if (file.size or 0) > MAX_BYTES:
        raise DomainError(
            "mapping.large", _("The file is larger than 20 MB. Ask the bank for shorter periods."), "file"
        )
    return file.name or "", file.read()


def _sample(request: HttpRequest, content: bytes, known: TableMapping | None = None) -> Sample:
    """The table with the mapping that the person chose; before they chose, the one saved for it, or the one suggested."""
    posted = request.POST
    is_chosen = posted.get("is_chosen") == "1"
    delimiter = posted.get("delimiter", "") if is_chosen else (known.delimiter if known else "")
    has_header = posted.get("has_header") == "1" if is_chosen else (known.has_header if known else True)
    sample = look_at(content, delimiter=delimiter if delimiter in DELIMITERS else "", has_header=has_header)
    if not is_chosen:
        return replace(sample, mapping=known) if known else sample
    if posted.get("headings") != sample.signature:
        return sample  # another file, separator or heading: what was chosen was for other columns
    columns: dict[str, list[str]] = defaultdict(list)
    for at, heading in enumerate(sample.headings):
        role = posted.get(f"role-{at}", "")
        if role in ROLE_NAMES:
            columns[role].append(heading or f"#{at + 1}")
    return replace(
        sample,
        mapping=TableMapping(
            columns={role: tuple(names) for role, names in columns.items()},
            date_order=posted.get("date_order", ""),
            decimal_mark=posted.get("decimal_mark", ""),
            sign_rule=posted.get("sign_rule", ""),
            delimiter=delimiter if delimiter in DELIMITERS else "",
            has_header=has_header,
        ),
    )
