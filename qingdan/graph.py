"""A read-only view of RDF for the compilers of the law: values by subject and predicate, lists, labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox

from .errors import KnowledgeError
from .names import RDF, XSD, Iri

Value = Iri | str | bool | int | date
Text = dict[str, str]
Term = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"


def plain(term: Term | ox.Triple) -> Value:
    """A term as a Python value: IRIs and blank nodes as `Iri`, literals by their datatype."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return Iri("_:" + term.value)
    if isinstance(term, ox.Triple):
        raise KnowledgeError("a triple term has no place in the law")
    kind = term.datatype.value
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    if kind.startswith(XSD) and kind.endswith(("integer", "Integer", "gYear")):
        return int(term.value)
    if kind == XSD + "date":
        return date.fromisoformat(term.value[:10])
    return term.value


class Graph:
    """Triples indexed by subject and predicate; language-tagged strings by their language."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self._out: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        self._in: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._text: dict[tuple[str, str], Text] = defaultdict(dict)
        for triple in triples:
            subject, predicate = str(plain(triple.subject)), triple.predicate.value
            if isinstance(triple.object, ox.Literal) and triple.object.language:
                self._text[subject, predicate][triple.object.language] = triple.object.value
                continue
            value = plain(triple.object)
            self._out[subject][predicate].append(value)
            if isinstance(value, Iri):
                self._in[predicate, value].append(subject)

    def values(self, subject: str, predicate: str) -> list[Value]:
        """Every value, sorted, so that nothing depends on the order of triples."""
        found = self._out.get(subject, {}).get(predicate, [])
        return sorted(found, key=str) if len(found) > 1 else found

    def iris(self, subject: str, predicate: str) -> list[Iri]:
        """Every value that is an IRI or blank node, sorted."""
        return [value for value in self.values(subject, predicate) if isinstance(value, Iri)]

    def one(self, subject: str, predicate: str) -> Value | None:
        """The first value, or None."""
        found = self.values(subject, predicate)
        return found[0] if found else None

    def text(self, subject: str, predicate: str) -> Text:
        """The strings by language."""
        return self._text.get((subject, predicate), {})

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Every subject with that value, sorted."""
        return sorted(self._in.get((predicate, value), []))

    def members(self, kind: str) -> list[str]:
        """Every named instance of a class."""
        return [s for s in self.subjects(RDF + "type", kind) if not s.startswith("_:")]

    def predicates(self, subject: str) -> list[str]:
        """Every predicate of a subject, sorted."""
        return sorted(self._out.get(subject, {}))

    def items(self, head: str) -> list[Value]:
        """The members of an RDF list."""
        found: list[Value] = []
        while head != _NIL:
            found.append(self._out[head][_FIRST][0])
            head = str(self._out[head][_REST][0])
        return found
