"""Pictures: taken, made small, and refused when they would hurt."""

import io
import struct
import zlib

import pytest
from PIL import Image

from catalog.models import Thumbnail
from catalog.selectors import image_files
from catalog.services import set_images, share_products
from catalog.types import ImageDraft
from erp.errors import DomainError
from erp.models import Attachment, Company
from erp.scope import open_scope
from tests.catalog.factories import make_variants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def picture(width: int, height: int, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, "PNG")
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 100,000 × 100,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def test_pictures_are_made_small_once(scope: Company) -> None:
    large, small, bare = make_variants(3)
    set_images(
        [
            ImageDraft(large.pk, "large.png", picture(600, 400)),
            ImageDraft(small.pk, "s.png", picture(90, 60, "P")),
        ]
    )
    sizes = list(Thumbnail.objects.order_by("variant_id", "size").values_list("variant_id", "size"))
    assert sizes == [(large.pk, 80), (large.pk, 320), (small.pk, 80)]
    for thumbnail in Thumbnail.objects.select_related("file"):
        with Image.open(thumbnail.file.content) as image:
            assert (image.format, max(image.size)) == ("WEBP", thumbnail.size)
    large.refresh_from_db()
    shown = image_files([large.pk, small.pk, bare.pk], 320)
    assert shown[large.pk] == Thumbnail.objects.get(variant=large, size=320).file_id
    assert image_files([large.pk], 800) == {large.pk: large.image_id}
    assert set(shown) == {large.pk, small.pk}

    set_images([ImageDraft(large.pk, "new.png", picture(100, 100))])
    assert list(large.thumbnails.values_list("size", flat=True)) == [80]


@pytest.mark.parametrize(
    "content", [b"no picture", picture(50, 50)[:60], bomb()], ids=["text", "cut", "bomb"]
)
def test_what_is_no_picture_is_refused(scope: Company, content: bytes) -> None:
    (variant,) = make_variants(1)
    with pytest.raises(DomainError) as refusal:
        set_images([ImageDraft(variant.pk, "picture.png", content)])
    assert refusal.value.code in {"image.unreadable", "attachment.too_large"}
    variant.refresh_from_db()
    assert variant.image_id is None
    assert not Attachment.objects.exists()


def test_pictures_are_seen_with_their_product(company: Company, other_company: Company) -> None:
    def files_seen_by(one: Company) -> int:
        with open_scope(companies=[one]):
            return Attachment.objects.count()

    with open_scope(companies=[company, other_company], active=company):
        (variant,) = make_variants(1, visible_to=[company.pk])
        set_images([ImageDraft(variant.pk, "picture.png", picture(400, 400))])
        product = variant.product
    assert (files_seen_by(company), files_seen_by(other_company)) == (3, 0)
    with open_scope(companies=[company, other_company], active=company):
        share_products([product], [other_company.pk])
    assert (files_seen_by(company), files_seen_by(other_company)) == (0, 3)
    with open_scope(companies=[company, other_company], active=company):
        share_products([product], None)
    assert (files_seen_by(company), files_seen_by(other_company)) == (3, 3)
