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
    """Triples indexed by subject and predicate; language-tagged strings by their language.

    Predicates in `unread` are left out: prose that a reader wants and no rule does.
    """

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad], unread: frozenset[str] = frozenset()) -> None:
        self._out: dict[str, dict[str, list[Value]]] = {}
        self._in: dict[str, dict[str, list[str]]] = {}
        self._text: dict[tuple[str, str], Text] = defaultdict(dict)
        out = self._out
        for triple in triples:
            predicate, term = triple.predicate.value, triple.object
            if predicate in unread:
                continue
            subject = str(plain(triple.subject))
            if type(term) is ox.Literal and term.language:
                self._text[subject, predicate][term.language] = term.value
            else:
                out.setdefault(subject, {}).setdefault(predicate, []).append(plain(term))

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
        if predicate not in self._in:
            index: dict[str, list[str]] = defaultdict(list)
            for subject, stated in self._out.items():
                for found in stated.get(predicate, ()):
                    index[str(found)].append(subject)
            self._in[predicate] = index
        return sorted(self._in[predicate].get(value, ()))

    def members(self, kind: str) -> list[str]:
        """Every named instance of a class."""
        return [s for s in self.subjects(RDF + "type", kind) if not s.startswith("_:")]

    def predicates(self, subject: str) -> list[str]:
        """Every predicate of a subject, sorted."""
        return sorted(self._out.get(subject, ()))

    def items(self, head: str) -> list[Value]:
        """The members of an RDF list."""
        found: list[Value] = []
        while head != _NIL:
            found.append(self._out[head][_FIRST][0])
            head = str(self._out[head][_REST][0])
        return found
