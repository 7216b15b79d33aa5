"""What a grade of evidence means, and the weak source on which a conclusion rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ..deciding.determination import Finding
from ..language import phrase
from ..law.load import law as own_law
from ..law.model import Law
from ..law.vocabulary import ordered
from ..rdf.graph import Text
from ..rdf.names import QD, RDFS, SKOS, expand, local
from .phrases import cited, say
from .punctuation import in_turn


@cache
def weak_grades() -> tuple[str, ...]:
    """The grades that are told with their source, the weakest last."""
    graph = own_law().graph
    reliable = frozenset(graph.members(QD + "ReliableConfidence"))
    notations = {
        local(iri): str(graph.one(iri, SKOS + "notation"))
        for iri in graph.members(QD + "Confidence")
        if iri not in reliable
    }
    in_order = ordered(graph, "Confidence")
    return tuple(notations[name] for name in in_order if name in notations)


class Weak(NamedTuple):
    """A weak grade, the provisions that it concerns, and addresses of what was read."""

    grade: str
    cites: tuple[str, ...]
    addresses: tuple[str, ...] = ()


def meaning(law: Law, grade: str) -> Text:
    """A grade with its meaning: `A: primary text seen`."""
    (iri,) = (
        iri
        for iri in law.graph.members(QD + "Confidence")
        if law.graph.one(iri, SKOS + "notation") == grade
    )
    return law.label(iri)


def weak_provisions(law: Law, cites: Iterable[str]) -> Weak | None:
    """The weak grade of what is cited; None where a provision of a better one stands beside it."""
    grades = {cite: _grade(law, expand(cite)) for cite in cites}
    known = weak_grades()
    if not grades or not all(grade in known for grade in grades.values()):
        return None
    strongest = min(
        grades.values(),
        key=known.index,
    )
    return Weak(strongest, tuple(grades))


def weak_source(law: Law, finding: Finding) -> Weak | None:
    """
    The weak source of a rule by its own grade, else by what
    it cites; None where there is none.
    """
    if finding.confidence not in weak_grades():
        return weak_provisions(law, finding.cites)
    seen = (str(iri) for iri in law.graph.iris(finding.rule, RDFS + "seeAlso"))
    return Weak(
        finding.confidence,
        finding.cites,
        tuple(iri for iri in seen if iri.startswith("http")),
    )


def _grade(law: Law, provision: str) -> str:
    """The grade of a provision, empty where it has none of its own."""
    grade = law.graph.one(provision, QD + "confidence")
    if grade:
        return str(law.graph.one(str(grade), SKOS + "notation"))
    return ""


def told(law: Law, finding: Finding, lang: str, always: bool) -> Iterator[str]:
    """The grade of a rule, a weak one with its source; nothing of a good one unless `always`."""
    weak = weak_source(law, finding)
    if weak:
        yield weakness(law, weak, lang)
    elif always:
        yield f"{phrase('evidence', lang)} {say(meaning(law, finding.confidence), lang)}"


def weakness(law: Law, weak: Weak, lang: str) -> str:
    """A weak grade with its source, as one line."""
    if weak.grade == "INF":
        of = phrase("inferred from", lang)
    else:
        of = phrase("rests on one weak source:", lang)
    named = (cited(law, weak.cites, lang), *weak.addresses)
    names = in_turn(filter(None, named), lang)
    return f"{phrase('evidence', lang)} {say(meaning(law, weak.grade), lang)} · {of} {names}"
