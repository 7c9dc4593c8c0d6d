"""The report as one page that needs nothing else: no script, no request, and it prints well."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from entelech.adapters.reports.blocks import (
    Advice,
    Bars,
    Bullets,
    Callout,
    Cards,
    Heading,
    Paragraph,
    Picture,
    Table,
)
from entelech.adapters.reports.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from entelech.adapters.reports.blocks import Block
    from entelech.domain.brand import Brand
    from entelech.domain.reports.model import Report

_STYLE = Path(__file__).parent / "report.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html_of(report: Report, brand: Brand) -> bytes:
    """The whole page."""
    view = view_of(report, brand)
    title = escape(f"{view.title}, {view.kicker}, {view.subtitle}")
    style = _STYLE.read_text(encoding="utf-8").replace("ACCENT", brand.accent)
    page = (
        f'<!doctype html><html lang="{view.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body><main>"
        f"<header>{_logo(brand)}<p class=kicker>{escape(view.kicker)}</p>"
        f"<h1><bdi>{escape(view.title)}</bdi></h1>"
        f"<p class=subtitle>{escape(view.subtitle)}</p></header>"
        f"{''.join(_block(each) for each in view.blocks)}</main>"
        f"<footer>{escape(view.footer)}</footer></body></html>\n"
    )
    return page.encode()


def _logo(brand: Brand) -> str:
    if brand.logo is None:
        return ""
    kind = "png" if brand.logo_format == "png" else "jpeg"
    data = base64.b64encode(brand.logo).decode()
    return f'<img class=logo alt="{escape(brand.name)}" src="data:image/{kind};base64,{data}">'


def _block(block: Block) -> str:  # noqa: C901, PLR0911 - one line a kind
    match block:
        case Heading():
            level = block.level + 1
            part = " class=part" if block.is_part else ""
            return f"<h{level}{part}>{_text(block.text)}</h{level}>"
        case Callout():
            strong = f"<strong>{_text(block.strong)}</strong>"
            return f'<p class="callout {block.tone}">{strong} {_text(block.text)}</p>'
        case Cards():
            return _cards(block)
        case Bars():
            return _bars(block)
        case Bullets():
            return f"<ul>{''.join(f'<li>{_text(each)}</li>' for each in block.items)}</ul>"
        case Table():
            return _table(block.headers, block.numbers, ([_text(c) for c in r] for r in block.rows))
        case Picture():
            return f"<figure>{block.svg}</figure>"
        case Paragraph():
            return f"<p{' class=small' if block.is_small else ''}>{_text(block.text)}</p>"
        case Advice():
            return _advice(block)


def _text(text: str) -> str:
    """A client's text may run from right to left; it turns nothing around it."""
    return f"<bdi>{escape(text)}</bdi>"


def _cards(block: Cards) -> str:
    cards = (
        f"<div><dt>{_text(each.label)}</dt><dd>{_text(each.value)}</dd>"
        f"<dd class=small>{_text(each.note)}</dd></div>"
        for each in block.cards
    )
    return f"<dl class=cards>{''.join(cards)}</dl>"


def _bars(block: Bars) -> str:
    rows = ([_text(each.name), each.picture.svg, _text(each.value)] for each in block.rows)
    table = _table(block.headers, [False, False, True], rows, kind="bars")
    return f"{table}<p class=small>{_text(block.legend)}</p>"


def _table(
    headers: Sequence[str], numbers: Sequence[bool], rows: Iterable[Sequence[str]], kind: str = ""
) -> str:
    """Cells are HTML already; the first of a row is its header."""
    marks = [" class=number" if each else "" for each in numbers]
    head = "".join(
        f"<th scope=col{mark}>{_text(name)}</th>" for name, mark in zip(headers, marks, strict=True)
    )
    body = "".join(
        f"<tr><th scope=row>{row[0]}</th>"
        + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row[1:], marks[1:], strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex=0 role=group aria-label="{escape(headers[0])}">'
        f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _advice(block: Advice) -> str:
    evidence = "".join(f"<li>{_text(each)}</li>" for each in block.evidence)
    worth = f"<p class=worth>{_text(block.worth)}</p>" if block.worth else ""
    return (
        f'<section class="advice {block.priority}"><p class=tag>{_text(block.tag)}</p>'
        f"<h4>{_text(block.title)}</h4><ul>{evidence}</ul><p>{_text(block.action)}</p>{worth}"
        "</section>"
    )
