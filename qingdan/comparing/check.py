"""Whether a contributed file about a list is well formed, and what it leaves unknown."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..errors import Fault
from ..files import folder, list_shapes
from ..law.load import law
from ..rdf.names import OURS, PREFIXES, QD, RDFS, curie, list_prefix, local
from .records import Record, read


class Checked(NamedTuple):
    """The lists of a file, what is wrong in it, and what it does not tell."""

    records: tuple[Record, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]


def check(path: Path) -> Checked:
    """
    Check a file against `shapes/lists.ttl`, and that it has a finding on every aspect.

    Raises InputError where it cannot be read as Turtle.
    """
    records = tuple(read(path))
    faults = [*_faults(path)]
    for record in records:
        faults += [*_names(path, record), *_aspects(path, record)]
    unknown = [
        f"{record.id}: {name}"
        for record in records
        for name in _unknown(record)
    ]
    return Checked(records, tuple(faults), tuple(unknown))


def _faults(path: Path) -> list[Fault]:
    from ..validating.by_pyshacl import violations

    shown = []
    for subject, message in violations(
        path, list_shapes(), folder("ontology") / "lists.ttl"
    ):
        shown.append(
            Fault(f"{path}, {curie(subject)}", message, "see docs/lists.md")
        )
    return sorted(set(shown), key=str) + _dangling(path)


def _names(path: Path, record: Record) -> list[Fault]:
    """
    What keeps a list from being found by its name: the name
    of its file, its prefix, its zone.
    """
    place = f"{path}, {record.id}"
    base = f"{OURS}{record.id}/"
    text = path.read_text("utf-8")
    prefix = list_prefix(text, record.id)
    names = []
    if path.name != f"{record.id}.ttl":
        names.append(
            Fault(
                place,
                "the file does not have the name of the list",
                f"name it {record.id}.ttl",
            )
        )
    if prefix is None:
        names.append(
            Fault(
                place,
                f"no prefix stands for <{base}>",
                "declare one with @prefix, for example hb27",
            )
        )
    elif PREFIXES.get(prefix, base) != base:
        what = f"the prefix {prefix} stands for <{PREFIXES[prefix]}> already"
        names.append(
            Fault(place, what, "choose another for the names of this list")
        )
    if (
        record.zone
        and not law().label(QD + record.zone)
        and not _has_label(path, QD + record.zone)
    ):
        mend = "declare it in this file: a qd:Zone with rdfs:label in English and Chinese"
        names.append(
            Fault(place, f"no file declares the zone qd:{record.zone}", mend)
        )
    return names


def _has_label(path: Path, iri: str) -> bool:
    label = ox.NamedNode(RDFS + "label")
    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    return any(
        quad.subject == ox.NamedNode(iri) and quad.predicate == label
        for quad in quads
    )


def _dangling(path: Path) -> list[Fault]:
    """Mappings to terms of ours that do not exist."""
    dangling = []
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        if (
            local(quad.predicate.value) == "mappedTo"
            and isinstance(quad.object, ox.NamedNode)
            and not law().label(quad.object.value)
        ):
            if isinstance(quad.subject, ox.NamedNode):
                subject = quad.subject.value
            else:
                subject = "a blank node"
            mend = "map to a term of the ontology, such as qd:Pharmaceuticals"
            dangling.append(
                Fault(
                    f"{path}, {curie(subject)}",
                    f"maps to {curie(quad.object.value)}, which is no term",
                    mend,
                )
            )
    return dangling


def _aspects(path: Path, record: Record) -> list[Fault]:
    known = {local(iri) for iri in law().graph.members(QD + "Aspect")}
    missing = sorted(known - {finding.aspect for finding in record.findings})
    mend = "add a qd:ListFinding, with qd:coverage qd:NotKnown where nothing was found"
    return [
        Fault(
            f"{path}, {record.id}", f"there is no finding on qd:{aspect}", mend
        )
        for aspect in missing
    ]


def _unknown(record: Record) -> list[str]:
    """What a reader of the Chinese text could add, in words."""
    aspects = [
        law().label(QD + finding.aspect).get("en", finding.aspect)
        for finding in record.findings
        if finding.coverage == "NotKnown"
    ]
    bands = [
        f"{curie(band.iri)} ({band.outcome}, {band.measure})"
        for band in record.bands
        if band.low is None
    ]
    return [*aspects, *bands]
