"""
A file and a mapping in, the first items as they would be read out, so that a person sees
what a mapping makes of them.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..law.model import Law
from ..rdf.graph import Value
from ..rdf.names import Iri, local
from . import in_memory
from .proposal_table import Proposal
from .read import ingest
from .readers.document import DOCUMENTS
from .subject import Node

_FIRST = 10
_LONGEST = 160
_SMALL = 1 << 21
_TEXT = "description"


def preview(path: Path, proposal: Proposal, law: Law) -> list[str]:
    """The first items with their facts, what was told of the reading, or why it is refused."""
    try:
        register = ingest(law, [path], proposal.mapping)
    except InputError as error:
        return _refused(error)
    try:
        if register.faults:
            return _refused(InputError(*register.faults))
        rows = register.store.rows(
            f"SELECT subject FROM items ORDER BY file, line, subject LIMIT {_FIRST}"
        )
        names = [name for (name,) in rows]
        many = register.store.rows("SELECT count(*) FROM items")[0][0]
        taken = register.as_inventory(names)
        texts = _texts(path, proposal, law)
        lines = [
            f"{many:,} items; the first {len(names)} as they would be read:"
        ]
        for name in names:
            lines.append(f"  {name}")
            for node in (taken.nodes[name], *taken.exports[name]):
                with_text = texts.get(node.iri)
                if with_text:
                    node.facts[_TEXT] = with_text
                lines += [f"    {fact}" for fact in _facts(node)]
        return lines
    finally:
        register.close()


def _texts(
    path: Path,
    proposal: Proposal,
    law: Law,
) -> dict[str, list[Value]]:
    """The descriptions of items, which reading in bulk lets go; none of a large file."""
    mapping = proposal.mapping
    if (
        path.suffix.lower() not in (".csv", *DOCUMENTS)
        or mapping.vocabulary
        or path.stat().st_size > _SMALL
    ):
        return {}
    try:
        inventory = in_memory.load([path], law, mapping)
    except InputError:
        return {}
    return {
        iri: node.facts[_TEXT]
        for iri, node in inventory.nodes.items()
        if node.facts.get(_TEXT)
    }


def _refused(error: InputError) -> list[str]:
    return [
        "the file is refused with this mapping:",
        *(f"  {line}" for line in str(error).splitlines()),
    ]


def _shown(value: Value) -> str:
    """A term by its name; a text, a number or a truth as it is."""
    if isinstance(value, Iri) and "/" in value:
        return local(value)
    return str(value)


def _facts(node: Node) -> list[str]:
    lines = []
    for name, values in sorted(node.facts.items()):
        if values:
            shown = ", ".join(sorted(map(_shown, values)))
            text = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
            lines.append(f"{name}: {text}")
    return lines
