"""What the demo's articles look like: one drawing a kind of thing, in the colours of each article."""

import math
from collections.abc import Callable
from random import Random

from catalog.demo_canvas import Canvas, Colour, colour, darker, lighter, mix

INK = colour("#3d3a45")
WOOD = colour("#c79a6b")
STEEL = colour("#b8bec6")
LEAF = colour("#5f8f5b")
CLAY = colour("#c4744f")
PAPER = colour("#f4ecdd")
GLASS = colour("#cfe3e6")

Drawing = Callable[[Canvas, Colour, Random], None]


def draw_picture(motif: str, main: str, wall: str, seed: str) -> bytes:
    """A picture of `motif` in the colour `main` before a `wall`; the same arguments draw the same picture."""
    canvas = Canvas(colour(wall))
    MOTIFS[motif](canvas, colour(main), Random(seed))
    return canvas.finish()


def bowl(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 150)
    c.revolve(300, [(290, 150), (350, 138), (410, 88), (440, 60)], main, rim=darker(main, 0.25))
    c.stroke([(165, 330), (435, 330)], 3, lighter(main, 0.35))


def plate(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 440, 185, 26)
    c.ellipse(300, 400, 190, 62, darker(main, 0.12))
    c.ellipse(300, 392, 190, 60, main)
    c.ellipse(300, 394, 128, 38, lighter(main, 0.2))
    c.ellipse(300, 398, 118, 32, main)


