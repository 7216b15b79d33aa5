"""
The shapes of an inventory say what the vocabulary says, and nothing
in an inventory can change a rule, a shape or an answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection

from calls import call
from faulty import KINDS, stated
from qingdan.files import folder
from qingdan.inventory.kinds import MECHANISMS, may_state
from qingdan.law.load import law
from qingdan.law.model import FactType
from qingdan.rdf.names import QD, SH, SHAPE, XSD
from qingdan.validating.by_pyshacl import form

S, OURS, ABOUT = Namespace(SH), Namespace(SHAPE), Namespace(QD)
FACTS = [pytest.param(fact, id=fact.name) for fact in stated()]
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")


def graph() -> Graph:
    """The shapes of form."""
    return form()


def members(node: Any) -> set[str]:
    """The members that `sh:in` allows, wherever it stands in a shape."""
    found: set[str] = set()
    for allowed in graph().objects(node, S["in"]):
        found |= {str(member) for member in Collection(graph(), allowed)}
    for alternatives in graph().objects(node, S["or"]):
        for part in Collection(graph(), alternatives):
            found |= members(part)
    return found


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_the_shape_of_its_values(fact: FactType) -> None:
    """The path, datatype, class or members of the shape are those that the ontology declares."""
    shape = OURS["Value-" + fact.name]
    assert set(graph().objects(shape, S.path)) == {URIRef(fact.iri)}
    datatypes = {str(kind) for kind in graph().objects(shape, S.datatype)}
    kind = fact.value_type
    if kind in (XSD + "boolean", XSD + "date"):
        assert datatypes == {kind}
    elif kind == QD + "Mechanism":
        assert set(MECHANISMS) <= set(KINDS)
    elif kind.removeprefix(QD) in KINDS:
        assert {str(one) for one in graph().objects(shape, S["class"])} == {
            kind
        }
    elif fact.members:
        assert members(shape) == set(fact.members)
    else:
        kinds = {
            str(one).removeprefix(SH)
            for one in graph().objects(shape, S.nodeKind)
        }
        assert kinds <= {"Literal", "IRIOrLiteral"}
        assert kinds or kind in (XSD + "nonNegativeInteger", XSD + "gYear")


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_stated_once_where_it_has_one_value(fact: FactType) -> None:
    """There is a shape `Once-` for each fact with one value at a time, and for no other."""
    once = set(graph().objects(OURS["Once-" + fact.name], S.maxCount))
    assert {int(number) for number in once} == (
        set() if fact.is_a("ManyValued") else {1}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_may_state_what_the_vocabulary_lets_it_state(
    kind: str,
) -> None:
    """
    The closed shape of a class lists the value shapes, and
    the once shapes, of its facts, and no others.
    """
    listed = {
        str(shape).removeprefix(SHAPE)
        for shape in graph().objects(OURS[kind], S.property)
    }
    facts = [fact for fact in stated() if may_state(fact, kind)]
    expected = {"Value-" + fact.name for fact in facts} | {
        "Once-" + fact.name for fact in facts if not fact.is_a("ManyValued")
    }
    kept = ("Value-", "Once-")
    assert {name for name in listed if name.startswith(kept)} == expected
    assert set(graph().objects(OURS[kind], S.closed)) != set()


def test_no_shape_names_an_unknown_fact() -> None:
    """
    Every name of the vocabulary in the shapes is a fact, a
    class, a known value, or a word about shapes.
    """
    known = {
        QD + name
        for name in (*law().facts, *KINDS, "mend", "judgedBy", "Levelling")
    }
    known |= {
        member for fact in law().facts.values() for member in fact.members
    }
    named = {
        str(term)
        for triple in graph()
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(QD)
    }
    assert named - known == set()
    targets = {
        str(one) for one in graph().objects(OURS.HasClass, S.targetSubjectsOf)
    }
    assert targets == {fact.iri for fact in stated()}


def test_every_shape_has_a_message_and_a_mend_in_both_languages() -> None:
    """A person is told what is wrong and what to do, in English and Chinese."""
    named = {
        *graph().subjects(RDF.type, S.NodeShape),
        *graph().subjects(RDF.type, S.PropertyShape),
    }
    for shape in named - {OURS.KnownClass}:
        for told in (S.message, ABOUT.mend):
            assert {
                text.language for text in graph().objects(shape, told)
            } == {
                "en",
                "zh",
            }, (
                shape,
                told,
            )


TAKEOVERS = {
    "a rule deactivated": f"<{SHAPE}NotCoreData> sh:deactivated true . <{SHAPE}Value-secrecy> sh:deactivated true .",
    "a severity lowered": f"<{SHAPE}BelowTier1-SensitiveVolume> sh:severity sh:Info .",
    "a shape that allows all": "[] a sh:NodeShape ; sh:targetClass qd:DataItem ; sh:closed false .",
    "a shape that finds fault": "[] a sh:NodeShape ; sh:targetClass qd:DataItem ; sh:property [ sh:path qd:title ; sh:minCount 99 ] .",
    "a class below another": "<urn:x:Thing> rdfs:subClassOf qd:DataItem . <urn:x:other> a <urn:x:Thing> .",
    "a class made another": "qd:DataItem rdfs:subClassOf owl:Nothing . qd:DataItem owl:equivalentClass qd:Export .",
    "a property below another": "<urn:x:p> rdfs:subPropertyOf qd:coreData . qd:coreData owl:inverseOf qd:heldBy .",
    "a type of a value": "<urn:x:value> rdf:type <https://w3id.org/qingdan/cq-2025/ListedItem> .",
    "a parameter": "<https://w3id.org/qingdan/cq-2025/parameter-held-ordinary> rdf:value 1 ; rdfs:label 'more'@en .",
    "an import": "<> a owl:Ontology ; owl:imports <https://w3id.org/qingdan/ontology/core> , <urn:x:elsewhere> .",
    "shapes named": "<> sh:shapesGraph <urn:x:shapes> ; sh:entailment <http://www.w3.org/ns/entailment/RDFS> .",
}
PREFIXES = "".join(
    f"@prefix {name}: <{base}> .\n"
    for name, base in {
        "owl": "http://www.w3.org/2002/07/owl#",
        "qd": QD,
        "rdf": str(RDF),
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "sh": SH,
    }.items()
)


@pytest.fixture(scope="module")
def before() -> tuple[str, dict[str, Any]]:
    """The answers and the report of the worked inventory as it is."""
    return answers(MAKER), report("distinct", MAKER)


def answers(*files: Path) -> str:
    """The rows that are decided."""
    found = call("decide", *files, *DAY, "--format", "csv")
    assert found.status == 0, found.err
    return found.out


def report(engine: str, *files: Path) -> dict[str, Any]:
    """The report on an inventory, without what tells the files and what was ignored."""
    document = json.loads(
        call(
            "validate",
            *files,
            "--format",
            "json",
            "--engine",
            engine,
            "--max-findings",
            "0",
        ).out
    )
    return {
        name: value
        for name, value in document.items()
        if name in ("conforms", "nodes", "total", "counts", "rules")
    }


@pytest.mark.parametrize("takeover", TAKEOVERS)
def test_uploaded_triples_change_no_rule(
    takeover: str, before: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    """
    Statements about law, shapes and classes are read past: the
    same answers, the same findings, and they are told as ignored.
    """
    extra = tmp_path / "extra.ttl"
    extra.write_text(PREFIXES + TAKEOVERS[takeover], "utf-8")
    assert answers(MAKER, extra) == before[0]
    assert report("distinct", MAKER, extra) == before[1]
    ignored = json.loads(
        call(
            "validate", MAKER, extra, "--format", "json", "--max-findings", "0"
        ).out
    )["ignored"]
    assert sum(one["count"] for one in ignored) >= 1


@pytest.mark.parametrize("engine", ["distinct", "pyshacl"])
def test_no_takeover_reaches_either_engine(
    engine: str, tmp_path: Path
) -> None:
    """
    All of them at once, in the file of the inventory
    itself: the findings of both engines stay as they are.
    """
    plain = (
        PREFIXES
        + "<urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:TopSecret .\n"
    )
    alone, beset = tmp_path / "alone.ttl", tmp_path / "beset.ttl"
    alone.write_text(plain, "utf-8")
    beset.write_text(plain + "\n".join(TAKEOVERS.values()), "utf-8")
    assert report(engine, beset) == report(engine, alone)


@pytest.mark.parametrize(
    "statement",
    [
        f"<{QD}SecurityAssessment> <{QD}strictness> 0 .",
        f"<{QD}coreData> <{QD}ifNotStated> false .",
        f"<urn:x:rule> a <{QD}Rule> .",
        f"<{QD}coreData> a <{QD}Annotation> .",
    ],
)
def test_law_in_our_own_words_is_refused(
    statement: str, tmp_path: Path
) -> None:
    """
    Statements in the vocabulary of the law are no facts:
    nothing is decided, and they are told as faults.
    """
    extra = tmp_path / "extra.ttl"
    extra.write_text(statement, "utf-8")
    decided = call("decide", MAKER, extra, *DAY)
    assert (decided.status, decided.out) == (2, "")
    assert "is not known" in decided.err
    assert call("validate", MAKER, extra, "--fail-on", "Violation").status == 1


def test_a_graph_name_changes_nothing(tmp_path: Path) -> None:
    """Statements in a named graph of ours are statements of the inventory like any other."""
    triples = list(ox.parse(path=str(MAKER), format=ox.RdfFormat.TURTLE))
    quads = [
        ox.Quad(
            one.subject,
            one.predicate,
            one.object,
            ox.NamedNode("https://w3id.org/qingdan/graph/law"),
        )
        for one in triples
    ]
    named = tmp_path / "named.nq"
    named.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    assert answers(named) == answers(MAKER)
