"""The gallery of a product: pictures added, put in order, taken away."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.choices import ThumbnailSize
from catalog.models import Picture, Product
from catalog.services.images import shrink
from catalog.types import PictureDraft
from erp.attachments import attach_many
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock

MOST = 30


def add_pictures(drafts: Sequence[PictureDraft]) -> list[Picture]:
    """Hang pictures behind those of their products, with their smaller versions, in a constant number of statements.

    Raises `DomainError` "image.unreadable", "picture.too_many" (more than 30 for a product), "product.missing".
    """
    if not drafts:
        return []
    shrunk = [shrink(draft.content) for draft in drafts]
    with transaction.atomic():
        products = {p.pk: p for p in lock(Product.objects.filter(pk__in={d.product_id for d in drafts}))}
        if missing := {draft.product_id for draft in drafts} - products.keys():
            raise DomainError(
                "product.missing",
                _("The product %(ids)s is not here (any more). Reload the page."),
                "product",
                {"ids": ", ".join(map(str, missing))},
            )
        hung: dict[int, list[int]] = {pk: [] for pk in products}
        for product_id, position in Picture.objects.filter(product__in=products).values_list(
            "product_id", "position"
        ):
            hung[product_id].append(position)
        pictures = []
        for draft in drafts:
            positions = hung[draft.product_id]
            if len(positions) >= MOST:
                raise DomainError(
                    "picture.too_many",
                    _("A product shows at most %(most)d pictures: take some away first."),
                    "file",
                    {"most": MOST},
                )
            positions.append(max(positions, default=0) + 1)
            pictures.append(
                Picture(
                    product=products[draft.product_id],
                    variant_id=draft.variant_id,
                    position=positions[-1],
                    text=draft.text[:160],
                )
            )
        Picture.objects.bulk_create(pictures)
        files = attach_many(
            [(picture, draft.name, draft.content) for picture, draft in zip(pictures, drafts, strict=True)]
        )
        smaller = [
            (picture, field, made[size])
            for picture, made in zip(pictures, shrunk, strict=True)
            for field, size in (("medium", ThumbnailSize.LARGE), ("small", ThumbnailSize.MEDIUM))
            if size in made
        ]
        versions = attach_many(
            [(picture, f"{picture.pk}-{field}.webp", content) for picture, field, content in smaller]
        )
        for picture, file in zip(pictures, files, strict=True):
            picture.file = file
        for (picture, field, _content), file in zip(smaller, versions, strict=True):
            setattr(picture, field, file)
        Picture.objects.bulk_update(pictures, ["file", "medium", "small"])
        log_changes(
            Change(picture.product, "add_picture", after={"picture": draft.name})
            for picture, draft in zip(pictures, drafts, strict=True)
        )
    return pictures


def show_first(picture: Picture) -> None:
    """Put a picture before the others of its product."""
    with transaction.atomic():
        others = lock(Picture.objects.filter(product=picture.product_id))
        others.sort(key=lambda one: (one.pk != picture.pk, one.position, one.pk))
        for position, one in enumerate(others, start=1):
            one.position = position
        Picture.objects.bulk_update(others, ["position"])
        log_changes([Change(picture.product, "update", after={"first picture": str(picture)})])


def remove_picture(picture: Picture) -> None:
    """Take a picture out of the gallery."""
    with transaction.atomic():
        log_changes([Change(picture.product, "remove_picture", before={"picture": str(picture)})])
        Picture.objects.filter(pk=picture.pk).delete()
