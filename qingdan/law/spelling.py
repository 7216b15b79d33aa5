"""
How people write the terms of the law: by name, by label, by another name.

In: the law and some terms. Out: each term by its spellings.
"""

from __future__ import annotations

from functools import cache

from ..rdf.names import SKOS, curie, local
from .model import Law


@cache
def spelt(law: Law, members: frozenset[str]) -> dict[str, str]:
    """
    The terms by spelling in small letters: IRI, name, labels and other names.

    What two of them share names neither.
    """
    spellings: dict[str, set[str]] = {}
    for member in members:
        others = law.graph.values(member, SKOS + "altLabel")
        names = (
            member,
            curie(member),
            local(member),
            *law.label(member).values(),
            *others,
        )
        for spelling in names:
            spellings.setdefault(str(spelling).casefold(), set()).add(member)
    return {
        spelling: next(iter(named))
        for spelling, named in spellings.items()
        if len(named) == 1
    }
