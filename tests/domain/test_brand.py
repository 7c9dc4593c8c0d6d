from __future__ import annotations

import base64
from typing import Any

import pytest

from entelech.domain.brand import Brand, contrast_to_white, parse_brand
from entelech.domain.errors import InvalidError, TooLargeError

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 10


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_brand_is_what_was_said_and_the_rest_as_usual() -> None:
    brand = parse_brand({"name": "An Agency", "accent": "#7A1FA2", "logo": encoded(PNG)})

    assert brand == Brand(name="An Agency", accent="#7a1fa2", footer=None, logo=PNG)
    assert brand.logo_format == "png"
    assert parse_brand({"name": "An Agency"}).accent == "#1d4ed8"


def test_a_logo_is_kept_until_another_or_none_is_named() -> None:
    assert parse_brand({"name": "A"}, kept=PNG).logo == PNG
    assert parse_brand({"name": "A", "logo": encoded(PNG + b"1")}, kept=PNG).logo == PNG + b"1"
    assert parse_brand({"name": "A", "logo": None}, kept=PNG).logo is None
    assert parse_brand({"name": "A"}).logo is None


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    """Source: WCAG 2.2; #767676 is the lightest grey that text may have on white."""
    assert contrast_to_white(colour) == pytest.approx(contrast, abs=0.005)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "A", "accent": "#777777"}, "accent"),  # 4.48
        ({"name": "A", "accent": "red"}, "accent"),
        ({"name": "A", "logo": "%%%"}, "logo"),
        ({"name": "A", "logo": encoded(b"<svg onload=alert(1)>")}, "logo"),
        ({"name": "A", "colour": "#000000"}, "colour"),
    ],
)
def test_a_brand_that_nobody_could_read_is_refused(body: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_brand(body)

    assert caught.value.field == field


def test_a_logo_of_more_than_a_hundred_kilobytes_is_refused() -> None:
    with pytest.raises(TooLargeError):
        parse_brand({"name": "A", "logo": encoded(PNG + b"0" * 100_000)})
