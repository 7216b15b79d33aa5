"""Work that is shared out over the cores tells what one process tells."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from qingdan.cores import shared_out
from qingdan.deciding import batch_checks
from qingdan.deciding.batch import decide
from qingdan.errors import InputError
from qingdan.inventory.read import ingest
from qingdan.law.load import law

DAY = date(2026, 3, 2)
WORKED = Path(__file__).parents[1] / "data" / "inventories" / "icv-maker.ttl"


def doubled(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each number with its double, and where it was worked out."""
    for number in numbers:
        yield 2 * number, os.getpid()


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of three cores, and a process without threads."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.parametrize("many", [0, 1, 4, 5, 100])
def test_each_is_told_once(many: int) -> None:
    """Few by this process alone, more by one for each core."""
    told = list(shared_out(doubled, range(many), few=5))
    assert sorted(double for double, _ in told) == [
        2 * number for number in range(many)
    ]
    processes = {process for _, process in told}
    assert len(processes) == (3 if many >= 5 else min(many, 1))


def test_a_process_with_threads_is_not_forked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the others hold, it works by itself."""
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    told = list(shared_out(doubled, range(100), few=5))
    assert {process for _, process in told} == {os.getpid()}


def test_what_a_process_leaves_undone_is_done_here() -> None:
    """One that dies on the way, for want of memory say, leaves no task out."""
    here = os.getpid()

    def dying(numbers: Sequence[int]) -> Iterator[int]:
        for number in numbers:
            if number > 30 and os.getpid() != here:
                os._exit(1)
            yield number

    assert set(shared_out(dying, range(50), few=2)) == set(range(50))


def test_an_error_is_raised_here() -> None:
    """It is not lost with the process that met it."""

    def failing(numbers: Sequence[int]) -> Iterator[int]:
        for number in numbers:
            yield 1 // (number - 7)

    with pytest.raises(ZeroDivisionError):
        list(shared_out(failing, range(12), few=2))


def test_an_inventory_is_decided_alike_by_one_process_and_by_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same answers in the same order."""
    register = ingest(law(), [WORKED])
    try:
        alone = decide(register, DAY, frozenset()).answers
        monkeypatch.setattr(batch_checks, "_FEW", 2)
        assert decide(register, DAY, frozenset()).answers == alone
        assert len(alone) > 50
    finally:
        register.close()


def test_every_fault_is_told_whichever_process_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts that contradict one another, of items of every process."""
    path = tmp_path / "inventory.ttl"
    items = "".join(
        f"<urn:x:i{number}> a qd:DataItem ; qd:heldBy <urn:x:h> ;"
        " qd:containsPersonalInformation false ;"
        f" qd:personalInformationKind qd:{kind} .\n"
        for number, kind in enumerate(("Name", "ContactDetail", "OrderRecord"))
    )
    path.write_text(
        "PREFIX qd: <https://w3id.org/qingdan/ns/>\n"
        f"<urn:x:h> a qd:DataHandler .\n{items}",
        "utf-8",
    )
    told = []
    for few in (1_000, 2):
        monkeypatch.setattr(batch_checks, "_FEW", few)
        register = ingest(law(), [path])
        try:
            with pytest.raises(InputError) as refused:
                decide(register, DAY, frozenset())
        finally:
            register.close()
        told.append([str(fault) for fault in refused.value.faults])
    assert told[0] == told[1]
    for number in range(3):
        assert any(f"urn:x:i{number}" in fault for fault in told[0])
