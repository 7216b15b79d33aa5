"""
What a DL reasoner needs beside the law: disjointness, property
characteristics, closed sets of values; from the facts, in Turtle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qingdan.inventory.kinds import KINDS, LINKED, may_state
from qingdan.law.model import FactType, Law
from qingdan.rdf.names import PREFIXES, QD, RDF, RDFS, XSD, curie, local
from qingdan.version import VERSION

HEAD = """\
# What the facts mean to a DL reasoner: which classes and values differ, which facts have one
# value, of whom they are stated. Written from ontology/facts.ttl by `nox -s facts`: do not edit
# it, but the fact there. The closure under OWL 2 RL leaves this folder out (ontology/README.md).

"""
ABOUT = f"""\
<https://w3id.org/qingdan/ontology/dl/facts>
    a owl:Ontology ;
    rdfs:label "What the facts mean to a DL reasoner"@en , "供描述逻辑推理机使用的事实公理"@zh ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    owl:imports <https://w3id.org/qingdan/ontology/qingdan> ;
    owl:versionInfo "{VERSION}" ;
    ."""
# The datatypes of OWL 2 among ours; it has none for a day or a year.
_DATATYPES = {XSD + "boolean", XSD + "nonNegativeInteger"}
_PREFIXES = ("cq25", "dcterms", "owl", "qd", "rdf", "rdfs", "xsd")


def axioms(law: Law) -> str:
    """The file ontology/dl/facts.ttl."""
    facts = sorted(
        (fact for fact in law.facts.values() if not fact.is_a("ComputedFact")),
        key=lambda fact: fact.name,
    )
    members = {fact.value_type: fact.members for fact in facts if fact.members}
    blocks = [
        ABOUT,
        "# No subject is of two classes",
        _all_disjoint(f"qd:{kind}" for kind in KINDS),
        "# No value belongs to two facts, but for those that do",
        *_apart(members),
        "# The values of a fact differ from one another",
        *(_all_different(members[kind]) for kind in sorted(members)),
        "# The facts, A to Z",
        *(block for fact in facts for block in _of_fact(law, fact)),
    ]
    used = sorted({*_PREFIXES, *_lists_named(blocks)})
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used)
    return HEAD + head + "\n" + "\n\n".join(blocks) + "\n"


def _lists_named(blocks: Iterable[str]) -> set[str]:
    """The prefixes of lists whose terms stand in some blocks."""
    text = "\n".join(blocks)
    return {
        name
        for name in PREFIXES
        if f" {name}:" in text or f"\n{name}:" in text
    }


def _all_disjoint(classes: Iterable[str]) -> str:
    named = " ".join(classes)
    return (
        f"[] a owl:AllDisjointClasses ;\n    owl:members ( {named} ) ;\n    ."
    )


def _all_different(members: Iterable[str]) -> str:
    named = " ".join(map(curie, sorted(members)))
    return f"[] a owl:AllDifferent ;\n    owl:distinctMembers ( {named} ) ;\n    ."


def _apart(members: dict[str, frozenset[str]]) -> Iterator[str]:
    """The classes of values that share none, in one statement; each of the rest by itself."""
    classes = sorted(members)
    sharing = [
        (one, other)
        for one in classes
        for other in classes
        if one < other and members[one] & members[other]
    ]
    beside = {one for one, _ in sharing}
    apart = [one for one in classes if one not in beside]
    yield _all_disjoint(map(curie, apart))
    for one in sorted(beside):
        others = [
            curie(other)
            for other in classes
            if other != one and not members[one] & members[other]
        ]
        named = " , ".join(others)
        yield f"{curie(one)} owl:disjointWith {named} ."


def _of_fact(law: Law, fact: FactType) -> Iterator[str]:
    lines = []
    if not fact.is_a("ManyValued"):
        lines.append("a owl:FunctionalProperty")
    lines.append(f"rdfs:domain {_stated_of(fact)}")
    if (taken := _taken(fact)) is not None:
        lines.append(f"rdfs:range {taken}")
    body = "".join(f"    {line} ;\n" for line in lines)
    yield f"qd:{fact.name}\n{body}    ."
    if fact.closed_by:
        yield _excludes(
            f"owl:onProperty qd:{fact.closed_by} ; owl:hasValue true",
            f"owl:onProperty qd:{fact.name} ; owl:someValuesFrom owl:Thing",
        )
    for alone in sorted(fact.alone):
        others = " ".join(map(curie, sorted(fact.members - {alone})))
        yield _excludes(
            f"owl:onProperty qd:{fact.name} ; owl:hasValue {curie(alone)}",
            f"owl:onProperty qd:{fact.name} ; owl:someValuesFrom"
            f" [ a owl:Class ; owl:oneOf ( {others} ) ]",
        )


def _excludes(one: str, other: str) -> str:
    return (
        f"[ a owl:Restriction ; {one} ]\n"
        f"    owl:disjointWith [ a owl:Restriction ; {other} ] ;\n    ."
    )


def _stated_of(fact: FactType) -> str:
    return _union(kind for kind in KINDS if may_state(fact, kind))


def _union(kinds: Iterable[str]) -> str:
    named = [f"qd:{kind}" for kind in kinds]
    if len(named) == 1:
        return named[0]
    return f"[ a owl:Class ; owl:unionOf ( {' '.join(named)} ) ]"


def _taken(fact: FactType) -> str | None:
    """The values that a fact takes; None where they are open, or of no datatype of OWL 2."""
    kind = fact.value_type
    if local(kind) in LINKED and kind.startswith(QD):
        return _union(LINKED[local(kind)])
    if kind in _DATATYPES:
        return curie(kind)
    if kind.startswith((XSD, RDF, RDFS)) or fact.is_a("OpenValued"):
        return None
    return curie(kind)
