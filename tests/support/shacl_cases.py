"""
The cases in tests/shacl/: for each shape that an item is held against, an item that conforms
and one that does not, in the form of the W3C suite. `python tests/support/shacl_cases.py` writes them.

What the report must hold is what our own conditions say of the facts; no engine has part in it.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from rdflib import BNode, Graph, Namespace, URIRef

from qingdan.deciding.case import Case
from qingdan.files import shape_files
from qingdan.law.compile import compile_shape
from qingdan.law.conditions import Condition, Fact, Facts, Known
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.graph import Value
from qingdan.rdf.names import PREFIXES, QD, SHAPE, XSD, Iri
from qingdan.reporting.materialised import known_values, triples

DAY = date(2026, 3, 2)
DAYS = ("2024-03-21", "2025-09-04", "2026-03-02", "2027-09-06")
NUMBERS = (
    0,
    1,
    9_999,
    10_000,
    99_999,
    100_000,
    999_999,
    1_000_000,
    10_000_000,
)
FOLDER = Path(__file__).parents[1] / "shacl"
SH = Namespace("http://www.w3.org/ns/shacl#")
HEAD = """\
# {name}: an item that conforms and one that does not. Written by tests/support/shacl_cases.py.
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sht: <http://www.w3.org/ns/shacl-test#> .
"""
MANIFEST = """
<> a mf:Manifest ;
    mf:entries ( <#case> ) .

<#case> a sht:Validate ;
    rdfs:label "{name}" ;
    mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ;
    mf:status sht:approved ;
    mf:result [
        a sh:ValidationReport ;
        sh:conforms false ;
{results}    ] .
"""
RESULT = """\
        sh:result [ a sh:ValidationResult ; sh:focusNode <urn:x:breaks> ; sh:resultSeverity qd:{severity} ] ;
"""
VALID, INVALID = "urn:x:conforms", "urn:x:breaks"


def conditions() -> Graph:
    """Every condition shape as it is filed."""
    graph = Graph()
    for path in shape_files():
        graph.parse(path)
    return graph


def targeted(graph: Graph) -> list[str]:
    """The shapes that every item is held against."""
    found = graph.subjects(SH.targetClass, URIRef(QD + "DataItem"))
    return sorted(str(shape) for shape in found)


def severity(graph: Graph, shape: str) -> str:
    """What a result of a shape means."""
    return str(graph.value(URIRef(shape), SH.severity)).removeprefix(QD)


def values(fact: FactType) -> list[Value]:
    """Values of a fact, those at the limits of the law among them."""
    if fact.value_type == XSD + "boolean":
        return [True, False]
    if fact.value_type == XSD + "date":
        return [date.fromisoformat(day) for day in DAYS]
    if fact.members:
        return [Iri(member) for member in sorted(fact.members)]
    return list(NUMBERS)


def told(condition: Condition, facts: Facts, asks: bool) -> bool | None:
    """What a condition says of facts; one that `asks` whether they are stated takes them as closed."""
    if not asks:
        return condition.evaluate(facts).status
    closed = {
        test.fact: Known(known_values(law(), facts.get(test.fact, ())))
        for test in condition.tests()
    }
    return condition.evaluate(closed).status


def facts_for(shape: str) -> dict[bool, dict[str, Fact]]:
    """The fewest facts by which a condition holds, and by which it does not; of many that are drawn."""
    condition = compile_shape(law().graph, shape)
    read = sorted({test.fact for test in condition.tests()})
    rng = random.Random(shape)
    fewest: dict[bool, dict[str, Fact]] = {}
    for _ in range(2_000):
        facts: dict[str, Fact] = {}
        for fact in (law().facts[name] for name in read):
            if rng.random() < 0.8:
                facts[fact.name] = Known([rng.choice(values(fact))])
            elif fact.is_a("Claim") or fact.closed_by:
                facts[fact.name] = Known()
        verdict = told(condition, facts, "/Known-" in shape)
        before = fewest.get(bool(verdict))
        if verdict is not None and (
            before is None or len(facts) < len(before)
        ):
            fewest[verdict] = facts
    return fewest


def part(graph: Graph, shape: str) -> Graph:
    """A shape, with the shapes that it names."""
    kept, todo = Graph(), [URIRef(shape)]
    seen: set[object] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        for triple in graph.triples((node, None, None)):
            kept.add(triple)
            is_shape = str(triple[2]).startswith(SHAPE)
            if isinstance(triple[2], BNode) or is_shape:
                todo.append(triple[2])
    return kept


def written(graph: Graph, shape: str) -> str:
    """The case of a shape as Turtle."""
    data = Graph()
    for prefix, base in PREFIXES.items():
        data.bind(prefix, base, replace=True)
    stated: set[str] = set()
    facts = facts_for(shape)
    for verdict, name in ((True, VALID), (False, INVALID)):
        case = Case(name, None, DAY, facts[verdict], {}, {}, ())
        for triple in triples(law(), case, name, stated):
            data.parse(data=f"{triple} .", format="nt")
    data += part(graph, shape)
    name = shape.removeprefix(SHAPE)
    results = RESULT.format(severity=severity(graph, shape))
    body = data.serialize(format="turtle").rstrip()
    manifest = MANIFEST.format(name=name, results=results)
    return f"{HEAD.format(name=name)}{body}\n{manifest}"


def made() -> dict[Path, str]:
    """Each file with its text."""
    graph = conditions()
    return {
        FOLDER / f"{shape.removeprefix(SHAPE)}.ttl": written(graph, shape)
        for shape in targeted(graph)
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in made().items():
        path.write_text(text, "utf-8")
