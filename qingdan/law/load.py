"""The law of an edition, read once from the closed graph and compiled."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..errors import CallError
from ..files import list_files
from ..rdf.graph import Graph
from ..rdf.names import CN, OURS
from .closure import PROSE, closed_law, compiled_law, packed_law
from .kept import unpacked
from .model import Law
from .slots import Pack

if TYPE_CHECKING:
    from pathlib import Path

OWN = "cq-2025"
_packs: dict[str, Pack] = {}


def law(edition: str = OWN) -> Law:
    """
    The law of this installation, with the list of an edition
    in the place of the Chongqing list where another is named.

    `cn` names the national rules alone. Raises CallError for an edition whose rules are not known.
    """
    pack = _packs.get(edition)
    if pack is None:
        return _of_edition(edition)
    return _beside(edition, pack)


def use(pack: Pack) -> None:
    """Have this process, and those that it forks, decide with a pack under its edition."""
    _packs[pack.edition] = pack


def leave(pack: Pack) -> None:
    """Decide without a pack again."""
    if _packs.get(pack.edition) is pack:
        del _packs[pack.edition]


def in_use() -> bool:
    """Whether this process decides with a pack."""
    return bool(_packs)


def packs_in_use() -> list[str]:
    """The digests of the packs that this process decides with, by edition."""
    return [f"{name} {_packs[name].state}" for name in sorted(_packs)]


@lru_cache(maxsize=4)
def _beside(edition: str, pack: Pack) -> Law:
    """The law of an edition with the user's own copy of its list; its digest covers both."""
    plain = _of_edition(edition)
    both = hashlib.sha256(f"{plain.digest} {pack.state}".encode())
    return replace(plain, digest=both.hexdigest(), pack=pack)


@cache
def _of_edition(edition: str) -> Law:
    if edition == OWN:
        digest, content = packed_law()
        return unpacked(compiled_law(), Graph.unpacked(content), digest)
    if edition not in editions():
        raise CallError(
            f"the list {edition!r} cannot be decided under; choose one of {', '.join(editions())}"
        )
    return combined(edition)


@cache
def combined(*names: str) -> Law:
    """The national rules with the lists of several editions, as needed to compare them."""
    return _only(_with_lists(), names)


def law_beside(path: Path, rules: Path) -> Law:
    """
    The national rules with a list that need not be installed:
    the file about it, and the file of its rules.
    """
    return _only(_joined((path, rules)), (path.stem,))


def _only(whole: Law, names: tuple[str, ...]) -> Law:
    """Of a law with several lists the national rules and those of some editions."""
    kept = (CN, *(f"{OURS}{edition}/" for edition in names))
    return replace(
        whole,
        rules=tuple(rule for rule in whole.rules if rule.iri.startswith(kept)),
        overrides=tuple(
            override
            for override in whole.overrides
            if override.iri.startswith(kept)
        ),
        duties=tuple(
            duty for duty in whole.duties if duty.iri.startswith(kept)
        ),
        services=tuple(
            service
            for service in whole.services
            if service.iri.startswith(kept)
        ),
    )


@cache
def editions() -> tuple[str, ...]:
    """
    The editions under which can be decided: the Chongqing
    list, the national rules, the lists whose rules are stored.
    """
    return (
        OWN,
        "cn",
        *(
            path.name.removesuffix(".rules.ttl")
            for path in list_files(".rules.ttl")
        ),
    )


@cache
def _with_lists() -> Law:
    """The law with the rules of all lists, from which each edition takes its own."""
    return _joined(tuple(list_files(".rules.ttl")))


def _joined(paths: tuple[Path, ...]) -> Law:
    """The closed law with the statements of more files, the days of their terms worked out."""
    import pyoxigraph as ox

    from .days import statements
    from .whole import whole_law

    digest = hashlib.sha256(_of_edition(OWN).digest.encode())
    content = [*closed_law()]
    for path in paths:
        turtle = path.read_bytes()
        digest.update(turtle)
        content.append(
            ox.serialize(
                ox.parse(
                    turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True
                ),
                format=ox.RdfFormat.N_TRIPLES,
            )
            or b""
        )
    whole = b"".join(content)
    dated = whole + b"".join(sorted(statements(whole)))
    triples = ox.parse(dated, format=ox.RdfFormat.N_TRIPLES)
    return whole_law(Graph(triples, PROSE), digest.hexdigest())
