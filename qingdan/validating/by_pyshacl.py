"""
The same validation by pySHACL, the reference for what our
shapes mean; slow, so for small inventories and tests.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyshacl import validate
from pyshacl.errors import ReportableRuntimeError
from rdflib import BNode, Graph, Literal, URIRef
from rdflib import Namespace as _Namespace

from ..errors import CallError
from ..files import shape_files
from ..inventory.table import Register, as_sql
from ..law.editions import form_shapes
from ..rdf.graph import Term
from ..rdf.names import QD, RDF, SH, curie, local
from .by_neighbourhood import Finding, Validator
from .evaluate import cause
from .neighbourhood import VIRTUAL, Neighbourhood
from .report import Cause
from .shape_sets import condition_targets, form_targets
from .shapes import CLOSED

_SH = _Namespace(SH)
_TYPE = URIRef(RDF + "type")


@cache
def shapes(*paths: Path) -> Graph:
    """Shape files, as rdflib reads them."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def form() -> Graph:
    """The shapes of form, as rdflib reads them."""
    return Graph("SimpleMemory").parse(data=form_shapes(), format="turtle")


def stated(register: Register) -> Graph:
    """
    The statements of a register as they were read: terms of
    ours only, each in the one form of its value.
    """
    graph = Graph()
    for subject, profile, holder in register.store.stream(
        "SELECT subject, profile, holder FROM subjects"
    ):
        tokens = [
            *register.profile(profile).tokens,
            *([register.intake.tokens[holder]] if holder is not None else []),
        ]
        for token in tokens:
            graph.add(
                (_node(subject), URIRef(token.predicate), _term(token.term))
            )
    for subject, kind, target in register.store.stream(
        "SELECT subject, kind, target FROM links"
    ):
        graph.add((_node(subject), URIRef(QD + kind), _node(target)))
    return graph


def levelled(register: Register) -> Graph:
    """
    For each item the facts that hold for it, whoever states
    them, with its handler and exports.
    """
    graph = Graph()
    near = Neighbourhood(register)
    for key in register.each():
        item = near.level(key)
        for node, predicate, term in near.triples():
            if (
                node != item
                and predicate == RDF + "type"
                and term.value == QD + "DataItem"
            ):
                continue
            graph.add(
                (
                    _own(node, key.sample),
                    URIRef(predicate),
                    _own(term, key.sample),
                )
            )
    return graph


def findings(register: Register) -> list[Finding]:
    """
    What pySHACL finds, and what only levelling finds; raise
    CallError where it does not judge some value.
    """
    try:
        with _unlogged("rdflib.term"):
            return list(_findings(register))
    except ReportableRuntimeError as error:
        raise CallError(
            f"pySHACL does not judge this inventory ({error}); leave the choice to --engine auto"
        ) from None


def _findings(register: Register) -> Iterator[Finding]:
    raw = stated(register)
    aimed = Graph("SimpleMemory")
    aimed += form()
    for subject in set(raw.subjects()) - set(raw.subjects(_TYPE)):
        aimed.add(
            (
                URIRef("https://w3id.org/qingdan/shape/HasClass"),
                _SH.targetNode,
                subject,
            )
        )
    yield from _found(raw, aimed)
    yield from _found(
        levelled(register) + kinds(register), shapes(*shape_files())
    )
    yield from Validator(register).disagreements()


def _found(graph: Graph, aimed: Graph) -> Iterator[Finding]:
    _, report, _ = validate(
        graph, shacl_graph=aimed, inference="none", advanced=False
    )
    assert isinstance(report, Graph)
    known = _causes()
    for result in report.objects(None, _SH.result):
        focus, source, value = (
            report.value(result, _SH[name])
            for name in ("focusNode", "sourceShape", "value")
        )
        component = local(
            str(report.value(result, _SH.sourceConstraintComponent))
        )
        message = min(
            str(text) for text in report.objects(result, _SH.resultMessage)
        )
        path = next(
            (
                curie(str(_end(aimed, end)))
                for end in aimed.objects(source, _SH.path)
            ),
            None,
        )
        known_cause = known[_root(aimed, source), component, path, message]
        shown = (
            None
            if value is None or (path is None and component != CLOSED)
            else _told(value)
        )
        subject = "_:" + str(focus) if isinstance(focus, BNode) else str(focus)
        yield Finding(
            known_cause, shown, 1, None, as_sql("subject = ?"), (subject,)
        )


def _told(value: Any) -> str:
    if isinstance(value, BNode):
        return "_:" + str(value)
    if isinstance(value, URIRef):
        return curie(str(value))
    return str(value)


def violations(
    path: Path, form: Path, words: Path
) -> Iterator[tuple[str, str]]:
    """What pySHACL finds in a file written in some words of ours: the subject, and the message."""
    _, report, _ = validate(
        shapes(path),
        shacl_graph=shapes(form),
        ont_graph=shapes(words),
        inference="none",
        advanced=False,
    )
    assert isinstance(report, Graph)
    for result in report.objects(None, _SH.result):
        yield (
            str(report.value(result, _SH.focusNode)),
            str(report.value(result, _SH.resultMessage)),
        )


@contextmanager
def _unlogged(name: str) -> Iterator[None]:
    """Without what a logger prints of literals that are ill-formed: they are findings."""
    logger = logging.getLogger(name)
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _own(term: Term, item: str) -> URIRef | BNode | Literal:
    """A term; the export that stands for what an item inherits is a different one for each item."""
    made = _term(term)
    if str(made) == VIRTUAL.value:
        return URIRef(f"{made}:{item}")
    return made


def _causes() -> dict[tuple[str, str, str | None, str], Cause]:
    causes = {}
    for target in (*form_targets(), *condition_targets()):
        for shape in target.shape.within():
            for component, _ in shape.checks:
                made = cause(shape, component)
                causes[
                    made.shape,
                    component,
                    made.path,
                    min(made.message.values(), default=""),
                ] = made
    return causes


def _root(graph: Graph, shape: Any) -> str:
    """The nearest named shape around a shape."""
    while isinstance(shape, BNode):
        shape = next(graph.subjects(None, shape))
    return curie(str(shape))


def _end(graph: Graph, path: Any) -> Any:
    """The predicate at which a property path ends."""
    if isinstance(path, URIRef):
        return path
    inverse = graph.value(path, _SH.inversePath)
    if inverse is not None:
        return inverse
    return _end(graph, list(graph.items(path))[-1])


def kinds(register: Register) -> Graph:
    """The classes of listed items, which shapes with `sh:class` ask for."""
    graph = Graph()
    for fact in register.law.facts.values():
        for member in fact.members:
            for kind in register.law.graph.iris(member, RDF + "type"):
                if not kind.startswith(("_:", QD)):
                    graph.add((URIRef(member), _TYPE, URIRef(kind)))
    return graph


def _node(name: str) -> URIRef | BNode:
    if name.startswith("_:"):
        return BNode(name[2:])
    return URIRef(name)


def _term(term: Term) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(
        term.value, datatype=URIRef(term.datatype.value), normalize=False
    )
