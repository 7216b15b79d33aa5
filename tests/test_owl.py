"""
The ontology for a DL reasoner: consistent, in its profiles, and of one
mind with us about contradictions; our look-up of inferred facts equal to owlrl's.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef

from cases import decided, document
from qingdan.errors import InputError
from qingdan.files import folder, ontology_files, reasoning_files
from qingdan.law.definitions import derived
from qingdan.law.load import law
from qingdan.law.release import FORMATS, merged, release
from qingdan.rdf.graph import Value
from qingdan.rdf.names import PREFIXES, QD, Iri
from reasoner import asked

ITEM = URIRef("urn:x:item")
HERE = Path(__file__).parent / "owl"
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((HERE / "contradictions.json").read_text("utf-8"))[
        "cases"
    ]
}
CHECKS = sorted((HERE / "checks").glob("*.rq"))
PREFIXED = "".join(
    f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items()
)
# What the law defines, as HermiT classifies it; no statement says any of these.
ABOVE = [
    ("OperatorExport", "ExportFromChina"),
    ("PersonalInformationOfOperator", "PersonalInformationItem"),
    ("SensitiveInformationItem", "PersonalInformationItem"),
    ("SensitiveVehicleItem", "ItemWithSensitiveInformation"),
    ("SensitivePersonalInformationItem", "ItemWithKind"),
    ("ChildItem", "ItemWithSensitiveInformation"),
]


@cache
def ontology() -> Graph:
    """Every ontology file in one graph, which nobody changes."""
    graph = Graph()
    for path in ontology_files():
        graph.parse(path)
    return graph


@cache
def whole_law() -> Graph:
    """The merged ontology, which nobody changes."""
    return merged()


def facts(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of a case, none beside those that it states."""
    return {
        part: case["facts"].get(part, {})
        for part in ("handler", "tally", "item", "export")
    }


