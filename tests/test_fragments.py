"""
Names with a fragment: an inventory whose subjects are called `https://…#name` is read, decided,
validated and written as one whose subjects have no hash.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from calls import call
from qingdan.files import folder
from qingdan.rdf.names import part_of, tail

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
PLAIN, HASHED = "urn:x:huashan-auto:", "https://huashan.example/inventory#"
DAY = ("--as-of", "2026-03-02")
# An item with two exports, one of them without a name: `#export` is made of the item's name.
TWICE = """
h:crm-customers-copy a qd:DataItem ; qd:heldBy h:huashan-auto .
[] a qd:Export ; qd:exportOf h:crm-customers-copy .
h:by-mail a qd:Export ; qd:exportOf h:crm-customers-copy ; qd:accessMode qd:SentAbroad .
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The worked inventory with an item that leaves twice, under both kinds of names."""
    place = tmp_path_factory.mktemp("names")
    text = MAKER.read_text("utf-8") + TWICE
    plain, hashed = place / "plain.ttl", place / "hashed.ttl"
    plain.write_text(text, "utf-8")
    done = call("export", plain, "--output", plain.with_suffix(".nt"))
    assert done.status == 0, done.err
    for suffix in (".ttl", ".nt"):
        written = plain.with_suffix(suffix).read_text("utf-8")
        renamed = written.replace(PLAIN, HASHED)
        hashed.with_suffix(suffix).write_text(renamed, "utf-8")
    return plain, hashed


@pytest.mark.parametrize(
    ("command", "suffix"),
    [
        (("decide", *DAY, "--format", "csv"), ".ttl"),
        (("decide", *DAY, "--format", "csv"), ".nt"),
        (("validate", "--format", "json"), ".ttl"),
        (("validate", "--format", "json"), ".nt"),
        (("export", "--materialised", *DAY), ".ttl"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else value,
)
def test_the_same_is_said(
    both: tuple[Path, Path], command: tuple[str, ...], suffix: str
) -> None:
    """As many lines, with the same words but for the names."""
    plain, hashed = (
        call(command[0], path.with_suffix(suffix), *command[1:])
        for path in both
    )
    assert (hashed.status, hashed.err) == (plain.status, plain.err)
    assert plain.status in (0, 1)
    assert _words(hashed.out) == _words(plain.out)


def _words(text: str) -> list[str]:
    """The lines, names made alike, in an order of their own."""
    alike = text.replace(HASHED, PLAIN).replace("hashed", "plain")
    for part in (
        "case-1",
        "case-2",
        "holds-it",
        "tallied",
        "exported",
        "export",
    ):
        alike = alike.replace(f"#{part}", f"-{part}")
    return sorted(alike.splitlines())


def test_it_is_named_by_its_end(both: tuple[Path, Path]) -> None:
    """`why` finds an item by what stands after the hash, and writes its proof as RDF."""
    done = call("why", both[1], "adas-clips", *DAY, "--format", "turtle")
    assert done.status == 0
    assert f"qd:determines <{HASHED}adas-clips>" in done.out


def test_a_table_has_such_names(tmp_path: Path) -> None:
    """An item and a handler of a table; its export and tally are named after them."""
    path = tmp_path / "items.csv"
    path.write_text(
        "item,heldBy,zone,accessMode,year,ordinaryPersons,asOf\n"
        f"{HASHED}a,{HASHED}h,cq-ftz,SentAbroad,2026,5,2026-03-02\n",
        "utf-8",
    )
    done = call("decide", path, *DAY, "--format", "csv")
    assert done.status == 0, done.err
    (row,) = csv.DictReader(io.StringIO(done.out))
    assert row["item"] == f"{HASHED}a"
    exported = call("export", path)
    assert f"<{HASHED}a-export>" in exported.out
    assert f"<{HASHED}h-tally-2026>" in exported.out


def test_a_part_is_an_iri() -> None:
    """One hash at most."""
    assert part_of("urn:x:a", "export") == "urn:x:a#export"
    assert part_of("urn:x:a#b", "export") == "urn:x:a#b-export"
    assert tail("https://e.example/x#b") == "b"
