"""Our engine against pySHACL and against vetting: the same results, shape by shape and subject by subject."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faulty import FAULTS, Triples, made, sound, written
from qingdan.findings import validated
from qingdan.ingest import ingest
from qingdan.law import law

pytestmark = pytest.mark.filterwarnings("ignore")
Results = Counter[tuple[str, str, str, str | None, str, str | None]]


def results(path: Path, engine: str) -> Results:
    """Every result of an engine by shape, constraint, severity, path, subject and value."""
    register = ingest(law(), [path])
    try:
        report = validated(register, engine, 1 << 16)
    finally:
        register.close()
    found: Results = Counter()
    for cause, focus, value, _, _ in report.results:
        found[cause.shape, cause.component, cause.severity, cause.path, focus, value] += 1
    counted = Counter({cause[:4]: count for cause, count in report.counts})
    listed: Counter[tuple[str, str, str, str | None]] = Counter()
    for key, count in found.items():
        listed[key[:4]] += count
    assert counted == listed
    return found


def engines(path: Path) -> tuple[Results, Results]:
    """The results of our engine and of pySHACL."""
    return results(path, "distinct"), results(path, "pyshacl")


def held_equal(triples: Triples, folder: Path) -> Results:
    """Hold the engines equal on some triples; the results."""
    ours, theirs = engines(written(triples, folder / "inventory.nt"))
    assert ours == theirs, {"ours alone": ours - theirs, "theirs alone": theirs - ours}
    return ours


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_on_faulty_inventories(seed: int, tmp_path: Path) -> None:
    """A hundred items and seventy faults of every kind."""
    held_equal(made(seed, 100, 70), tmp_path)