@pytest.fixture(scope="module")
def reasoned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What HermiT finds of the merged ontology, and of each case with its vocabulary."""
    work = tmp_path_factory.mktemp("owl")
    whole = whole_law()
    maker = Graph().parse(folder("data") / "inventories" / "icv-maker.ttl")
    (whole + maker).serialize(work / "ontology.rdf", format="xml")
    closed = Graph() + ontology()
    closed.remove((None, OWL.imports, None))
    closed.serialize(work / "closed.rdf", format="xml")
    context = json.loads(
        (folder("ontology") / "context.jsonld").read_text("utf-8")
    )["@context"]
    declared = Graph()
    for kind in (OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty):
        for triple in whole.triples((None, RDF.type, kind)):
            declared.add(triple)
    for number, case in enumerate(CASES.values()):
        stated = document(facts(case)) | {"@context": context}
        graph = Graph().parse(data=json.dumps(stated), format="json-ld")
        (graph + declared).serialize(work / f"case-{number}.rdf", format="xml")
    wanted = {
        number: {
            f"urn:x:{part}": [QD + kind for kind in kinds]
            for part, kinds in case.get("types", {}).items()
        }
        for number, case in enumerate(CASES.values())
    }
    above = [[QD + below, QD + above] for below, above in ABOVE]
    (work / "asked.json").write_text(
        json.dumps({"cases": wanted, "above": above}), "utf-8"
    )
    found = asked(work)
    for told in ("cases", "types"):
        found[told] = {
            name: found[told][str(number)] for number, name in enumerate(CASES)
        }
    return found


def test_the_law_is_consistent_and_no_class_is_empty(
    reasoned: dict[str, Any],
) -> None:
    """With the worked inventory beside it; and every class could have a member."""
    assert reasoned["consistent"]
    assert reasoned["empty"] == []


def test_profiles(reasoned: dict[str, Any]) -> None:
    """
    What is released is in OWL 2 DL. What owlrl closes is in OWL 2 RL, but
    for annotations that are days, and classes defined by some value of a fact:
    of these it uses the half that RL has, from the facts to the class.
    """
    assert reasoned["DL"] == []
    beside = [
        told
        for told in reasoned["RL"]
        if "[AnnotationAssertion(" not in told
        and not (
            "requires an equivalent class expression" in told
            and "ObjectSomeValuesFrom" in told
        )
    ]
    assert beside == []


@pytest.mark.parametrize("name", CASES)
def test_a_contradiction_is_one_for_the_reasoner_and_for_us(
    name: str, reasoned: dict[str, Any]
) -> None:
    """Refused by us is inconsistent for HermiT, but for what OWL cannot tell; and the other way round."""
    case = CASES[name]
    if case.get("accepted"):
        decided(facts(case), "2026-03-02")
    else:
        with pytest.raises(InputError) as refused:
            decided(facts(case), "2026-03-02")
        assert case["refused"] in str(refused.value)
    inconsistent = not reasoned["cases"][name]
    assert inconsistent == ("accepted" not in case and "open" not in case)
    for part, classes in case.get("types", {}).items():
        types = reasoned["types"][name][f"urn:x:{part}"]
        assert types == [QD + kind for kind in classes]


@pytest.mark.parametrize(("below", "above"), ABOVE)
def test_what_the_law_defines_is_classified(
    below: str, above: str, reasoned: dict[str, Any]
) -> None:
    """A class that the law defines lies under another by what both mean."""
    assert [QD + below, QD + above] in reasoned["above"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_release_is_the_same_in_each_format(form: str) -> None:
    """As many statements as are merged, one head, no imports."""
    graph = Graph().parse(data=release(form), format=FORMATS[form])
    assert len(graph) == len(whole_law())
    assert len(set(graph.subjects(RDF.type, OWL.Ontology))) == 1
    assert not set(graph.objects(None, OWL.imports))


@cache
def released() -> bytes:
    """The merged ontology as Turtle."""
    return release("ttl").encode()


@pytest.mark.parametrize("query", CHECKS, ids=lambda path: path.stem)
def test_checklist(query: Path) -> None:
    """No row of a query of the checklist; and one where the fault that it names is put in."""
    text = query.read_text("utf-8")
    store = ox.Store()
    store.load(released(), format=ox.RdfFormat.TURTLE)
    assert [str(row["subject"]) for row in store.query(text)] == []
    fault = text.splitlines()[1].removeprefix("# Finds: ")
    store.load((PREFIXED + fault).encode(), format=ox.RdfFormat.TURTLE)
    assert list(store.query(text))


def test_the_catalogue_leads_to_every_module() -> None:
    """Every module that another imports is a file that the catalogue names, and no file is left out."""
    home = folder("ontology")
    catalogue = ElementTree.parse(home / "catalog-v001.xml").getroot()
    named = {str(one.get("name")): str(one.get("uri")) for one in catalogue}
    heads = {}
    for path in [*ontology_files(), *reasoning_files()]:
        module = Graph().parse(path)
        (head,) = module.subjects(RDF.type, OWL.Ontology)
        heads[str(head)] = str(path.relative_to(home))
        for imported in module.objects(head, OWL.imports):
            assert str(imported) in named, path
    assert named == heads


@pytest.mark.parametrize(
    "definition",
    law().definitions,
    ids=lambda definition: definition.iri.rsplit("/", 1)[-1],
)
def test_inferred_facts_are_those_of_owlrl(definition: object) -> None:
    """An item that meets a defined class gains exactly the facts that owlrl's closure gives it."""
    from owlrl import DeductiveClosure, OWLRL_Semantics

    stated: dict[str, list[Value]] = {
        fact: [sorted(values, key=str)[0]] for fact, values in definition.needs
    }  # type: ignore[attr-defined]
    graph = Graph() + _schema()
    for fact, values in stated.items():
        for value in values:
            graph.add(
                (
                    ITEM,
                    URIRef(QD + fact),
                    URIRef(value)
                    if isinstance(value, Iri)
                    else Literal(value),
                )
            )
            if isinstance(value, Iri):
                for kind in law().graph.iris(value, str(RDF.type)):
                    graph.add((URIRef(value), RDF.type, URIRef(kind)))
    before = {(p, o) for p, o in graph.predicate_objects(ITEM)}
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    gained = {
        (str(p).removeprefix(QD), str(o).lower())
        for p, o in set(graph.predicate_objects(ITEM)) - before
        if str(p).startswith(QD)
    }
    assert gained == {
        (fact, str(value).lower()) for _, fact, value in derived(law(), stated)
    }


@cache
def _schema() -> Graph:
    """The defined classes alone, to keep each closure short."""
    whole, schema = ontology(), Graph()
    todo = [URIRef(definition.iri) for definition in law().definitions]
    done = set()
    while todo:
        node = todo.pop()
        if node in done:
            continue
        done.add(node)
        for s, p, o in whole.triples((node, None, None)):
            if p in (
                RDF.type,
                OWL.equivalentClass,
                OWL.intersectionOf,
                OWL.onProperty,
                OWL.hasValue,
                OWL.someValuesFrom,
                RDF.first,
                RDF.rest,
            ) or str(p).endswith("subClassOf"):
                schema.add((s, p, o))
                if p != RDF.type and not isinstance(o, Literal):
                    todo.append(o)
    return schema
