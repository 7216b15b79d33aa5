"""`--second-opinion`: an answer that the checker does not accept is never given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calls import call
from qingdan.files import folder
from qingdan.reporting.determination import as_json

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")
CALLS = {
    "why": ("why", MAKER, "vehicle-tracks", *DAY),
    "decide": ("decide", MAKER, *DAY, "--format", "csv"),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_answer_is_the_same(name: str) -> None:
    """Nothing but a note is added, which tells how many were checked and how long it took."""
    alone = call(*CALLS[name])
    checked = call(*CALLS[name], "--second-opinion")
    assert checked.status == 0, checked.err
    assert checked.out == alone.out
    many = {"why": "1", "decide": "89"}[name]
    assert f"second opinion: {many} answers checked" in checked.err


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_that_differs_is_not_given(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An engine that says something else than follows: exit status 3, no output, no file."""
    told = as_json.document

    def wrong(*given: Any) -> dict[str, Any]:
        answer = told(*given)
        cleared = {"outcome": "ExemptOutOfList", "position": "out-of-list"}
        return answer | cleared

    monkeypatch.setattr(as_json, "document", wrong)
    out = tmp_path / "out.json"
    done = call(*CALLS[name], "--second-opinion", "--output", out)
    assert done.status == 3
    assert "the second opinion on urn:x:huashan-auto:" in done.err
    assert "follows" in done.err
    assert done.out == ""
    assert not out.exists()


def test_a_front_does_not_serve_what_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every answer is checked before it serves; one that differs ends it with exit status 3."""
    told = as_json.document

    def wrong(*given: Any) -> dict[str, Any]:
        return told(*given) | {"tier": 2}

    monkeypatch.setattr(as_json, "document", wrong)
    asked = ("--port", "0", "--second-opinion", *DAY)
    done = call("serve", MAKER, *asked)
    assert done.status == 3
    assert "the second opinion on urn:x:huashan-auto:" in done.err
    assert "serving on" not in done.err


def test_logs_are_part_of_it(tmp_path: Path) -> None:
    """Tallies that are counted for the call are read by the checker too."""
    logs = folder("data") / "logs"
    done = call(
        *("decide", logs / "inventory.ttl", "--log", logs / "transfers.csv"),
        *("--complete-through", "2026-03-31", "--as-of", "2026-03-31"),
        *("--format", "jsonl", "--second-opinion"),
    )
    assert done.status == 0, done.err
    assert json.loads(done.out.splitlines()[0])["outcome"]
    assert "answers checked" in done.err


def test_what_the_checker_cannot_read_is_refused() -> None:
    """A table and what has a mapping."""
    table = MAKER.with_suffix(".csv")
    mapping = next(folder("data").rglob("*.toml"))
    for given in (
        ("decide", table),
        ("decide", MAKER, "--mapping", mapping),
        ("why", table, "crm-customers"),
    ):
        done = call(*given, *DAY, "--second-opinion")
        assert done.status == 2
        assert "--second-opinion reads" in done.err
        assert done.err.count("\n") == 1
