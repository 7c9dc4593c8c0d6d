"""A story as an HTML mail: one table of 600 px, styles in place, readable by day and by night.

Mail programs know no style sheets of their own but for dark mode and small screens, so all that
matters stands in the elements. Everything that is put in is escaped where it is put in.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from entelech.domain.wording import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entelech.domain.wording import Item, Row, Story

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
_COLOURS = {
    Tone.BAD: "#8a1038",
    Tone.WARNING: "#8a4b00",
    Tone.GOOD: "#0b6b4a",
    Tone.PLAIN: "#1d4ed8",
}
"""Each at least 4.5 : 1 on white; the night has lighter ones, as it needs."""
_NIGHT = {
    Tone.BAD: "#ff8fab",
    Tone.WARNING: "#ffb454",
    Tone.GOOD: "#5fdcae",
    Tone.PLAIN: "#8fb4ff",
}
_INK, _QUIET, _LINE, _PAPER, _GROUND = "#14181f", "#4b5563", "#e2e5ea", "#ffffff", "#f4f6f8"
_BAR_COLOURS = {
    "healthy": "#1a9e6e",
    "degraded": "#c96a00",
    "down": "#8a1038",
    "unknown": "#9aa3ae",
}
_BAR_NIGHT = {
    "healthy": "#2fbf8a",
    "degraded": "#f0a04b",
    "down": "#ff6b93",
    "unknown": "#6b7480",
}
_BAR_HEIGHTS = {"healthy": 14, "degraded": 18, "down": 24, "unknown": 3}
"""So that colour is not all that tells a bad day."""


def mail_page(story: Story, *, bars: Sequence[str] = (), bars_text: str = "") -> str:
    """The whole document. ``bars`` are the statuses of the last days, the oldest first."""
    tone = story.tone
    parts = [
        _state(story),
        f'<h1 class="ink" style="margin:6px 0 4px;font-size:21px;line-height:28px;color:{_INK};">'
        f"{escape(story.headline)}</h1>",
        _sentence(story.sentence),
        _rows(story.rows),
        _items(story.items, story.more),
        _button(story),
        _bars(bars, bars_text),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(story.subject)}</title><style>{_style(tone)}</style></head>"
        f'<body class="ground" style="margin:0;padding:0;background:{_GROUND};{_FONT}">'
        f'<div style="display:none;max-height:0;overflow:hidden;">{escape(_preheader(story))}</div>'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        '<td align="center" class="around" style="padding:24px 12px;">'
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" '
        'class="whole" style="width:600px;max-width:100%;text-align:left;"><tr>'
        f'<td class="paper" style="background:{_PAPER};border:1px solid {_LINE};'
        f'border-top:6px solid {_COLOURS[tone]};border-radius:8px;padding:26px 30px 24px;">'
        f"{''.join(parts)}</td></tr><tr>"
        f'<td class="quiet" align="center" style="padding:16px 20px;font-size:12px;'
        f'line-height:18px;color:{_QUIET};">{_footer(story)}</td></tr></table></td></tr></table>'
        "</body></html>"
    )


def _style(tone: Tone) -> str:
    bars = "".join(
        f".bar-{name}{{background:{colour}!important}}" for name, colour in _BAR_NIGHT.items()
    )
    items = "".join(
        f".tone-{each.value}{{color:{colour}!important}}" for each, colour in _NIGHT.items()
    )
    return (
        "@media(max-width:640px){.around{padding:16px 8px!important}"
        ".paper{padding:20px 18px!important}.whole{width:100%!important}"
        ".label{width:104px!important}}"
        "@media(prefers-color-scheme:dark){"
        ".ground{background:#0b0f14!important}"
        f".paper{{background:#141b24!important;border-color:#2a3440!important;"
        f"border-top-color:{_NIGHT[tone]}!important}}"
        ".ink,.value{color:#eef2f6!important}.quiet,.label{color:#b3bdc9!important}"
        ".line{border-color:#2a3440!important}.link{color:#b3bdc9!important}"
        f"{items}{bars}}}"
    )


def _preheader(story: Story) -> str:
    """What a list of mails shows beside the subject, which stays the same."""
    return f"{story.state}: {story.headline}. {story.sentence}".strip()


def _state(story: Story) -> str:
    return (
        f'<div class="tone-{story.tone.value}" style="font-size:13px;line-height:18px;'
        f'font-weight:700;color:{_COLOURS[story.tone]};">'
        f"{story.mark} {escape(story.state)}</div>"
    )


def _sentence(text: str) -> str:
    if not text:
        return ""
    return (
        f'<p class="quiet" style="margin:0 0 18px;font-size:15px;line-height:22px;'
        f'color:{_QUIET};">{escape(text)}</p>'
    )


def _rows(rows: Sequence[Row]) -> str:
    return _table([_row(row) for row in rows])


def _row(row: Row) -> str:
    value = escape(row.value)
    if row.url:
        value = f'<a href="{escape(row.url)}" class="value" style="color:{_INK};">{value}</a>'
    return _cells(escape(row.label), value)


def _items(items: Sequence[Item], more: int) -> str:
    lines = [
        _cells(
            f'<span class="tone-{item.tone.value}" style="font-weight:700;'
            f'color:{_COLOURS[item.tone]};">{escape(item.state)}</span>',
            f"<strong>{escape(item.name)}</strong><br>{escape(item.text)}",
        )
        for item in items
    ]
    return _table([*lines, _cells("", f"and {more} more")] if more else lines)


def _table(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="margin:12px 0 22px;">{"".join(lines)}</table>'
    )


def _cells(label: str, value: str) -> str:
    shared = f"border-top:1px solid {_LINE};padding:8px 0;font-size:14px;line-height:19px;"
    return (
        f'<tr><td class="label line" valign="top" width="190" style="{shared}width:190px;'
        f'color:{_QUIET};padding-right:14px;">{label}</td>'
        f'<td class="value line" valign="top" style="{shared}color:{_INK};'
        f'overflow-wrap:anywhere;">{value}</td></tr>'
    )


def _button(story: Story) -> str:
    if not story.link:
        return ""
    return (
        f'<a href="{escape(story.link)}" style="display:inline-block;background:#1d4ed8;'
        "color:#ffffff;font-size:14px;line-height:18px;font-weight:700;text-decoration:none;"
        f'padding:9px 18px;border-radius:6px;">{escape(story.link_text)}</a>'
    )


def _bars(bars: Sequence[str], text: str) -> str:
    """Cells of a table: there is no picture that a mail program could hold back."""
    if not bars:
        return ""
    cells = "".join(
        f'<td valign="bottom" width="9" style="padding:0 1px 0 0;font-size:0;line-height:0;">'
        f'<div class="bar-{each}" style="width:9px;height:{_BAR_HEIGHTS[each]}px;'
        f'background:{_BAR_COLOURS[each]};"></div></td>'
        for each in bars
    )
    return (
        f'<div class="quiet" style="margin:16px 0 6px;font-size:12px;line-height:18px;'
        f'color:{_QUIET};">Last {len(bars)} days, oldest first</div>'
        '<table role="img" cellpadding="0" cellspacing="0" border="0" '
        f'aria-label="{escape(text)}"><tr>{cells}</tr></table>'
        f'<div class="quiet" style="margin:6px 0 0;font-size:13px;line-height:18px;'
        f'color:{_QUIET};">{escape(text)}</div>'
    )


def _footer(story: Story) -> str:
    if not story.settings_link:
        return escape(story.footer)
    return (
        f'{escape(story.footer)} <a class="link" href="{escape(story.settings_link)}" '
        f'style="color:{_QUIET};">Change what you receive</a>'
    )