def mug(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(310, 446, 110)
    c.arc(385, 350, 52, 58, -90, 90, 20, darker(main, 0.12))
    c.revolve(295, [(255, 92), (330, 92), (420, 86), (440, 76)], main, rim=darker(main, 0.3))
    c.slab(203, 372, 387, 382, lighter(main, 0.3), radius=2)


def pitcher(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 110)
    c.arc(385, 320, 62, 84, -80, 90, 18, darker(main, 0.15))
    c.revolve(300, [(190, 62), (250, 58), (330, 96), (400, 104), (440, 78)], main, rim=darker(main, 0.3))
    c.polygon([(240, 186), (214, 176), (246, 214)], main)


def carafe(c: Canvas, main: Colour, _chance: Random) -> None:
    glass = mix(GLASS, main, 0.25)
    c.shadow(300, 446, 110)
    c.revolve(300, [(150, 46), (220, 34), (290, 66), (380, 104), (440, 92)], glass, rim=darker(glass, 0.12))
    c.revolve(300, [(318, 82), (380, 98), (436, 86)], mix(glass, main, 0.35))
    c.stroke([(250, 300), (236, 380)], 7, lighter(glass, 0.7))


def teapot(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 150)
    c.arc(425, 350, 62, 56, -100, 90, 17, darker(main, 0.2))
    c.polygon([(195, 350), (120, 290), (104, 292), (150, 372), (200, 410)], main)
    c.revolve(300, [(285, 62), (310, 112), (360, 138), (410, 118), (440, 76)], main)
    c.ellipse(300, 286, 66, 14, darker(main, 0.2))
    c.revolve(300, [(262, 22), (270, 48), (284, 64)], lighter(main, 0.12))
    c.ellipse(300, 254, 14, 13, darker(main, 0.1))


def glass_teapot(c: Canvas, main: Colour, _chance: Random) -> None:
    glass = mix(GLASS, (255, 255, 255), 0.15)
    c.shadow(300, 446, 150)
    c.arc(425, 350, 62, 56, -100, 90, 13, darker(glass, 0.15))
    c.polygon([(195, 350), (120, 290), (104, 292), (150, 372), (200, 410)], glass)
    c.revolve(300, [(285, 62), (310, 112), (360, 138), (410, 118), (440, 76)], glass)
    c.revolve(300, [(348, 132), (370, 134), (410, 114), (436, 74)], mix(main, glass, 0.2))
    c.revolve(300, [(262, 22), (270, 48), (284, 64)], WOOD)
    c.stroke([(236, 320), (216, 370)], 8, (255, 255, 255))


def infuser(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 76)
    c.stroke([(300, 190), (300, 310)], 5, darker(main, 0.2))
    c.ellipse(300, 176, 18, 18, darker(main, 0.2))
    c.ellipse(300, 368, 76, 76, main)
    c.slab(222, 362, 378, 374, darker(main, 0.25), radius=3)
    for row in (-38, -14, 22, 44):
        for column in range(-2, 3):
            c.ellipse(300 + column * 22, 368 + row, 4, 4, darker(main, 0.45), light=0)


def board(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 450, 150, 20)
    c.slab(180, 170, 420, 446, darker(main, 0.18), radius=26)
    c.slab(180, 164, 420, 440, main, radius=26)
    for x in (222, 268, 318, 372):
        c.stroke([(x, 190), (x + 6, 300), (x - 4, 420)], 3, darker(main, 0.12))
    c.ellipse(300, 196, 17, 17, darker(main, 0.5), light=0)


def knife(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 420, 190, 12)
    c.polygon([(110, 380), (350, 338), (356, 392), (190, 406)], STEEL)
    c.stroke([(120, 384), (352, 346)], 3, lighter(STEEL, 0.6))
    c.polygon([(350, 336), (486, 322), (496, 352), (356, 394)], main)
    for x in (386, 424, 462):
        c.ellipse(x, 352 - (x - 386) * 0.16, 5, 5, lighter(STEEL, 0.4))


def textile(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 450, 165, 18)
    for step in range(3):
        top = 400 - step * 40
        c.slab(
            150 + step * 5, top, 450 - step * 5, top + 46, mix(main, (255, 255, 255), step * 0.07), radius=20
        )
        c.stroke([(160 + step * 5, top + 34), (440 - step * 5, top + 34)], 2, darker(main, 0.16))
    c.slab(214, 312, 232, 442, lighter(main, 0.5), radius=3)
    c.slab(246, 312, 254, 442, lighter(main, 0.5), radius=3)


def cushion(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 450, 160, 20)
    points = []
    for step in range(49):
        a = 2 * math.pi * step / 48
        # A square that is full in the middle and pulled in at the sides.
        r = 138 / max(abs(math.cos(a)), abs(math.sin(a))) ** 0.62
        points.append((300 + r * math.cos(a), 310 + r * math.sin(a) * 0.96))
    c.polygon(points, main, light=0.2)
    for offset in (-60, 0, 60):
        c.stroke(
            [(300 + offset - 8, 200), (300 + offset, 310), (300 + offset - 8, 420)], 4, lighter(main, 0.3)
        )


def apron(c: Canvas, main: Colour, _chance: Random) -> None:
    c.arc(300, 150, 60, 70, 180, 360, 9, darker(main, 0.3))
    c.polygon(
        [(240, 150), (360, 150), (384, 262), (432, 280), (424, 474), (176, 474), (168, 280), (216, 262)], main
    )
    c.slab(234, 320, 366, 410, darker(main, 0.1), radius=8)
    c.stroke([(300, 322), (300, 408)], 2, lighter(main, 0.3))


def candle(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 96)
    c.revolve(300, [(300, 82), (380, 84), (440, 78)], mix(GLASS, main, 0.55), rim=lighter(main, 0.55))
    c.stroke([(300, 300), (300, 272)], 4, INK)
    c.leaf(300, 276, 58, 90, colour("#f2b544"), width=0.5)
    c.leaf(300, 276, 32, 90, colour("#fbe7a8"), width=0.5)
    c.slab(240, 352, 360, 408, PAPER, radius=4)
    c.stroke([(262, 374), (338, 374)], 4, darker(main, 0.3))
    c.stroke([(276, 390), (324, 390)], 2, darker(main, 0.3))


def lamp(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 92)
    c.revolve(300, [(170, 74), (280, 112)], colour("#f6e3b4"), curve=False)
    c.stroke([(300, 290), (300, 420)], 14, main)
    c.revolve(300, [(412, 56), (438, 74)], main)
    c.arc(300, 168, 34, 40, 180, 360, 8, main)


def secateurs(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 130, 14)
    c.polygon([(296, 250), (250, 130), (268, 126), (330, 236)], STEEL)
    c.polygon([(300, 250), (366, 150), (388, 168), (340, 262)], darker(STEEL, 0.15))
    c.stroke([(316, 254), (262, 350), (252, 440)], 27, main)
    c.stroke([(302, 254), (366, 344), (384, 436)], 27, darker(main, 0.14))
    c.ellipse(310, 252, 16, 16, darker(STEEL, 0.35))


def trowel(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 448, 70, 12)
    c.stroke([(300, 120), (300, 240)], 28, main)
    c.stroke([(300, 236), (300, 300)], 11, darker(STEEL, 0.25))
    c.polygon([(244, 290), (356, 290), (352, 372), (300, 446), (248, 372)], STEEL)
    c.stroke([(300, 296), (300, 420)], 4, darker(STEEL, 0.2))


def rake(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 448, 120, 12)
    c.stroke([(300, 110), (300, 360)], 18, main)
    c.stroke([(196, 366), (404, 366)], 14, darker(STEEL, 0.3))
    for x in range(200, 405, 34):
        c.stroke([(x, 370), (x + 2, 438)], 9, darker(STEEL, 0.2))


def watering_can(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 130)
    c.arc(300, 270, 74, 84, 180, 360, 13, darker(main, 0.2))
    c.polygon([(214, 400), (122, 246), (142, 236), (226, 340)], main)
    c.ellipse(128, 236, 32, 17, darker(main, 0.18))
    c.revolve(300, [(272, 82), (350, 94), (440, 98)], main, rim=darker(main, 0.3))
    c.arc(392, 352, 46, 54, -90, 90, 12, darker(main, 0.2))


def pot(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 112)
    c.revolve(300, [(276, 112), (440, 74)], main, curve=False)
    c.revolve(300, [(246, 124), (290, 120)], lighter(main, 0.08), rim=colour("#5a4636"), curve=False)


def hanging_pot(c: Canvas, main: Colour, chance: Random) -> None:
    cord = colour("#d8c7a6")
    for x in (216, 384):
        c.stroke([(300, 40), (x, 292)], 6, cord)
    for number in range(9):
        c.leaf(300, 292, 60 + chance.random() * 46, 20 + number * 17, mix(LEAF, main, chance.random() * 0.2))
    c.revolve(300, [(290, 90), (350, 84), (392, 44)], main)
    c.stroke([(216, 292), (300, 410), (384, 292)], 6, cord)
    for x in (288, 300, 312):
        c.stroke([(300, 408), (x, 480)], 4, cord)


def seed_box(c: Canvas, main: Colour, chance: Random) -> None:
    c.shadow(300, 448, 180, 18)
    for x in range(170, 440, 44):
        c.stroke([(x, 350), (x + 2, 310)], 4, LEAF)
        for angle in (50, 130):
            c.leaf(x + 2, 314, 26 + chance.random() * 14, angle, LEAF)
    c.slab(126, 340, 474, 440, main, radius=5)
    c.stroke([(136, 374), (464, 374)], 3, darker(main, 0.18))
    c.stroke([(136, 408), (464, 408)], 3, darker(main, 0.18))


def gloves(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 450, 150, 14)
    for x, shade in ((244, main), (356, darker(main, 0.1))):
        c.slab(x - 50, 250, x + 50, 400, shade, radius=24)
        for finger in range(4):
            left = x - 50 + finger * 26
            c.slab(left, 160 + abs(finger - 1.5) * 12, left + 22, 290, shade, radius=11)
        c.stroke([(x + (52 if x > 300 else -52), 300), (x + (74 if x > 300 else -74), 262)], 24, shade)
        c.slab(x - 54, 386, x + 54, 446, lighter(shade, 0.3), radius=8)


def plant(c: Canvas, main: Colour, chance: Random) -> None:
    c.shadow(300, 446, 92)
    for number in range(15):
        angle = 28 + number * 124 / 14 + chance.uniform(-5, 5)
        length = 96 + chance.random() * 82
        green = mix(mix(LEAF, main, 0.35), (255, 255, 255), chance.random() * 0.18)
        c.leaf(300, 322, length, angle, green, width=0.26)
    for number in range(4):
        angle = math.radians(50 + number * 27 + chance.uniform(-6, 6))
        c.ellipse(300 + 128 * math.cos(angle), 322 - 140 * math.sin(angle), 12, 12, main)
    c.revolve(300, [(312, 86), (440, 60)], CLAY, curve=False)
    c.revolve(300, [(296, 94), (326, 92)], lighter(CLAY, 0.1), curve=False)


def tea(c: Canvas, main: Colour, chance: Random) -> None:
    c.shadow(300, 448, 118)
    c.slab(206, 196, 394, 446, main, radius=10, light=0.2)
    c.slab(200, 160, 400, 214, darker(main, 0.22), radius=10, light=0.2)
    c.slab(232, 262, 368, 386, PAPER, radius=6)
    for angle in (52, 90, 128):
        c.leaf(300, 352, 56 + chance.random() * 10, angle, mix(LEAF, main, 0.3), width=0.42)
    c.stroke([(258, 368), (342, 368)], 3, darker(main, 0.2))


def jar(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 446, 104)
    c.revolve(300, [(236, 72), (262, 92), (400, 94), (440, 82)], main)
    c.slab(222, 190, 378, 240, colour("#e9dcc3"), radius=8, light=0.16)
    c.slab(228, 300, 372, 392, PAPER, radius=5)
    c.stroke([(252, 332), (348, 332)], 5, darker(main, 0.25))
    c.stroke([(268, 356), (332, 356)], 3, darker(main, 0.25))
    c.stroke([(226, 270), (226, 290)], 6, lighter(main, 0.5))


def box(c: Canvas, main: Colour, chance: Random) -> None:
    c.shadow(300, 448, 160, 18)
    c.polygon([(150, 320), (190, 268), (462, 268), (440, 320)], lighter(main, 0.22))
    c.slab(150, 318, 440, 446, main, radius=4)
    c.polygon([(440, 320), (462, 268), (462, 398), (440, 446)], darker(main, 0.22))
    c.slab(196, 346, 394, 420, PAPER, radius=5)
    for number in range(5):
        c.ellipse(226 + number * 34, 384, 12, 12, mix(main, colour("#e7c46f"), chance.random()))


def book(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(306, 450, 128, 16)
    c.slab(206, 134, 416, 446, PAPER, radius=6)
    c.slab(190, 130, 402, 446, main, radius=8, light=0.12)
    c.slab(190, 130, 214, 446, darker(main, 0.18), radius=6)
    c.ellipse(306, 276, 54, 54, lighter(main, 0.55))
    c.leaf(306, 316, 76, 90, darker(main, 0.1), width=0.5)
    c.stroke([(248, 184), (364, 184)], 8, lighter(main, 0.7))
    c.stroke([(270, 392), (342, 392)], 4, lighter(main, 0.5))


def magazine(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(306, 452, 124, 12)
    c.polygon([(186, 150), (396, 132), (420, 434), (206, 452)], darker(PAPER, 0.1))
    c.polygon([(182, 142), (394, 128), (414, 430), (200, 446)], main)
    c.polygon([(198, 160), (380, 148), (384, 200), (202, 212)], lighter(main, 0.75))
    c.ellipse(300, 318, 66, 66, lighter(main, 0.4))
    c.leaf(280, 366, 92, 66, darker(main, 0.25), width=0.4)


def pencil(c: Canvas, main: Colour, _chance: Random) -> None:
    c.shadow(300, 430, 170, 10)
    c.polygon([(150, 392), (420, 340), (426, 372), (156, 424)], main)
    c.polygon([(420, 340), (478, 344), (426, 372)], colour("#ead2ac"))
    c.polygon([(462, 343), (478, 344), (464, 352)], INK)


MOTIFS: dict[str, Drawing] = {
    drawing.__name__: drawing
    for drawing in (
        apron, board, book, bowl, box, candle, carafe, cushion, glass_teapot, gloves, hanging_pot, infuser, jar, knife,
        lamp, magazine, mug, pencil, pitcher, plant, plate, pot, rake, secateurs, seed_box, tea, teapot, textile, trowel,
        watering_can,
    )
}  # fmt: skip
