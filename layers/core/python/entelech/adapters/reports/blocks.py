"""What a page or a paper is laid out from: headings, tables, pictures; all texts are ready to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct


class Heading(Struct, frozen=True, kw_only=True):
    """``level`` 1 to 3 under the title; ``is_part`` begins a new page of paper."""

    text: str
    level: int
    is_part: bool = False
    kind: Literal["heading"] = "heading"


class Callout(Struct, frozen=True, kw_only=True):
    """The verdict. ``tone`` is good, warn, bad or neutral."""

    strong: str
    text: str
    tone: str
    kind: Literal["callout"] = "callout"


class Card(Struct, frozen=True, kw_only=True):
    """One figure with what belongs to it."""

    label: str
    value: str
    note: str


class Cards(Struct, frozen=True, kw_only=True):
    """Figures side by side."""

    cards: Sequence[Card]
    kind: Literal["cards"] = "cards"


class Picture(Struct, frozen=True, kw_only=True):
    """An SVG, and what it shows."""

    svg: str
    alt: str
    kind: Literal["picture"] = "picture"


class BarRow(Struct, frozen=True, kw_only=True):
    """A system's days."""

    name: str
    picture: Picture
    value: str


class Bars(Struct, frozen=True, kw_only=True):
    """The days of every system."""

    headers: Sequence[str]
    rows: Sequence[BarRow]
    legend: str
    kind: Literal["bars"] = "bars"


class Bullets(Struct, frozen=True, kw_only=True):
    """A list of sentences."""

    items: Sequence[str]
    kind: Literal["bullets"] = "bullets"


class Table(Struct, frozen=True, kw_only=True):
    """``numbers`` says which columns are set to the right; ``wide`` which takes the room that is left."""

    headers: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]
    wide: int = 0
    kind: Literal["table"] = "table"


class Paragraph(Struct, frozen=True, kw_only=True):
    """``is_small``: a note beside what it belongs to."""

    text: str
    is_small: bool = False
    kind: Literal["paragraph"] = "paragraph"


class Advice(Struct, frozen=True, kw_only=True):
    """A recommendation."""

    title: str
    tag: str
    priority: str
    action: str
    evidence: Sequence[str]
    worth: str
    level: int = 3
    kind: Literal["advice"] = "advice"


Block = Heading | Callout | Cards | Picture | Bars | Bullets | Table | Paragraph | Advice


class View(Struct, frozen=True, kw_only=True):
    """A whole paper. ``language`` is that of the sentences."""

    language: str
    kicker: str
    title: str
    subtitle: str
    running: str
    footer: str
    blocks: Sequence[Block]
