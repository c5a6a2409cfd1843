"""Writes of partners."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.models import Address, Country, Partner
from erp.search import index_records
from erp.services.records import RecordDraft, create_records
from erp.text import fold
from erp.types import PartnerDraft

PREFIX = "P"


def create_partners(drafts: Sequence[PartnerDraft]) -> list[Partner]:
    """Create partners with their addresses, in a constant number of statements.

    Raises `DomainError` "partner.invalid" naming the field of the first draft that breaks a rule; then none is created.
    """
    if not drafts:
        return []
    countries = set(Country.objects.values_list("code", flat=True))
    partners = []
    for draft in drafts:
        partner = Partner(
            name=draft.name.strip(),
            sort_key=fold(draft.name)[:255],
            country_id=draft.country,
            is_organisation=draft.is_organisation,
            is_customer=draft.is_customer,
            is_supplier=draft.is_supplier,
            email=draft.email,
            phone=draft.phone,
            vat_number=draft.vat_number,
            siren=draft.siren,
            siret=draft.siret,
            language=draft.language,
            payment_terms_id=draft.payment_terms_id,
            visible_to=list(draft.visible_to) if draft.visible_to is not None else None,
        )
        _check(partner, [draft.country, *(address.country for address in draft.addresses)], countries)
        partners.append(partner)
    with transaction.atomic():
        for partner, number in zip(partners, _take_numbers(len(partners)), strict=True):
            partner.number = number
        Partner.objects.bulk_create(partners, batch_size=1000)
        Address.objects.bulk_create(
            [
                Address(
                    partner=partner,
                    kind=address.kind,
                    **{k: v for k, v in address.snapshot().items() if k != "country"},
                    country_id=address.country,
                )
                for partner, draft in zip(partners, drafts, strict=True)
                for address in draft.addresses
            ],
            batch_size=1000,
        )
        log_changes(Change(partner, "create", after={"name": partner.name}) for partner in partners)
        index_records(partners)
    return partners


def create_partner_records(drafts: Sequence[RecordDraft]) -> list[Partner]:
    """Partners typed into a form, imported or sent to the API; each gets the next number."""
    numbers = _take_numbers(len(drafts))
    return create_records(
        [
            replace(draft, values={**draft.values, "number": number})
            for draft, number in zip(drafts, numbers, strict=True)
        ]
    )


def next_partner_number() -> str:
    """The number of a partner that is created one by one (form, import)."""
    return _take_numbers(1)[0]


def _take_numbers(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('erp_partner_number') FROM generate_series(1, %s)", [count])
        return [f"{PREFIX}{row[0]:06d}" for row in cursor.fetchall()]


def _check(partner: Partner, used: Sequence[str], countries: set[str]) -> None:
    if unknown := [code for code in used if code not in countries]:
        raise DomainError(
            "partner.country",
            _("“%(code)s” is not a country. Use its two letters, for instance FR."),
            "country",
            {"code": unknown[0]},
        )
    try:
        # Foreign keys are checked above and by the database: a query a partner would make the service slow.
        partner.clean_fields(exclude=["number", "country", "payment_terms", "sort_key"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(
            "partner.invalid",
            _("%(name)s: %(message)s"),
            field,
            {"name": partner.name, "message": " ".join(messages)},
        ) from error
