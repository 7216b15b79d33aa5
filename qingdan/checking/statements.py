"""
What large inventories state, as the text of their lines.

Items of which the same is stated are alike, and are weighed once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from .graph import QD, RDF, Graph, quads

Lines = tuple[int, ...]
Terms = tuple[bytes, bytes, bytes]
Triples = Iterable[Terms]
_BESIDE = (
    *("title", "description", "scenario", "district", "recipient"),
    *("judgementReason", "assertedBy", "assertedOn", "number"),
)


def _name(iri: str) -> bytes:
    return f"<{iri}>".encode()


_SPACE = f"<{QD}".encode()
_LEFT_OUT = {_name(QD + name) for name in _BESIDE}
_TYPE, _ITEM = _name(RDF + "type"), _name(QD + "DataItem")
_EXPORT_OF, _LISTS = _name(QD + "exportOf"), _name(QD + "lists")


class Alike(NamedTuple):
    """What is stated of an item and of each of its exports, and where it is listed."""

    item: Lines
    exports: tuple[Lines, ...]
    lists: tuple[bytes, ...]


class Statements:
    """What some files state of each subject, each different statement kept once."""

    def __init__(self, files: Iterable[Path], context: str) -> None:
        """Read files; what no answer rests on is left out."""
        self.items: set[bytes] = set()
        self._numbers: dict[bytes, int] = {}
        self._about: dict[bytes, list[int]] = {}
        self._exports: dict[bytes, list[bytes]] = {}
        self._listing: dict[bytes, list[bytes]] = {}
        for number, path in enumerate(files):
            if path.suffix == ".nt":
                with open(path, "rb") as lines:
                    self._take(_of_lines(lines, f"_:f{number}x".encode()))
            else:
                self._take(map(_as_text, quads(path, context)))

    def _take(self, triples: Triples) -> None:
        numbers, about = self._numbers, self._about
        beside: dict[bytes, bool] = {}
        for subject, name, value in triples:
            if name not in beside:
                of_ours = name.startswith(_SPACE) or name == _TYPE
                beside[name] = name in _LEFT_OUT or not of_ours
            if beside[name]:
                continue
            if name == _EXPORT_OF:
                self._exports.setdefault(value, []).append(subject)
                continue
            if name == _LISTS:
                self._listing.setdefault(value, []).append(subject)
                continue
            if value == _ITEM:
                self.items.add(subject)
            text = name + b" " + value
            number = numbers.setdefault(text, len(numbers))
            about.setdefault(subject, []).append(number)

    def alike(self, item: bytes) -> Alike:
        """What is stated of an item: the same of all that are alike."""
        about = self._about
        exports = [
            tuple(sorted(about.get(export, ())))
            for export in self._exports.get(item, ())
        ]
        return Alike(
            tuple(sorted(about.get(item, ()))),
            tuple(sorted(exports)),
            tuple(sorted(self._listing.get(item, ()))),
        )

    def graph(self, items: Iterable[bytes]) -> Graph:
        """What is stated of some items and their exports, and of all that is neither."""
        texts = {number: text for text, number in self._numbers.items()}
        exports = {e for some in self._exports.values() for e in some}
        subjects = {*self._about} - self.items - exports
        lines: list[bytes] = []
        for item in items:
            subjects.add(item)
            for name, some in (
                (_EXPORT_OF, self._exports),
                (_LISTS, self._listing),
            ):
                leading = some.get(item, ())
                lines += [b"%b %b %b .\n" % (s, name, item) for s in leading]
            subjects.update(self._exports.get(item, ()))
        for subject in subjects:
            numbers = self._about.get(subject, ())
            lines += [b"%b %b .\n" % (subject, texts[n]) for n in numbers]
        graph = Graph()
        content = b"".join(lines)
        graph.add(ox.parse(content, format=ox.RdfFormat.N_TRIPLES))
        return graph


def _of_lines(lines: Iterable[bytes], blank: bytes) -> Triples:
    """The three terms of each line of N-Triples; blank nodes have names of their file."""
    for line in lines:
        terms = _split(line) or _parsed(line)
        if terms is None:
            continue
        subject, name, value = terms
        if subject.startswith(b"_:"):
            subject = blank + subject[2:]
        if value.startswith(b"_:"):
            value = blank + value[2:]
        yield subject, name, value


def _split(line: bytes) -> Terms | None:
    """The terms of a line as engines write it; None of one that is spaced in another way."""
    parts = line.split(None, 2)
    if len(parts) < 3 or parts[0].startswith(b"#"):
        return None
    subject, name, rest = parts
    value = rest.rstrip()
    if not value.endswith(b" ."):
        return None
    return subject, name, value[:-2].rstrip()


def _parsed(line: bytes) -> Terms | None:
    """The terms of a line by the parser; None of one that is empty or a comment."""
    statements = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    return next(map(_as_text, statements), None)


def _as_text(quad: ox.Quad) -> Terms:
    terms = quad.subject, quad.predicate, quad.object
    subject, name, value = (str(term).encode() for term in terms)
    return subject, name, value
