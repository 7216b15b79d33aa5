"""
A read-only view of RDF for the compilers of the law: values
by subject and predicate, lists, labels.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyoxigraph as ox

from ..errors import KnowledgeError
from .names import RDF, XSD, Iri

Value = Iri | str | bool | int | date
Text = dict[str, str]
Term = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST = RDF + "first"
_REST = RDF + "rest"
_NIL = RDF + "nil"
_Values = dict[str, list[Value]]
_Texts = dict[str, Text]


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
    """
    Values by predicate and subject; language-tagged strings by their language.

    Predicates in `unread` are left out: prose that a reader wants and no rule does.
    A graph that was packed is unpacked predicate by predicate, when one is asked for.
    """

    def __init__(
        self,
        triples: Iterable[ox.Triple | ox.Quad] = (),
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self._values: dict[str, _Values] = {}
        self._texts: dict[str, _Texts] = {}
        self._subjects: dict[str, dict[str, list[str]]] = {}
        self._packed: dict[str, tuple[bytes, bytes]] = {}
        self._about: dict[str, dict[str, list[str]]] = {}
        for triple in triples:
            predicate = triple.predicate.value
            term = triple.object
            if predicate in unread:
                continue
            subject = str(plain(triple.subject))
            if type(term) is ox.Literal and term.language:
                texts = self._texts.setdefault(predicate, {})
                texts.setdefault(subject, {})[term.language] = term.value
            else:
                values = self._values.setdefault(predicate, {})
                values.setdefault(subject, []).append(plain(term))

    def packed(self) -> bytes:
        """The graph as lines, one for each predicate: its IRI, its values and its texts as JSON."""
        lines = []
        for predicate in sorted({*self._values, *self._texts}):
            values = self._values.get(predicate, {})
            texts = self._texts.get(predicate, {})
            written = {
                subject: [_written(value) for value in values[subject]]
                for subject in sorted(values)
            }
            lines.append(
                "\t".join(
                    (
                        predicate,
                        _json(written),
                        _json(dict(sorted(texts.items()))),
                    )
                )
            )
        return "\n".join(lines).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> Graph:
        """The graph that was packed."""
        graph = cls()
        for line in content.split(b"\n"):
            predicate, values, texts = line.split(b"\t")
            graph._packed[predicate.decode()] = values, texts
        return graph

    def _of(self, predicate: str) -> _Values:
        """The values of a predicate by subject; whole before any thread sees them."""
        packed = self._packed.get(predicate)
        if packed is not None:
            written = json.loads(packed[0])
            self._texts[predicate] = json.loads(packed[1])
            self._values[predicate] = {
                s: [
                    Iri(value) if type(value) is str else _read(value)
                    for value in written[s]
                ]
                for s in written
            }
            self._packed.pop(predicate, None)
        return self._values.get(predicate, {})

    def values(self, subject: str, predicate: str) -> list[Value]:
        """Every value, sorted, so that nothing depends on the order of triples."""
        values = self._of(predicate).get(subject, [])
        if len(values) > 1:
            return sorted(values, key=str)
        return values

    def iris(self, subject: str, predicate: str) -> list[Iri]:
        """Every value that is an IRI or blank node, sorted."""
        return [
            value
            for value in self.values(subject, predicate)
            if isinstance(value, Iri)
        ]

    def one(self, subject: str, predicate: str) -> Value | None:
        """The first value, or None."""
        values = self.values(subject, predicate)
        if values:
            return values[0]
        return None

    def text(self, subject: str, predicate: str) -> Text:
        """The strings by language."""
        self._of(predicate)
        return self._texts.get(predicate, {}).get(subject, {})

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Every subject with that value, sorted."""
        if predicate not in self._subjects:
            index: dict[str, list[str]] = defaultdict(list)
            for subject, values in self._of(predicate).items():
                for held in values:
                    index[str(held)].append(subject)
            self._subjects[predicate] = index
        return sorted(self._subjects[predicate].get(value, ()))

    def members(self, kind: str) -> list[str]:
        """Every named instance of a class."""
        return [
            s
            for s in self.subjects(RDF + "type", kind)
            if not s.startswith("_:")
        ]

    def predicates(self, subject: str, base: str) -> list[str]:
        """Every predicate of a subject whose IRI starts with a base, sorted."""
        if base not in self._about:
            about: dict[str, list[str]] = {}
            for name in sorted({*self._values, *self._packed}):
                for known in self._of(name) if name.startswith(base) else ():
                    about.setdefault(known, []).append(name)
            self._about[base] = about
        return self._about[base].get(subject, [])

    def items(self, head: str) -> list[Value]:
        """The members of an RDF list."""
        members: list[Value] = []
        firsts = self._of(_FIRST)
        rests = self._of(_REST)
        while head != _NIL:
            members.append(firsts[head][0])
            head = str(rests[head][0])
        return members


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _written(value: Value) -> object:
    """A value in JSON: an IRI as a string, a text in a list, a day in two."""
    if isinstance(value, Iri):
        return str(value)
    if isinstance(value, date):
        return [[value.isoformat()]]
    if isinstance(value, str):
        return [value]
    return value


def _read(written: Any) -> Value:
    """A value other than an IRI from its JSON."""
    if type(written) is not list:
        if isinstance(written, bool):
            return bool(written)
        return int(written)
    (inner,) = written
    if isinstance(inner, str):
        return str(inner)
    return date.fromisoformat(inner[0])
