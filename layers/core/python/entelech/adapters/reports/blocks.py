"""What a page or a paper is laid out from: headings, tables, pictures; all texts are ready to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Heading:
    """``level`` 1 to 3 under the title; ``is_part`` begins a new page of paper."""

    text: str
    level: int
    is_part: bool = False
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True, kw_only=True)
class Callout:
    """The verdict. ``tone`` is good, warn, bad or neutral."""

    strong: str
    text: str
    tone: str
    kind: str = field(default="callout", init=False)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One figure with what belongs to it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Cards:
    """Figures side by side."""

    cards: Sequence[Card]
    kind: str = field(default="cards", init=False)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An SVG, and what it shows."""

    svg: str
    alt: str
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """A system's days."""

    name: str
    picture: Picture
    value: str


@dataclass(frozen=True, kw_only=True)
class Bars:
    """The days of every system."""

    headers: Sequence[str]
    rows: Sequence[BarRow]
    legend: str
    kind: str = field(default="bars", init=False)


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, kw_only=True)
class Table:
    """``numbers`` says which columns are set to the right; ``wide`` which takes the room that is left."""

    headers: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]
    wide: int = 0
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """``is_small``: a note beside what it belongs to."""

    text: str
    is_small: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A recommendation."""

    title: str
    tag: str
    priority: str
    action: str
    evidence: Sequence[str]
    worth: str
    level: int = 3
    kind: str = field(default="advice", init=False)


Block = Heading | Callout | Cards | Picture | Bars | Bullets | Table | Paragraph | Advice


@dataclass(frozen=True, kw_only=True)
class View:
    """A whole paper. ``language`` is that of the sentences."""

    language: str
    kicker: str
    title: str
    subtitle: str
    running: str
    footer: str
    blocks: Sequence[Block]
