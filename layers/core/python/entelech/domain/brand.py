"""Whose name a report carries: the deployment's, or a client's own."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from entelech.domain.errors import InvalidError, TooLargeError
from entelech.domain.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LOGO_BYTES = 100_000
MIN_CONTRAST = 4.5
"""Of the accent against white, since text is set in it. Source: WCAG 2.2, 1.4.3."""
_COLOUR = re.compile("#[0-9a-f]{6}")
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"

BRAND_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "accent": {
            "type": "string",
            "pattern": "^#[0-9a-fA-F]{6}$",
            "description": "A colour with a contrast of at least 4.5 to white, #1d4ed8 unless said "
            "otherwise.",
        },
        "footer": {"type": "string", "minLength": 1, "maxLength": 120},
        "logo": {
            "type": ["string", "null"],
            "maxLength": 140_000,
            "description": "A PNG or JPEG of at most 100 kB in base64; kept where it is not named, "
            "and gone where it is null.",
        },
    },
}


class Brand(Struct, frozen=True, kw_only=True):
    """``accent`` is a colour like "#1d4ed8"; ``logo`` a PNG or JPEG."""

    name: str = "Entelech Monitor"
    accent: str = "#1d4ed8"
    footer: str | None = None
    logo: bytes | None = None

    @property
    def logo_format(self) -> str:
        """Png or jpg."""
        return "png" if self.logo and self.logo.startswith(_PNG) else "jpg"


class BrandShown(Struct, frozen=True, kw_only=True):
    """A brand as it may be seen. ``is_default`` true: nothing was said, so the one above holds."""

    name: str
    accent: str
    footer: str | None
    has_logo: bool
    is_default: bool


def parse_brand(body: object, *, kept: bytes | None = None) -> Brand:
    """A brand as a user gives it; ``kept`` is its logo so far, which stays unless another is named.

    Raises:
        InvalidError: names the field that is wrong; an accent that is too light is.
        TooLargeError: the logo is larger than 100 kB.
    """
    fields = Fields(body)
    fields.refuse_unknown(BRAND_SCHEMA["properties"])
    usual = Brand()
    return Brand(
        name=fields.text("name", max_length=60),
        accent=_accent(fields) if fields.has("accent") else usual.accent,
        footer=fields.text("footer", max_length=120) if fields.has("footer") else None,
        logo=_logo(fields) if fields.has("logo") else None if fields.names("logo") else kept,
    )


def brand_shown(brand: Brand, *, is_default: bool) -> BrandShown:
    """The brand without its picture."""
    return BrandShown(
        name=brand.name,
        accent=brand.accent,
        footer=brand.footer,
        has_logo=brand.logo is not None,
        is_default=is_default,
    )


def contrast_to_white(colour: str) -> float:
    """1 to 21. Source: WCAG 2.2, contrast ratio and relative luminance."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def _accent(fields: Fields) -> str:
    colour = fields.text("accent", max_length=7).lower()
    if not _COLOUR.fullmatch(colour) or contrast_to_white(colour) < MIN_CONTRAST:
        raise InvalidError(
            field="accent",
            expected=f"a colour like #1d4ed8, with a contrast of {MIN_CONTRAST} to white",
        )
    return colour


def _logo(fields: Fields) -> bytes:
    expected = "a PNG or JPEG in base64"
    try:
        logo = base64.b64decode(fields.text("logo", max_length=200_000), validate=True)
    except binascii.Error:
        raise InvalidError(field="logo", expected=expected) from None
    if len(logo) > MAX_LOGO_BYTES:
        raise TooLargeError(f"The logo is larger than {MAX_LOGO_BYTES} bytes.", field="logo")
    if not logo.startswith((_PNG, _JPEG)):
        raise InvalidError(field="logo", expected=expected)
    return logo
