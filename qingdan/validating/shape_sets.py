"""
The two sets of shapes that an inventory is held against: those of its
form, and those of the conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from ..files import shape_files
from ..law.editions import form_shapes
from ..rdf.graph import Graph, Term
from ..rdf.names import QD
from .constraints import Data
from .shapes import Target, targets


@cache
def form_targets() -> tuple[Target, ...]:
    """The shapes that judge the form of an inventory, over what it states."""
    return _targets(ox.parse(form_shapes(), format=ox.RdfFormat.TURTLE))


@cache
def condition_targets() -> tuple[Target, ...]:
    """The shapes of conditions, over the facts that hold for each item whoever states them."""
    return _targets(
        triple for path in shape_files() for triple in ox.parse(path=str(path))
    )


def _targets(shapes: Iterable[ox.Quad]) -> tuple[Target, ...]:
    return tuple(
        targets(
            Graph(shapes),
            {
                "TallyEndsInItsYear": _ends_elsewhere,
                "OneTallyAYear": _two_of_a_year,
            },
        )
    )


def _ends_elsewhere(
    data: Data, tally: Term, _: list[Term]
) -> Iterator[Term | None]:
    """What the SPARQL constraint of shape:TallyEndsInItsYear finds."""
    for year in data.values(tally, QD + "year"):
        for day in data.values(tally, QD + "asOf"):
            if day.value[:4] != year.value:
                yield tally


def _two_of_a_year(
    data: Data, handler: Term, _: list[Term]
) -> Iterator[Term | None]:
    """What the SPARQL constraint of shape:OneTallyAYear finds."""
    years = [
        year
        for tally in data.values(handler, QD + "tally")
        for year in data.values(tally, QD + "year")
    ]
    if len(set(years)) < len(years):
        yield handler
