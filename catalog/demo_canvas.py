"""The canvas the demo draws its photos on: a wall, a table, a soft shadow, and flat shapes with a little light.

Coordinates run from the upper left corner over 600 × 600; the picture shows a little less than that.
"""

import io
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw, ImageFilter

SIZE = 600
# Drawn larger and made smaller at the end: that smooths the edges.
SCALE = 1.5
LARGE = int(SIZE * SCALE)
TABLE = 430
# What the camera takes of it.
NEAR = (45, 60, 555, 570)

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(name: str) -> Colour:
    """A colour like #d9a441."""
    return ImageColor.getrgb(name)[:3]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`share` of the second in the first."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def lighter(of: Colour, share: float = 0.2) -> Colour:
    return mix(of, (255, 255, 255), share)


def darker(of: Colour, share: float = 0.2) -> Colour:
    return mix(of, (24, 22, 30), share)


def smooth(profile: Sequence[Point], steps: int = 8) -> list[Point]:
    """A curve through (height, half width) points."""
    curve: list[Point] = []
    for (y0, w0), (y1, w1) in pairwise(profile):
        for step in range(steps):
            t = step / steps
            ease = (1 - math.cos(math.pi * t)) / 2
            curve.append((y0 + (y1 - y0) * t, w0 + (w1 - w0) * ease))
    curve.append(profile[-1])
    return curve


@lru_cache(maxsize=16)
def _room(wall: Colour) -> Image.Image:
    """A wall with a lamp somewhere above, and a table."""
    image = Image.new("RGB", (LARGE, LARGE), wall)
    ImageDraw.Draw(image).rectangle((0, TABLE * SCALE, LARGE, LARGE), fill=lighter(wall, 0.35))
    small = Image.new("L", (75, 75))
    ImageDraw.Draw(small).ellipse((14, 2, 61, 49), fill=70)
    mask = small.filter(ImageFilter.GaussianBlur(11)).resize((LARGE, LARGE), Image.Resampling.BILINEAR)
    image.paste(lighter(wall, 0.75), (0, 0), mask)
    return image


class Canvas:
    """A picture in the making."""

    def __init__(self, wall: Colour) -> None:
        self.image = _room(wall).copy()

    def shadow(self, x: float, y: float, half_width: float, half_height: float = 16) -> None:
        """A soft shadow on the table below a thing that stands at (x, y)."""
        # A blur costs by the pixel and hides them: it is made small, and only where it falls.
        wide, high = int(half_width + 40) // 4, int(half_height + 40) // 4
        small = Image.new("L", (2 * wide, 2 * high))
        w, h = half_width / 4, half_height / 4
        ImageDraw.Draw(small).ellipse((wide - w, high - h, wide + w, high + h), fill=95)
        size = round(8 * wide * SCALE), round(8 * high * SCALE)
        mask = small.filter(ImageFilter.GaussianBlur(4)).resize(size, Image.Resampling.BILINEAR)
        place = round((x - 4 * wide) * SCALE), round((y - 4 * high) * SCALE)
        self.image.paste((40, 34, 44), place, mask)

    def revolve(
        self,
        x: float,
        profile: Sequence[Point],
        fill: Colour,
        *,
        rim: Colour | None = None,
        curve: bool = True,
    ) -> None:
        """A thing that a potter or a turner makes: half widths by height, from top to bottom; `rim` opens it."""
        line = smooth(profile) if curve else list(profile)
        outline = [(x + w, y) for y, w in line] + [(x - w, y) for y, w in reversed(line)]
        self.polygon(outline, fill)
        bottom, half = line[-1]
        self.ellipse(x, bottom, half, half * 0.14, fill)
        if rim is not None:
            top, half = line[0]
            self.ellipse(x, top, half, half * 0.16, lighter(fill, 0.25))
            self.ellipse(x, top, half * 0.92, half * 0.12, rim)

    def polygon(self, points: Sequence[Point], fill: Colour, *, light: float = 0.14) -> None:
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        self._part(
            (min(xs), min(ys), max(xs), max(ys)),
            lambda draw, place: draw.polygon([place(point) for point in points], fill=255),
            fill,
            light,
        )

    def ellipse(
        self, x: float, y: float, half_width: float, half_height: float, fill: Colour, *, light: float = 0.14
    ) -> None:
        box = (x - half_width, y - half_height, x + half_width, y + half_height)
        self._part(
            box, lambda draw, place: draw.ellipse([*place(box[:2]), *place(box[2:])], fill=255), fill, light
        )

    def slab(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: Colour,
        *,
        radius: float = 6,
        light: float = 0.1,
    ) -> None:
        """A rectangle with rounded corners."""
        self._part(
            (left, top, right, bottom),
            lambda draw, place: draw.rounded_rectangle(
                [*place((left, top)), *place((right, bottom))], radius * SCALE, fill=255
            ),
            fill,
            light,
        )

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A bent line with round ends: handles, stems, cords."""
        draw = ImageDraw.Draw(self.image)
        draw.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=fill, width=round(width * SCALE), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            r = width / 2
            draw.ellipse([value * SCALE for value in (x - r, y - r, x + r, y + r)], fill=fill)

    def arc(
        self,
        x: float,
        y: float,
        half_width: float,
        half_height: float,
        start: float,
        end: float,
        width: float,
        fill: Colour,
    ) -> None:
        """A part of an ellipse's line, in degrees from the right, clockwise."""
        steps = 28
        angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.stroke(
            [(x + half_width * math.cos(a), y + half_height * math.sin(a)) for a in angles], width, fill
        )

    def leaf(
        self, x: float, y: float, length: float, angle: float, fill: Colour, *, width: float = 0.34
    ) -> None:
        """A leaf that starts at (x, y) and points to `angle` (0 is right, 90 is up)."""
        a = math.radians(-angle)
        points = []
        for side in (1, -1):
            steps = range(13) if side == 1 else range(12, -1, -1)
            for step in steps:
                t = step / 12
                along, across = t * length, side * math.sin(math.pi * t) * length * width / 2
                points.append(
                    (
                        x + along * math.cos(a) - across * math.sin(a),
                        y + along * math.sin(a) + across * math.cos(a),
                    )
                )
        self.polygon(points, fill)

    def finish(self) -> bytes:
        """The picture as a WebP file."""
        file = io.BytesIO()
        left, top, right, bottom = (round(value * SCALE) for value in NEAR)
        near = self.image.crop((left, top, right, bottom))
        near.resize((SIZE, SIZE), Image.Resampling.BILINEAR).save(file, "WEBP", quality=80, method=1)
        return file.getvalue()

    def _part(
        self,
        box: Sequence[float],
        draw: Callable[[ImageDraw.ImageDraw, Callable[[Sequence[float]], tuple[float, float]]], None],
        fill: Colour,
        light: float,
    ) -> None:
        """Paste a shape, lit from the left, shaded to the right. Only its own box is worked on."""
        left, top = math.floor(box[0] * SCALE), math.floor(box[1] * SCALE)
        width = max(1, math.ceil(box[2] * SCALE) - left + 1)
        height = max(1, math.ceil(box[3] * SCALE) - top + 1)
        mask = Image.new("L", (width, height))
        draw(ImageDraw.Draw(mask), lambda point: (point[0] * SCALE - left, point[1] * SCALE - top))
        bright, dark = lighter(fill, light * 1.3), darker(fill, light)
        row = Image.new("RGB", (3, 1))
        row.putdata([bright, fill, dark])
        self.image.paste(row.resize((width, height), Image.Resampling.BILINEAR), (left, top), mask)
