"""`qingdan export`: an inventory in each form of RDF says the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from calls import call
from qingdan.files import folder

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
AS_OF = ("--as-of", "2026-03-02")


def stated(text: str, form: str) -> set[str]:
    """The statements of a text."""
    kind = ox.RdfFormat.from_extension(form)
    return {str(quad.triple) for quad in ox.parse(text, format=kind)}


@pytest.mark.parametrize("form", ["ttl", "nq", "trig"])
def test_every_form_says_the_same(form: str, tmp_path: Path) -> None:
    """By name and by the suffix of the file, as N-Triples do."""
    lines = call("export", MAKER, *AS_OF)
    named = call("export", MAKER, *AS_OF, "--format", form)
    path = tmp_path / f"inventory.{form}"
    assert call("export", MAKER, *AS_OF, "--output", path).status == 0
    assert path.read_text("utf-8") == named.out
    assert stated(named.out, form) == stated(lines.out, "nt")
    assert len(stated(lines.out, "nt")) > 1_000


def test_a_suffix_that_says_no_form_is_refused(tmp_path: Path) -> None:
    """As by every command: what is written is never of another form than the file says."""
    for name in ("inventory.json", "inventory"):
        path = tmp_path / name
        done = call("export", MAKER, *AS_OF, "--output", path)
        assert (done.status, path.exists()) == (2, False)
        assert "says no format" in done.err
        assert "use one of .nt, .ttl, .nq, .trig" in done.err


@pytest.mark.parametrize("form", ["nt", "ttl"])
def test_proofs_are_graphs(form: str) -> None:
    """A form without graphs is refused in one line."""
    done = call("export", MAKER, *AS_OF, "--proofs", "--format", form)
    assert (done.status, done.out) == (2, "")
    assert f"{form} has no graphs" in done.err
