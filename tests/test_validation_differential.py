"""Our engine against pySHACL and against vetting: the same results, shape by shape and subject by subject."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faulty import FAULTS, Triples, made, sound, written
from qingdan.bulk import answers, refuse_faults
from qingdan.errors import InputError
from qingdan.ingest import ingest
from qingdan.law import law
from qingdan.reference import findings as by_pyshacl
from qingdan.register import Register
from qingdan.validation import Finding, Validator

pytestmark = pytest.mark.filterwarnings("ignore")
Results = Counter[tuple[str, str, str, str | None, str, str | None]]


def told(register: Register, findings: Iterable[Finding]) -> Results:
    """Every result by shape, constraint, severity, path, subject and value."""
    found: Results = Counter()
    for finding in findings:
        rows = register.store.rows(finding.sql, *finding.values)
        assert len(rows) == finding.items, (finding, rows)
        cause = finding.cause
        found.update((cause.shape, cause.component, cause.severity, cause.path, row[0], finding.value) for row in rows)
    return found


def engines(path: Path) -> tuple[Results, Results]:
    """The results of our engine and of pySHACL."""
    register = ingest(law(), [path])
    try:
        return told(register, Validator(register).findings()), told(register, by_pyshacl(register))
    finally:
        register.close()


def held_equal(triples: Triples, folder: Path) -> Results:
    """Hold the engines equal on some triples; the results."""
    ours, theirs = engines(written(triples, folder / "inventory.nt"))
    assert ours == theirs, {"ours alone": ours - theirs, "theirs alone": theirs - ours}
    return ours


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_on_faulty_inventories(seed: int, tmp_path: Path) -> None:
    """A hundred items and seventy faults of every kind."""
    held_equal(made(seed, 100, 70), tmp_path)
