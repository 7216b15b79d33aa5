"""
The shapes for other engines: cases in the form of the W3C suite, and a
materialised inventory, on which every engine finds our tiers item by item.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

import qingdan
import shacl_cases
from cases import loaded
from engines import ENGINES, Results
from guard import examples
from inventories import inventories
from qingdan import api
from qingdan.deciding.case import Case, cases
from qingdan.deciding.determination import Determination
from qingdan.files import folder
from qingdan.law.compile import compile_shape
from qingdan.law.conditions import Between, Condition
from qingdan.law.load import law
from qingdan.law.release import shapes
from qingdan.rdf.names import QD, local
from qingdan.reporting.materialised import known_values, lines

SH = Namespace("http://www.w3.org/ns/shacl#")
SUITE = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
FILES = sorted(shacl_cases.FOLDER.glob("*.ttl"))
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = date(2026, 3, 2)
# The package unpacks its Java at its first use, and leaves a file open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
]
CLEAR = {
    "ExemptOutOfList",
    "ExemptBelowThreshold",
    "ExemptGround",
    "NoRegulatedData",
    "NotAnExport",
}
# What a result must at the least be told of an answer.
TOLD = {
    "SecurityAssessment": {"Tier1", "Undetermined"},
    "StandardContractOrCertification": {"Tier1", "Tier2", "Undetermined"},
}
Tiers = dict[str, frozenset[str]]


def test_there_is_a_case_for_each_shape() -> None:
    """One file for each shape that items are held against, and in it the shape as the law has it."""
    graph = shacl_cases.conditions()
    named = {path.stem for path in FILES}
    targets = shacl_cases.targeted(graph)
    assert named == {local(shape) for shape in targets}
    for shape in targets:
        path = shacl_cases.FOLDER / f"{local(shape)}.ttl"
        filed = shacl_cases.part(Graph().parse(path), shape)
        assert isomorphic(filed, shacl_cases.part(graph, shape)), (
            f"{path.name} is not of the law: python tests/support/shacl_cases.py"
        )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_cases_of_the_shapes(engine: str, tmp_path: Path) -> None:
    """
    Each engine finds in each case what its report expects. The cases are put
    together, the names of each made its own, so that an engine starts once.
    """
    expected: Counter[tuple[str, str]] = Counter()
    together = Graph()
    for number, path in enumerate(FILES):
        case = Graph().parse(path)
        for result in case.objects(None, SH.result):
            focus = str(case.value(result, SH.focusNode))
            severity = local(str(case.value(result, SH.resultSeverity)))
            expected[_own(focus, number), severity] += 1
        shape = path.stem
        for triple in case:
            together.add(
                tuple(
                    URIRef(_own(str(term), number))
                    if isinstance(term, URIRef)
                    else term
                    for term in triple
                )
            )
        for target in list(together.triples((None, SH.targetClass, None))):
            together.remove(target)
        for name in (shacl_cases.VALID, shacl_cases.INVALID):
            together.add(
                (
                    URIRef(f"{shacl_cases.SHAPE}{shape}"),
                    SH.targetNode,
                    URIRef(_own(name, number)),
                )
            )
    path = tmp_path / "cases.nt"
    together.serialize(path, format="nt", encoding="utf-8")
    found = Counter(
        {
            (focus, severity): 1
            for focus, severity, _ in ENGINES[engine](path, path)
        }
    )
    assert found == expected


def _own(name: str, number: int) -> str:
    """The name of a subject of a case, as its alone."""
    return name.replace("urn:x:", f"urn:x{number}:")


@cache
def conditions() -> list[tuple[str, Condition, bool]]:
    """The shapes that items are held against: severity, condition, whether it asks for a fact."""
    graph = shacl_cases.conditions()
    return [
        (
            shacl_cases.severity(graph, shape),
            compile_shape(law().graph, shape),
            "/Known-" in shape,
        )
        for shape in shacl_cases.targeted(graph)
    ]


def ours(case: Case) -> tuple[set[str], set[str]]:
    """
    The tiers that our conditions reach, and those that wait for a fact;
    a number that is not stated, as a limit lies between its bounds, is not known.
    """
    facts = {
        name: values
        for name, values in case.facts.items()
        if not isinstance(values, Between) or known_values(law(), values)
    }
    reached, waiting = set(), set()
    for tier, condition, asks in conditions():
        status = shacl_cases.told(condition, facts, asks)
        if status is None:
            waiting.add(tier)
        elif not status:
            reached.add(tier)
    return reached, waiting


def theirs(results: Results) -> Tiers:
    """The severities that an engine finds of each item."""
    found: dict[str, set[str]] = defaultdict(set)
    for focus, severity, _ in results:
        found[focus].add(severity)
    return {focus: frozenset(found[focus]) for focus in found}


def held(
    path: Path,
    told: dict[str, tuple[Case, Determination]],
    names: Iterable[str],
) -> None:
    """
    Every engine finds the same; for each item our tiers, beside them only those whose
    condition waits for a fact; and nothing only where the answer is a clearance.
    """
    text = path.parent / "shapes.ttl"
    text.write_text(shapes("conditions"), "utf-8")
    found = {name: ENGINES[name](path, text) for name in names}
    reference, *others = found
    for other in others:
        assert found[other] == found[reference], other
    tiers = theirs(found[reference])
    assert set(tiers) <= set(told)
    for item, (case, determination) in told.items():
        of_item = tiers.get(item, frozenset())
        reached, waiting = ours(case)
        assert reached <= of_item <= reached | waiting, item
        outcome = determination.outcome
        assert of_item or outcome in CLEAR, (item, outcome)
        assert outcome not in TOLD or of_item & TOLD[outcome], item


def test_engines_agree_on_the_worked_inventory(tmp_path: Path) -> None:
    """Each item has the tiers that our conditions have, by every engine."""
    read = api.load([MAKER])
    determinations = {one.item: one for one in api.decide(read, DAY)}
    told = {}
    for item in read.items:
        met = list(cases(law(), read, item, DAY))
        for number, case in enumerate(met, 1):
            name = item.iri if len(met) == 1 else f"{item.iri}#case-{number}"
            told[name] = case, determinations[item.iri]
    path = tmp_path / "items.nt"
    path.write_text("".join(lines(law(), read, DAY)), "utf-8")
    held(path, told, ENGINES)


def test_engines_agree_on_random_items(tmp_path: Path) -> None:
    """
    The same for random inventories: in the suite for some, by the engines
    that need no Java and no minute; `QINGDAN_EXAMPLES=1000` tries many by all.
    """
    told: dict[str, tuple[Case, Determination]] = {}
    text: list[str] = []

    @settings(
        max_examples=examples(80),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inventories())
    def collect(drawn: tuple[dict[str, dict[str, object]], str]) -> None:
        facts, stated = drawn
        day = date.fromisoformat(stated)
        try:
            read = loaded(facts)
            determination = next(api.decide(read, day))
        except qingdan.InputError:
            return
        (case, *more) = cases(law(), read, read.items[0], day)
        if more:
            return
        number = len(told)
        told[_own("urn:x:item", number)] = case, determination
        text.extend(_own(line, number) for line in lines(law(), read, day))

    collect()
    path = tmp_path / "items.nt"
    path.write_text("".join(text), "utf-8")
    held(path, told, ENGINES if examples(0) else ("shacl", "rudof"))


def test_what_is_materialised_is_whole() -> None:
    """Each item has a handler, a tally and an export of its own, and says whose they are."""
    read = api.load([MAKER])
    graph = Graph().parse(data="".join(lines(law(), read, DAY)), format="nt")
    items = set(graph.subjects(RDF.type, URIRef(QD + "DataItem")))
    assert len(items) >= len(read.items)
    for item in items:
        (handler,) = graph.objects(item, URIRef(QD + "heldBy"))
        assert len(set(graph.subjects(URIRef(QD + "heldBy"), handler))) == 1
