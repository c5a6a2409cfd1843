"""The pictures of a printed catalogue, as JPEG: a PDF takes those in as they are."""

import io
from collections.abc import Iterable

from PIL import Image

from catalog.printing.barcodes import barcode_svg
from erp.models import Attachment

QUALITY = 84
WHITE = (255, 255, 255)


def jpegs(keys: Iterable[int]) -> tuple[dict[int, str], dict[str, bytes]]:
    """By key of an attachment: the digest of its content; and by digest, the picture. The same picture is drawn once.

    What is no picture (any more) is left out.
    """
    digests: dict[int, str] = {}
    found: dict[str, bytes] = {}
    for attachment in Attachment.objects.filter(pk__in=set(keys)):
        if attachment.digest not in found:
            try:
                with attachment.content.open("rb") as file:
                    found[attachment.digest] = to_jpeg(file.read())
            except (OSError, ValueError):
                continue
        digests[attachment.pk] = attachment.digest
    return digests, found


def to_jpeg(content: bytes) -> bytes:
    """The picture on white. Raises `OSError` for what can't be read."""
    if content.startswith(b"\xff\xd8\xff"):
        return content
    with Image.open(io.BytesIO(content), formats=["PNG", "WEBP", "GIF"]) as image:
        flat = image.convert("RGBA")
        ground = Image.new("RGB", flat.size, WHITE)
        ground.paste(flat, mask=flat.getchannel("A"))
    written = io.BytesIO()
    ground.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def drawn_barcode(code: str) -> bytes:
    return barcode_svg(code).encode()
