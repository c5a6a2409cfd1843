"""Pictures of variants, and their small versions, made once when the picture comes in."""

import io
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from catalog.choices import ThumbnailSize
from catalog.models import Thumbnail, Variant
from catalog.types import ImageDraft
from erp.attachments import IMAGE_TYPES, MAX_PIXELS, attach_many
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock

QUALITY = 82


def set_images(drafts: Sequence[ImageDraft]) -> list[Variant]:
    """Show each picture with its variant, in the sizes of `ThumbnailSize` that are smaller than the picture itself.

    Raises `DomainError` "image.unreadable" for what is no picture or would not fit the memory, "variant.missing" for
    a variant that is not there, and those of `erp.attachments`; then no picture changes.
    """
    wanted = {draft.variant_id: draft for draft in drafts}
    if not wanted:
        return []
    small = {pk: shrink(draft.content) for pk, draft in wanted.items()}
    with transaction.atomic():
        variants = lock(Variant.objects.filter(pk__in=wanted))
        if len(variants) < len(wanted):
            raise DomainError(
                "variant.missing",
                _("A variant of these pictures is not here (any more). Reload the page."),
                "variant",
            )
        files = attach_many([(v, wanted[v.pk].name, wanted[v.pk].content) for v in variants])
        before = {variant.pk: variant.image_id for variant in variants}
        for variant, file in zip(variants, files, strict=True):
            variant.image = file
        Variant.objects.bulk_update(variants, ["image"], batch_size=2000)
        _replace_thumbnails(variants, small)
        log_changes(
            Change(
                variant, "set_image", before={"image": before[variant.pk]}, after={"image": variant.image_id}
            )
            for variant in variants
        )
    return variants


def shrink(content: bytes) -> dict[int, bytes]:
    """The picture as WebP in each size that is smaller than it, by size.

    Raises `DomainError` "image.unreadable". The number of pixels is looked at before any is decoded.
    """
    try:
        # Other libraries make Pillow lenient about files that were cut off, for the whole process; this one is not.
        with Image.open(io.BytesIO(content), formats=list(IMAGE_TYPES)) as image:
            image.verify()
        with Image.open(io.BytesIO(content), formats=list(IMAGE_TYPES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _unreadable()
            upright = ImageOps.exif_transpose(image).convert("RGBA" if _is_see_through(image) else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise _unreadable() from error
    made: dict[int, bytes] = {}
    # From large to small: each is made of the one before, which costs less than starting over from the original.
    for size in sorted(ThumbnailSize.values, reverse=True):
        if max(upright.size) > size:
            upright.thumbnail((size, size), Image.Resampling.LANCZOS)
            file = io.BytesIO()
            upright.save(file, "WEBP", quality=QUALITY, method=2)
            made[size] = file.getvalue()
    return made


def _replace_thumbnails(variants: Sequence[Variant], small: dict[int, dict[int, bytes]]) -> None:
    Thumbnail.objects.filter(variant__in=variants).delete()
    thumbnails = [
        Thumbnail(variant=variant, size=size) for variant in variants for size in sorted(small[variant.pk])
    ]
    Thumbnail.objects.bulk_create(thumbnails, batch_size=2000)
    files = attach_many(
        [(t, f"{t.variant.sku}-{t.size}.webp", small[t.variant_id][t.size]) for t in thumbnails]
    )
    for thumbnail, file in zip(thumbnails, files, strict=True):
        thumbnail.file = file
    Thumbnail.objects.bulk_update(thumbnails, ["file"], batch_size=2000)


def _is_see_through(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _unreadable() -> DomainError:
    return DomainError(
        "image.unreadable",
        _("This picture can't be read: save it anew as PNG, JPEG or WebP, with at most 50 million pixels."),
        "file",
    )
