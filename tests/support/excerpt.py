"""An excerpt of the worked inventory, as Turtle and as rows: what holds of any item is tried on a few."""

from __future__ import annotations

import csv

import pyoxigraph as ox

from qingdan.files import folder
from qingdan.rdf.names import QD, RDF

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
FEW = (
    "adas-clips",
    "app-accounts",
    "can-logs",
    "charger-maintenance",
    "crm-customers",
    "vehicle-tracks",
)


def turtle(names: tuple[str, ...] = FEW) -> bytes:
    """The items of these names with their exports, and every handler and inventory."""
    kept = list(ox.parse(path=str(MAKER), format=ox.RdfFormat.TURTLE))
    gone = {
        one.subject
        for one in kept
        if one.predicate.value == RDF + "type"
        and one.object == ox.NamedNode(QD + "DataItem")
        and one.subject.value.rpartition(":")[2] not in names
    }
    gone |= {
        one.subject
        for one in kept
        if one.predicate.value == QD + "exportOf" and one.object in gone
    }
    while True:
        left = [one for one in kept if not {one.subject, one.object} & gone]
        named = {one.object for one in left}
        gone = {
            one.subject
            for one in left
            if isinstance(one.subject, ox.BlankNode)
            and one.subject not in named
            and one.subject in {other.object for other in kept}
        }
        if not gone:
            found = (
                ox.Triple(one.subject, one.predicate, one.object)
                for one in left
            )
            return ox.serialize(found, format=ox.RdfFormat.TURTLE) or b""
        kept = left


def rows(names: tuple[str, ...] = FEW) -> list[list[str]]:
    """The head of the worked table, and the rows of the items of these names."""
    with MAKER.with_suffix(".csv").open(
        encoding="utf-8", newline=""
    ) as content:
        head, *found = csv.reader(content)
    place = head.index("item")
    return [
        head,
        *(row for row in found if row[place].rpartition(":")[2] in names),
    ]
