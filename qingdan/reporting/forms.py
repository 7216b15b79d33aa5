"""Statements in one form of RDF in, the same in another form out."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ..rdf.names import PREFIXES

_PLAIN = ("nt", "nq")


def rewritten(lines: Iterator[str], given: str, wanted: str) -> Iterator[str]:
    """Lines of N-Triples or N-Quads in the form of a suffix; as they are where it reads them."""
    if wanted == given or (given, wanted) == _PLAIN:
        yield from lines
        return
    statements = ox.parse(
        "".join(lines),
        format=ox.RdfFormat.from_extension(given),
    )
    content = ox.serialize(
        statements,
        format=ox.RdfFormat.from_extension(wanted),
        prefixes=None if wanted in _PLAIN else PREFIXES,
    )
    yield (content or b"").decode()
