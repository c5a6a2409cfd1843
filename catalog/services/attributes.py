"""Which values variants have, and the attributes themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from catalog.models import Attribute, AttributeValue, Category, CategoryAttribute, Variant, VariantValue
from catalog.services.refusals import in_words
from catalog.types import AttributeDraft
from erp.errors import DomainError
from erp.services.lines import LineDraft
from erp.services.records import RecordChange, RecordDraft, create_records, update_records

# Values by the codes of attribute and value.
Known = Mapping[tuple[str, str], AttributeValue]


def create_attributes(drafts: Sequence[AttributeDraft]) -> list[Attribute]:
    """Make attributes with their values, in the order given. Raises as `erp.services.records.create_records`."""
    return create_attribute_records(
        [
            RecordDraft(
                Attribute,
                {"code": d.code, "name_en": d.name_en, "name_fr": d.name_fr, "position": position},
                {
                    "values": [
                        LineDraft(
                            {
                                "code": v.code,
                                "name_en": v.name_en,
                                "name_fr": v.name_fr,
                                "colour": v.colour,
                                "position": place,
                            }
                        )
                        for place, v in enumerate(d.values, start=1)
                    ]
                },
            )
            for position, d in enumerate(drafts, start=1)
        ]
    )


def create_attribute_records(drafts: Sequence[RecordDraft]) -> list[Attribute]:
    """From a form or a file: as `erp.services.records.create_records`."""
    with in_words():
        return create_records(drafts)


def update_attribute_records(changes: Sequence[RecordChange]) -> list[Attribute]:
    """From a form or a file. Raises "attribute.code_fixed" for a code that was changed, of it or of a value, and
    "attribute.value_in_use" for a value taken away that a variant has."""
    ids = [change.record.pk for change in changes]
    with in_words():
        codes = dict(Attribute.objects.filter(pk__in=ids).values_list("pk", "code"))
        kept = dict(AttributeValue.objects.filter(attribute__in=ids).values_list("pk", "code"))
        for change in changes:
            _check_code(change.values, codes.get(change.record.pk), "code")
            for position, line in enumerate(change.lines.get("values", ())):
                _check_code(line.values, kept.get(line.pk or 0), f"values.{position}.code")
        try:
            with transaction.atomic():
                return update_records(changes)
        except ProtectedError as error:
            raise DomainError(
                "attribute.value_in_use",
                _("A variant has a value that you took away: leave it in."),
                "values",
            ) from error


def _check_code(values: Mapping[str, Any], kept: str | None, field: str) -> None:
    if kept is not None and values.get("code", kept) != kept:
        raise DomainError(
            "attribute.code_fixed",
            _("“%(code)s” is part of SKUs and files and never changes: make a new one instead."),
            field,
            {"code": kept},
        )


def find_values(codes: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], AttributeValue]:
    """The values that `codes` name, by attribute's and value's code. One query."""
    pairs = {pair for one in codes for pair in one.items()}
    if not pairs:
        return {}
    rows = AttributeValue.objects.filter(
        attribute__code__in={name for name, _code in pairs}, code__in={code for _name, code in pairs}
    ).select_related("attribute")
    return {(row.attribute.code, row.code): row for row in rows}


def check_codes(codes: Mapping[str, str], known: Known, sku: str) -> None:
    """Raises `DomainError` "variant.attribute" for a code that names nothing."""
    for pair in codes.items():
        if pair not in known:
            raise DomainError(
                "variant.attribute",
                _(
                    "%(sku)s: there is no attribute “%(attribute)s” with a value “%(value)s”. Add it to the attributes first,"
                    " or check the codes."
                ),
                "attributes",
                {"sku": sku, "attribute": pair[0], "value": pair[1]},
            )


def write_values(wanted: Sequence[tuple[Variant, Mapping[str, str]]], known: Known) -> None:
    """Give variants exactly these values. Raises `DomainError` "variant.attributes_taken" when a sister has the same.

    A constant number of statements. Codes are checked (`check_codes`) already.
    """
    if not wanted:
        return
    with in_words():
        VariantValue.objects.filter(variant__in=[variant for variant, _codes in wanted]).delete()
        VariantValue.objects.bulk_create(
            [
                VariantValue(variant=variant, attribute_id=known[pair].attribute_id, value=known[pair])
                for variant, codes in wanted
                for pair in codes.items()
            ],
            batch_size=5000,
        )
    for variant, codes in wanted:
        variant.attributes = dict(codes)


def set_attributes(wanted: Sequence[tuple[Variant, Mapping[str, str]]]) -> None:
    """Give variants exactly these values, by codes. Raises "variant.attribute" and "variant.attributes_taken"."""
    known = find_values(codes for _variant, codes in wanted)
    for variant, codes in wanted:
        check_codes(codes, known, variant.sku)
    with transaction.atomic():
        write_values(wanted, known)


def use_attributes(wanted: Mapping[str, Sequence[str]]) -> None:
    """By codes: say what products of categories, and of those below them, usually differ in. What was said stays."""
    categories = {c.code: c for c in Category.objects.filter(code__in=wanted)}
    attributes = {
        a.code: a
        for a in Attribute.objects.filter(code__in={code for codes in wanted.values() for code in codes})
    }
    CategoryAttribute.objects.bulk_create(
        [
            CategoryAttribute(category=categories[category], attribute=attributes[code], position=position)
            for category, codes in wanted.items()
            for position, code in enumerate(codes, start=1)
        ],
        ignore_conflicts=True,
    )
