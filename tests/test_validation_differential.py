"""
Our engine against pySHACL, against a third engine and against
vetting: the same results, shape by shape and subject by subject.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import shacl
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pyshacl import constraints, shape

from faulty import (
    FAULTS,
    A,
    Triples,
    each_fact_twice_and_wrong,
    made,
    qd,
    written,
)
from qingdan.deciding.batch import decide
from qingdan.errors import InputError
from qingdan.files import shape_files
from qingdan.inventory.read import ingest
from qingdan.inventory.table import Register
from qingdan.law.load import law
from qingdan.rdf.names import SHAPE, curie
from qingdan.validating.by_pyshacl import form, levelled, stated
from qingdan.validating.by_pyshacl import kinds as kinds_of
from qingdan.validating.by_pyshacl import shapes as shape_graph
from qingdan.validating.report import Report
from qingdan.validating.validate import validated

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:rdflib.*")
Results = Counter[tuple[str, str, str, str | None, str, str | None]]
DAY = date(2026, 3, 2)
_ALL = 1 << 16
SLOW = "QINGDAN_SLOW" in os.environ
# pySHACL tells a subject once, however many solutions a query has
_ONCE_EACH = ("shape:OneTallyAYear", "shape:TallyEndsInItsYear")


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """What pySHACL looks up in a list, for each statement of each shape, is looked up in a set."""
    with pytest.MonkeyPatch.context() as patch:
        looked_up = (
            frozenset(constraints.ALL_CONSTRAINT_PARAMETERS),
            constraints.CONSTRAINT_PARAMETERS_MAP,
        )
        patch.setattr(shape, "CONSTRAINT_PARAMS", looked_up, raising=False)
        yield


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Ill-formed literals are the matter of these tests; rdflib need not log them."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


@contextmanager
def taken_in(path: Path) -> Iterator[Register]:
    """The register of a file."""
    register = ingest(law(), [path])
    try:
        yield register
    finally:
        register.close()


def reported(register: Register, engine: str) -> Report:
    """The report of an engine on an inventory."""
    return validated(register, engine, _ALL, once=False)


def results(report: Report) -> Results:
    """
    Every result by shape, constraint, severity, path,
    subject and value; what is counted is what is listed.
    """
    found: Results = Counter()
    for cause, focus, value, *_ in report.results:
        found[
            cause.shape,
            cause.component,
            cause.severity,
            cause.path,
            focus,
            value,
        ] += 1
    listed, counted = Counter[str](), Counter[str]()
    for key, count in found.items():
        listed[str(key[:4])] += count
    for cause, count in report.counts:
        counted[str(cause[:4])] += count
    assert counted == listed
    return Counter(
        {
            key: 1 if key[0] in _ONCE_EACH else count
            for key, count in found.items()
        }
    )


def held_equal(triples: Triples, folder: Path) -> Results:
    """Hold the engines equal on some triples; the results."""
    with taken_in(written(triples, folder / "inventory.nt")) as register:
        ours, theirs = (
            results(reported(register, "distinct")),
            results(reported(register, "pyshacl")),
        )
    assert ours == theirs, {
        "ours alone": ours - theirs,
        "theirs alone": theirs - ours,
    }
    return ours


@pytest.mark.parametrize("kind", FAULTS)
def test_engines_agree_on_a_kind_of_fault(kind: str, tmp_path: Path) -> None:
    """Each kind of fault by itself, several times in a small inventory."""
    held_equal(
        made(len(kind), 5 if SLOW else 4, 4 if SLOW else 3, only=kind),
        tmp_path,
    )


@pytest.mark.parametrize("seed", range(3))
def test_engines_agree_on_faulty_inventories(
    seed: int, tmp_path: Path
) -> None:
    """Fifty items, in the slow check three times as many, and two faults of every kind."""
    held_equal(made(seed, 150 if SLOW else 50, 2 * len(FAULTS)), tmp_path)


@settings(
    max_examples=12 if SLOW else 6,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 1 << 30),
    items=st.integers(1, 8),
    kinds=st.lists(st.sampled_from(sorted(FAULTS)), max_size=6),
)
def test_engines_agree_on_any_mixture_of_faults(
    seed: int,
    items: int,
    kinds: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """
    A few items and faults on top of one another, in every
    combination that is drawn and leaves an item.
    """
    triples = made(seed, items, 0, also=kinds)
    assume(
        any(
            one.predicate == A and one.object == qd("DataItem")
            for one in triples
        )
    )
    held_equal(triples, tmp_path_factory.mktemp("mixture"))


def test_every_shape_of_form_is_hit(tmp_path: Path) -> None:
    """
    No shape of the form of an inventory is idle: each finds
    something in a few faulty inventories.
    """
    named = {
        curie(str(shape))
        for shape in form().subjects()
        if len(str(shape)) > len(SHAPE)
    }
    named = {shape for shape in named if shape.startswith("shape:")}
    paths = [
        written(made(seed, 100, 2 * len(FAULTS)), tmp_path / f"{seed}.nt")
        for seed in range(12)
    ]
    paths.append(written(each_fact_twice_and_wrong(), tmp_path / "facts.nt"))
    hit: set[str] = set()
    for path in paths:
        with taken_in(path) as register:
            report = reported(register, "distinct")
        hit |= {cause.shape for cause, _ in report.counts}
    assert named - hit == set()


@pytest.mark.parametrize("seed", range(2))
def test_a_third_engine_agrees(seed: int, tmp_path: Path) -> None:
    """
    The engine of the package `shacl` finds the same
    subjects by the same shapes and constraints.
    """
    kinds = [kind for kind in FAULTS if kind != "another class"]
    triples = made(seed, 60, 0, also=kinds)
    with taken_in(written(triples, tmp_path / "inventory.nt")) as register:
        report = reported(register, "distinct")
        graphs = (
            (stated(register), form()),
            (
                levelled(register) + kinds_of(register),
                shape_graph(*shape_files()),
            ),
        )
    theirs: Counter[tuple[str, str, str]] = Counter()
    for data, shapes in graphs:
        text = shapes.serialize(format="nt"), data.serialize(format="nt")
        for one in (
            shacl.Shapes.from_text(text[0], "ntriples")
            .validate_text(text[1], "ntriples")
            .results
        ):
            theirs[
                curie(str(one.root_shape).strip("<>")),
                one.component,
                focus(one.focus_node.strip("<>")),
            ] += 1
    ours: Counter[tuple[str, str, str]] = Counter()
    for key, count in results(report).items():
        ours[key[0], key[1], focus(key[4])] += count
    ours -= Counter(
        {key: count for key, count in ours.items() if key[1] == "Levelling"}
    )
    assert ours == theirs, {
        "ours alone": ours - theirs,
        "theirs alone": theirs - ours,
    }


def focus(name: str) -> str:
    """A subject; blank nodes under one name, which no two engines share."""
    return "_:" if name.startswith("_:") else name


@pytest.mark.parametrize("kind", [None, *FAULTS])
def test_decide_refuses_what_validate_calls_a_fault(
    kind: str | None, tmp_path: Path
) -> None:
    """A violation is what keeps an inventory from being decided, no more and no less."""
    for seed in range(6 if SLOW else 2):
        triples = made(seed, 8, 1 if kind else 0, only=kind)
        with taken_in(written(triples, tmp_path / "inventory.nt")) as register:
            violated = {
                cause.shape
                for cause, _ in reported(register, "distinct").counts
                if cause.severity == "Violation"
            }
            try:
                decide(register, DAY, frozenset())
                refused = ""
            except InputError as error:
                refused = str(error)
        assert bool(violated) == bool(refused), (seed, violated, refused)
