"""
A proof in HTML in, its provisions out: each citation leads to the
provision in an annex of the same page, and each provision back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markupsafe import Markup

_CHIP = re.compile(r'<a class="chip" href="([^"]+)"')


class Citation(NamedTuple):
    """A provision that a proof cites: its IRI, its number and the numbers of the places."""

    iri: str
    number: int
    places: list[int]


def cited(html: str) -> list[Citation]:
    """The provisions that a proof cites, in the order of the text."""
    known: dict[str, Citation] = {}
    for place, match in enumerate(_CHIP.finditer(html), start=1):
        iri = match[1]
        if iri not in known:
            known[iri] = Citation(
                iri=iri,
                number=len(known) + 1,
                places=[],
            )
        known[iri].places.append(place)
    return list(known.values())


def anchored(html: str, annex: list[Citation], at: str) -> Markup:
    """
    A proof whose citations lead to the provisions of its annex, others to the law;
    the annex leads back to the places it has. `at` begins the names of all these.
    """
    known = {citation.iri: citation for citation in annex}
    places = iter(range(1, len(html)))

    def leading(match: re.Match[str]) -> str:
        place = next(places)
        citation = known.get(match[1])
        if citation is None:
            return match[0]
        name = ""
        if place in citation.places:
            name = f' id="{at}c{place}"'
        return f'<a class="chip"{name} href="#{at}p{citation.number}"'

    return Markup(_CHIP.sub(leading, html))
