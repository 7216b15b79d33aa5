"""
The determinations of a decided inventory as RDF: a case is
written once, and each item's own names are put into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import pyoxigraph as ox

from ...cores import shared_out
from ...deciding.batch import Decided, Proof
from ...deciding.case import Case
from ...deciding.determination import Alternative, Determination, Receipt
from ...inventory.in_memory import Inventory
from ...inventory.kinds import MECHANISMS
from ...inventory.subject import Node
from ...rdf.names import PREFIXES, QD, RDF, Iri, Tagged
from ..style import Style
from .as_rdf import quads
from .rdf_terms import literal
from .rdf_writer import Extent, name_of

_ITEM = "urn:x-qingdan:item"
_EXPORT = "urn:x-qingdan:export-"
_INPUT = "urn:x-qingdan:input"
_KEPT = 1 << 12
_SHARED = 1_000
_FEW = 32
_PREFIXES = {
    prefix: base for prefix, base in PREFIXES.items() if prefix != "shape"
}
Changes = Callable[[Case], Iterable[Alternative]]


class _Template(NamedTuple):
    """The text of a case in pieces, marks for what is an item's own among them."""

    proof: Proof
    receipt: Receipt
    base: str
    pieces: list[str]


def _marks(
    template: _Template, item: str, digest: str, names: tuple[str, ...]
) -> dict[str, str]:
    """What stands in the places of a template for one item."""
    marks = {
        _ITEM: item,
        _INPUT: digest,
        template.base: name_of(template.receipt._replace(input=digest)),
    }
    for number, name in enumerate(names):
        shown = f'"{name}"' if name.startswith("_:") else f"<{name}>"
        marks[f"<{_EXPORT}{number}>"] = shown
    return marks


def trig(decided: Decided, style: Style) -> Iterator[str]:
    """A named graph for each item."""
    return written(decided, ox.RdfFormat.TRIG)


def written(
    decided: Decided,
    form: ox.RdfFormat,
    extent: Extent = Extent.RULES,
    changes: Changes | None = None,
) -> Iterator[str]:
    """
    The determination of each item in N-Quads or TriG, each in its
    own named graph; in TriG the first text declares the prefixes.

    To the extent wanted, and with what a change would do on request.
    """
    make = partial(
        _template, decided, form=form, extent=extent, changes=changes
    )
    proofs: Iterable[tuple[str, str | None, tuple[str, ...], Proof]] = (
        decided.proofs()
    )
    templates: dict[int, _Template] = {}
    if decided.items <= _SHARED:
        proofs = list(proofs)
        templates = _shared({id(proof): proof for *_, proof in proofs}, make)
    first = form == ox.RdfFormat.TRIG
    for item, _, names, proof in proofs:
        held = any(node.kind in MECHANISMS for node in proof.case.record)
        template = None if held else templates.get(id(proof))
        if held:
            template = make(
                proof, of_item=decided.told_of(proof, item, names, {})
            )
        elif template is None:
            if len(templates) > _KEPT:
                templates.clear()
            template = templates[id(proof)] = make(proof)
        if first:
            yield "".join(
                f"@prefix {prefix}: <{base}> .\n"
                for prefix, base in _PREFIXES.items()
            )
            first = False
        digest = decided.input_of(proof, item, names)
        names_by_mark = _marks(template, item, digest, names)
        yield "".join(
            names_by_mark.get(piece, piece) for piece in template.pieces
        )


def _shared(
    proofs: dict[int, Proof], make: Callable[[Proof], _Template]
) -> dict[int, _Template]:
    """The texts of some cases, shared out over the cores; none where the cases are few."""
    if len(proofs) < _FEW:
        return {}

    def made(keys: Sequence[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        for key in keys:
            yield key, make(proofs[key])[1:]

    return {
        key: _Template(proofs[key], *template)
        for key, template in shared_out(made, list(proofs), _FEW)
    }


def stated(inventory: Inventory) -> Iterator[ox.Triple]:
    """
    What an inventory states, of an export also what it exports;
    the same whether it was read from RDF or from a table.
    """
    links = [
        (export, "exportOf", Iri(item))
        for item, exports in inventory.exports.items()
        for export in exports
    ]
    nodes = inventory.nodes.values()
    facts = [
        (node, name, value)
        for node in nodes
        for name, values in node.facts.items()
        if name != "title"
        for value in values
    ]
    facts += [
        (node, "title", Tagged(title, lang))
        for node in nodes
        for title, lang in _titles(node)
    ]
    for node, name, value in (*facts, *links):
        yield ox.Triple(
            _subject(node.iri), ox.NamedNode(QD + name), literal(value)
        )
    for node in inventory.nodes.values():
        if node.kind:
            yield ox.Triple(
                _subject(node.iri),
                ox.NamedNode(RDF + "type"),
                ox.NamedNode(QD + node.kind),
            )


def _titles(node: Node) -> list[tuple[str, str]]:
    """
    Every title of a subject with its language; where there
    is one alone, as it is told by language.
    """
    given = [
        value
        for value in node.facts.get("title", ())
        if isinstance(value, Tagged)
    ]
    if len(given) == 1:
        return [(title, lang) for lang, title in node.title.items()]
    return [(str(title), title.lang) for title in given]


def _subject(iri: str) -> ox.NamedNode | ox.BlankNode:
    if iri.startswith("_:"):
        return ox.BlankNode(iri.removeprefix("_:"))
    return ox.NamedNode(iri)


def _template(
    decided: Decided,
    proof: Proof,
    form: ox.RdfFormat,
    extent: Extent,
    changes: Changes | None,
    of_item: Determination | None = None,
) -> _Template:
    exports = tuple(
        f"{_EXPORT}{number}" for number in range(len(proof.exports))
    )
    determination = decided.told_of(proof, _ITEM, exports, {})
    determination = determination._replace(
        receipt=determination.receipt._replace(input=_INPUT),
        coverage=(of_item or determination).coverage,
        barred=(of_item or determination).barred,
    )
    base = name_of(determination.receipt)
    written = (
        ox.serialize(
            quads(
                decided.law,
                determination,
                changes(proof.case) if changes else (),
                extent,
            ),
            format=form,
            prefixes=_PREFIXES,
        )
        or b""
    )
    text = "".join(
        line
        for line in written.decode().splitlines(keepends=True)
        if not line.startswith("@prefix")
    )
    marks = sorted(
        (_ITEM, _INPUT, base, *(f"<{export}>" for export in exports)),
        key=len,
        reverse=True,
    )
    return _Template(
        proof,
        determination.receipt,
        base,
        re.split(f"({'|'.join(map(re.escape, marks))})", text),
    )
