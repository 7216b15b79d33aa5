"""What a grade of evidence means, and the weak source on which a conclusion rests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..deciding.determination import Finding
from ..language import phrase
from ..law.model import Law
from ..rdf.graph import Text
from ..rdf.names import QD, RDFS, SKOS, expand
from .phrases import cited, say

WEAK = ("C", "INF", "M")


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
    if not grades or not all(grade in WEAK for grade in grades.values()):
        return None
    return Weak(min(grades.values(), key=WEAK.index), tuple(grades))


def weak_source(law: Law, finding: Finding) -> Weak | None:
    """
    The weak source of a rule by its own grade, else by what
    it cites; None where there is none.
    """
    if finding.confidence not in WEAK:
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
    names = "; ".join(
        filter(None, (cited(law, weak.cites, lang), *weak.addresses))
    )
    return f"{phrase('evidence', lang)} {say(meaning(law, weak.grade), lang)} · {of} {names}"
