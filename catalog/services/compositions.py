"""Kits, packagings, related products and texts in other languages."""

from collections.abc import Sequence

from django.db import transaction

from catalog.models import KitComponent, Packaging, Relation, Translation, Variant
from catalog.services.refusals import checked, in_words
from catalog.types import KitDraft, PackagingDraft, RelationDraft, TranslationDraft
from erp.changelog import Change, log_changes
from erp.search import index_records


def set_components(drafts: Sequence[KitDraft]) -> None:
    """Say what kits are made of, instead of what was said before. Orders that are confirmed keep what they were
    confirmed with.

    Raises `DomainError` "kit.component" for a component that is no goods or a kit that is none, "record.invalid".
    """
    with in_words():
        KitComponent.objects.filter(kit__in=[draft.kit_id for draft in drafts]).delete()
        KitComponent.objects.bulk_create(
            [
                checked(
                    KitComponent(
                        kit_id=draft.kit_id,
                        component_id=part.variant_id,
                        quantity=part.quantity,
                        position=position,
                    )
                )
                for draft in drafts
                for position, part in enumerate(draft.parts, start=1)
            ],
            batch_size=5000,
        )
        kits = Variant.objects.in_bulk([draft.kit_id for draft in drafts])
        log_changes(
            Change(
                kits[draft.kit_id],
                "update",
                after={"components": [[part.variant_id, part.quantity] for part in draft.parts]},
            )
            for draft in drafts
            if draft.kit_id in kits
        )


def add_packagings(drafts: Sequence[PackagingDraft]) -> list[Packaging]:
    """Make packagings. Raises `DomainError` "variant.barcode_taken", "packaging.taken", "record.invalid"."""
    with in_words():
        made = Packaging.objects.bulk_create(
            [
                checked(
                    Packaging(
                        variant_id=draft.variant_id,
                        kind=draft.kind,
                        quantity=draft.quantity,
                        barcode=draft.barcode,
                        weight_kg=draft.weight_kg,
                        is_bought=draft.is_bought,
                    )
                )
                for draft in drafts
            ],
            batch_size=5000,
        )
        # Their barcodes find the variant.
        index_records(Variant.objects.filter(pk__in={draft.variant_id for draft in drafts}))
    return made


def relate_products(drafts: Sequence[RelationDraft]) -> list[Relation]:
    """Name products to offer instead of others or beside them; what is named already stays."""
    with in_words():
        return Relation.objects.bulk_create(
            [
                checked(
                    Relation(
                        product_id=draft.product_id,
                        kind=draft.kind,
                        other_id=draft.other_id,
                        position=position,
                    )
                )
                for position, draft in enumerate(drafts, start=1)
            ],
            ignore_conflicts=True,
        )


def translate_products(drafts: Sequence[TranslationDraft]) -> None:
    """Write texts in other languages, over those that are there."""
    with transaction.atomic():
        Translation.objects.bulk_create(
            [
                checked(
                    Translation(
                        product_id=draft.product_id,
                        language=draft.language,
                        name=draft.name,
                        description=draft.description,
                    )
                )
                for draft in drafts
            ],
            update_conflicts=True,
            unique_fields=["product", "language"],
            update_fields=["name", "description"],
        )
