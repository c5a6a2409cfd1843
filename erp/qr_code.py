"""QR codes as drawings for a page."""

import io

import qrcode
import qrcode.image.svg
from django.utils.safestring import SafeString, mark_safe


def qr_code(text: str) -> SafeString:
    """`text` as an SVG element that a phone's camera reads."""
    drawing = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    written = io.BytesIO()
    drawing.save(written)
    svg = written.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  drawn by ourselves
