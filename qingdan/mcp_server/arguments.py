"""What the tools take, with what an assistant is told of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ..serving.jobs import iso_day

# The SDK reads a text as JSON where its annotation is not exactly `str`: that takes JSON-LD apart.
Text = Annotated[
    str, BeforeValidator(lambda given: "" if given is None else given)
]
Inventory = Annotated[
    Text,
    Field(
        description=(
            "the inventory as text: data items, their handler and exports, the facts stated of them"
        )
    ),
]
Form = Annotated[
    Literal["turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml"],
    Field(description="format of the inventory"),
]
AsOf = Annotated[
    Annotated[str, AfterValidator(iso_day)] | None,
    Field(
        description="day asked about, as 2026-03-02; else the export's day, else today in Beijing"
    ),
]
Edition = Annotated[
    str,
    Field(
        description="list to decide under, such as bj-2025; cn: the national rules alone"
    ),
]
Lang = Annotated[
    Literal["en", "zh", "en,zh"], Field(description="language of the texts")
]
