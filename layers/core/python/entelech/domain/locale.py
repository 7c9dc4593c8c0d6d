"""Whose way of writing numbers, money and dates a client's papers follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entelech.domain.errors import InvalidError

if TYPE_CHECKING:
    from entelech.domain.fields import Fields

DEFAULT = "en_US"
LOCALES = (
    *("cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "el_GR", "en_AU", "en_CA", "en_GB", "en_IE"),
    *("en_IN", "en_NZ", "en_US", "es_ES", "es_MX", "fi_FI", "fr_CA", "fr_CH", "fr_FR", "hu_HU"),
    *("it_IT", "ja_JP", "nb_NO", "nl_BE", "nl_NL", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "ru_RU"),
    *("sv_SE", "tr_TR", "uk_UA", "zh_CN"),
)
"""Unicode CLDR names; the data of each are in the layer of reports."""


def parse_locale(fields: Fields, before: str) -> str:
    """The locale after what was named.

    Raises:
        InvalidError: it is none of ours.
    """
    if not fields.has("locale"):
        return before
    text = fields.text("locale", max_length=16).replace("-", "_")
    if text not in LOCALES:
        raise InvalidError(field="locale", expected=f"one of {', '.join(LOCALES)}")
    return text
