"""
What the files of `data/lists/` declare beside what is known
of a list: the editions and their zones, and nowhere else.
"""

from __future__ import annotations

import hashlib
from functools import cache

import pyoxigraph as ox

from ..errors import KnowledgeError
from ..files import form_shape_files, law_content, list_files
from ..rdf.names import NEAR, QD, RDF, curie

_TYPE = ox.NamedNode(RDF + "type")
_DECLARED = (QD + "Edition", QD + "Zone")


@cache
def declared() -> bytes:
    """
    Every statement about an edition or a zone in the files
    of the lists, as N-Triples in a fixed order.

    Raises KnowledgeError where a file is no Turtle.
    """
    statements: set[str] = set()
    for path in list_files():
        try:
            triples = [
                quad.triple
                for quad in ox.parse(
                    path.read_bytes(), format=ox.RdfFormat.TURTLE
                )
            ]
        except SyntaxError as error:
            raise KnowledgeError(f"{path} cannot be read: {error}") from None
        kinds = {
            (triple.subject, triple.object.value)
            for triple in triples
            if triple.predicate == _TYPE
            and isinstance(triple.object, ox.NamedNode)
        }
        subjects = {subject for subject, kind in kinds if kind in _DECLARED}
        stated = (
            triple
            for triple in triples
            if triple.subject in subjects
            and not isinstance(triple.object, ox.BlankNode)
        )
        statements |= {f"{triple} .\n" for triple in stated}
    return "".join(sorted(statements)).encode()


@cache
def form_shapes() -> bytes:
    """
    The shapes that judge the form of an inventory, with the
    zones and editions that are known in their places; as Turtle.
    """
    triples = [
        quad.triple
        for quad in ox.parse(declared(), format=ox.RdfFormat.N_TRIPLES)
    ]

    def with_value(predicate: str, value: str) -> list[str]:
        return sorted(
            str(triple.subject.value)
            for triple in triples
            if triple.predicate.value == predicate
            and triple.object.value == value
        )

    zones = " ".join(
        map(curie, [*with_value(RDF + "type", QD + "Zone"), QD + "none"])
    )
    editions = " ".join(
        map(curie, with_value(QD + "listKind", QD + "NegativeList"))
    )
    ours = NEAR.replace("\\", "\\\\")
    declared_terms = (
        f"shape:Value-zone sh:in ( {zones} ) .\n"
        f"shape:Value-appliesList sh:or ( [ sh:in ( {editions} ) ] [ sh:not [ sh:pattern"
        f' "{ours}" ] ] ) .\n'
    )
    texts = [path.read_bytes() for path in form_shape_files()]
    return b"".join([*texts, declared_terms.encode()])


@cache
def rules_digest() -> str:
    """
    SHA-256 over the law files, by name and bytes, and over
    what the lists declare: the identity of the rule set.
    """
    digest = hashlib.sha256()
    for name, content in law_content():
        digest.update(name.encode() + b"\0" + content + b"\0")
    digest.update(declared())
    return digest.hexdigest()
