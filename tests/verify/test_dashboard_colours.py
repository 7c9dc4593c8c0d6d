"""The colours of the page, computed from its tokens: readable, and told apart by everybody.

Sources: WCAG 2.2 for contrast; Machado, Oliveira and Fernandes (2009) for colour vision; Sharma, Wu
and Dalal (2005) for the CIEDE2000 difference.
"""

import re
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from tests.verify.canned_api import DASHBOARD

STATUSES = ("healthy", "degraded", "down", "unknown", "maintenance")
TEXTS = ("ink", "dim", "faint", "accent")
EXAMPLES_OF_SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

VISIONS: dict[str, Matrix] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ: Matrix = (  # linear sRGB, relative to the white of D65
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)


def tokens(theme: str) -> dict[str, Vector]:
    """The colours of a theme as linear RGB."""
    css = (DASHBOARD / "src" / "styles.css").read_text(encoding="utf-8")
    start = {"light": ":root {", "dark": ':root[data-theme="dark"] {'}[theme]
    block = css.partition(start)[2].partition("}")[0]
    return {name: linear(value) for name, value in re.findall(r"--([\w-]+): #(\w{6});", block)}


def linear(value: str) -> Vector:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _light(red), _light(green), _light(blue)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: Vector, other: Vector) -> float:
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def seen_as(vision: str, colour: Vector) -> Vector:
    red, green, blue = _times(VISIONS[vision], colour)
    return min(1.0, max(0.0, red)), min(1.0, max(0.0, green)), min(1.0, max(0.0, blue))


def lab(colour: Vector) -> Vector:
    x, y, z = (_root(part) for part in _times(TO_XYZ, colour))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29


def _times(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def difference(one: Vector, other: Vector) -> float:
    """CIEDE2000 between two colours in L*a*b*."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma7 = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(chroma7 / (chroma7 + 25**7))
    c1, c2 = hypot(stretch * a1, b1), hypot(stretch * a2, b2)
    h1, h2 = _hue(stretch * a1, b1), _hue(stretch * a2, b2)
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue_step = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    sl = 1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2)
    sc = 1 + 0.045 * chroma
    sh = 1 + 0.015 * chroma * _hue_weight(hue)
    light, colourful, hueful = (l2 - l1) / sl, (c2 - c1) / sc, hue_step / sh
    return sqrt(light**2 + colourful**2 + hueful**2 + _rotation(chroma, hue) * colourful * hueful)


def _hue(a: float, b: float) -> float:
    return degrees(atan2(b, a)) % 360


def _hue_weight(hue: float) -> float:
    return (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )


def _rotation(chroma: float, hue: float) -> float:
    angle = 30 * exp(-(((hue - 275) / 25) ** 2))
    return -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(2 * angle))


@pytest.mark.parametrize(("one", "other", "expected"), EXAMPLES_OF_SHARMA)
def test_the_difference_is_the_published_one(one: Vector, other: Vector, expected: float) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_status_colours_are_told_apart_with_every_colour_vision(vision: str, theme: str) -> None:
    colours = tokens(theme)

    near = {
        (one, other): difference(
            lab(seen_as(vision, colours[one])), lab(seen_as(vision, colours[other]))
        )
        for one, other in combinations(STATUSES, 2)
    }

    assert {pair: step for pair, step in near.items() if step < 15} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_shape_stands_out_from_its_card(status: str, theme: str) -> None:
    """Source: WCAG 2.2, success criterion 1.4.11: 3 to 1."""
    colours = tokens(theme)

    assert contrast(colours[status], colours["card"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("status", STATUSES)
def test_the_words_of_a_status_are_readable(status: str, theme: str) -> None:
    """Source: WCAG 2.2, success criterion 1.4.3: 4.5 to 1; ours have more."""
    colours = tokens(theme)
    ink = colours[f"{status}-ink"]

    assert contrast(ink, colours[f"{status}-wash"]) >= 6
    assert contrast(ink, colours["card"]) >= 6


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", ["card", "page"])
def test_text_is_readable_where_it_stands(text: str, ground: str, theme: str) -> None:
    colours = tokens(theme)

    assert contrast(colours[text], colours[ground]) >= 4.5
