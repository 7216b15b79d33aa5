"""
The store of an inventory in a folder: opened again only while all that it was made of is the same,
and then it holds what a store in memory holds.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from qingdan.door import calls
from qingdan.errors import CallError, InputError
from qingdan.querying.stored import add_inventory, law_store
from qingdan.serving import on_disk
from qingdan.serving.answer import Answer, given
from qingdan.serving.browsing import InMemory
from qingdan.serving.dataset import found_in, rows_of
from qingdan.serving.held import Held
from qingdan.serving.on_disk import OnDisk, path_of
from qingdan.serving.pool import Keeper
from qingdan.serving.service import Service
from qingdan_server import create_app

SMALL = Path(__file__).parent / "queries" / "by-hand.ttl"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of an inventory."""
    folder = tmp_path_factory.mktemp("kept") / "store"
    OnDisk(folder, (SMALL,), DAY, str).close()
    return folder


@pytest.fixture
def copied(kept: Path, tmp_path: Path) -> Path:
    """That folder, to be changed."""
    return shutil.copytree(kept, tmp_path / "store")


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes a store is stopped."""

    def stopped(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(OnDisk, "_make", stopped)


def told_of(folder: Path, path: Path = SMALL, day: date | None = DAY) -> str:
    """What is told of a folder that is served, with the store that it has or one to be made."""
    told: list[str] = []
    with contextlib.suppress(NotImplementedError):
        OnDisk(folder, (path,), day, told.append).close()
    return " ".join(told)


def test_it_holds_what_a_store_in_memory_holds(kept: Path) -> None:
    """The same statements, rows, pages and proofs; nothing is decided again."""
    memory = law_store()
    inventory = add_inventory(memory, (SMALL,), DAY)
    told: list[str] = []
    opened = OnDisk(kept, (SMALL,), DAY, told.append)
    try:
        assert "opening the store" in told[0]
        assert len(opened.store) == len(memory)
        assert named(opened.store) == named(memory)
        rows = InMemory(rows_of(memory, found_in((SMALL,))))
        here, there = (
            each.browse({"sort": "missing"}, "zh")
            for each in (opened.items, rows)
        )
        assert list(here.kept) == list(there.kept)
    finally:
        opened.close()
    held = Held(path=path_of(kept))
    whole = held.whole(most=len(inventory.items))
    assert whole
    here, there = (
        [answer.to_dict() for answer in calls.decide(each, DAY)]
        for each in (whole, inventory)
    )
    assert here == there


def named(store: ox.Store) -> set[ox.Quad]:
    """The statements of a store that have no blank node, whose labels mean nothing."""
    return {
        quad
        for quad in store
        if not isinstance(quad.subject, ox.BlankNode)
        and not isinstance(quad.object, ox.BlankNode)
    }


def test_it_is_served(kept: Path) -> None:
    """Pages, a proof, a query, what is owed, what an operator is told."""
    service = Service((SMALL,), DAY, folder=kept)
    try:
        client = create_app(service).test_client()
        item = service.items.browse({}, "en").rows[0].item
        proof = client.get(f"/inventory/item?iri={item}&lang=en")
        assert (proof.status_code, "<h2>" in proof.text) == (200, True)
        asked = client.get(
            "/sparql",
            query_string={"query": "ASK { ?d qd:determines ?item }"},
            headers={"Accept": "application/sparql-results+json"},
        )
        assert asked.get_json()["boolean"] is True
        assert client.get("/duties?form=csv").status_code == 200
        state = client.get("/api/state").get_json()["inventory"]
        there = (state["kept"], state["items"])
        assert there == ("database", len(service.items))
    finally:
        service.close()


@pytest.mark.usefixtures("unmade")
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sources_digest", lambda: "other", "rules"),
        ("packs_in_use", lambda: ["hi-2024 other"], "rules"),
        ("_program", lambda: "other", "program"),
        ("VERSION", "other", "version"),
        ("_FORM", 0, "form"),
        ("digest", lambda path: "other", "inventory"),
    ],
)
def test_it_is_made_anew_where_what_it_is_made_of_is_another(
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: object,
    words: str,
) -> None:
    """Nothing is served that other rules, another program or other files made."""
    assert "opening" in told_of(kept)
    monkeypatch.setattr(on_disk, name, value)
    assert f"other than before: {words}" in told_of(kept)


@pytest.mark.usefixtures("unmade")
def test_another_day_is_another_store(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Today is not that day where it is not named, and tomorrow is not today."""
    monkeypatch.setattr(on_disk, "today", lambda: DAY)
    assert "other than before: day" in told_of(kept, day=None)
    assert "other than before: day" in told_of(kept, day=date(2026, 3, 3))


@pytest.mark.usefixtures("unmade")
def test_another_name_or_order_of_files_is_another_inventory(
    kept: Path, tmp_path: Path
) -> None:
    """A file of that content under another name may be read in another way."""
    other = shutil.copy(SMALL, tmp_path / "other.ttl")
    assert "other than before: inventory" in told_of(kept, Path(other))


def test_what_was_added_is_served(copied: Path, tmp_path: Path) -> None:
    """An item that became a state secret is one at the next start."""
    path = Path(shutil.copy(SMALL, tmp_path / SMALL.name))
    assert "opening" in told_of(copied, path)
    item = rows_of_folder(copied, path)[0]
    with open(path, "a", encoding="utf-8") as file:
        file.write(
            f"\n<{item}> <https://w3id.org/qingdan/ns/secrecy>"
            " <https://w3id.org/qingdan/ns/StateSecret> .\n"
        )
    opened = OnDisk(copied, (path,), DAY, str)
    try:
        row = opened.items.row(item)
        assert row
        assert row.outcome.endswith("StateSecretRegime")
    finally:
        opened.close()
    assert sorted(each.name for each in copied.iterdir()) == ["lock", "now"]


def rows_of_folder(folder: Path, path: Path) -> list[str]:
    """The items whose secrecy the inventory does not state."""
    opened = OnDisk(folder, (path,), DAY, str)
    try:
        secrecy = ox.NamedNode("https://w3id.org/qingdan/ns/secrecy")
        rows = opened.items.browse({}, "en").kept
        return [
            row.item
            for row in rows
            if not any(
                opened.store.quads_for_pattern(
                    ox.NamedNode(row.item), secrecy, None
                )
            )
        ]
    finally:
        opened.close()


@pytest.mark.usefixtures("unmade")
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"form": 1}'], ids=repr
)
def test_a_note_that_cannot_be_read_fits_nothing(
    copied: Path, text: str
) -> None:
    """The store is then made anew."""
    (copied / "now" / "made-of.json").write_text(text, "utf-8")
    assert "making" in told_of(copied)


@pytest.mark.parametrize(
    "name", ["items.sqlite", "store/CURRENT", "store", "items.sqlite away"]
)
def test_a_damaged_store_is_told(copied: Path, name: str) -> None:
    """In one line, with what to do; it is not served in part."""
    path = copied / "now" / name.removesuffix(" away")
    if path.is_dir():
        shutil.rmtree(path)
    elif name.endswith("away"):
        path.unlink()
    else:
        path.write_bytes(b"damaged")
    with pytest.raises(CallError, match="remove the folder"):
        OnDisk(copied, (SMALL,), DAY, str)


def test_a_folder_in_use_is_not_taken_from_others(
    kept: Path, tmp_path: Path
) -> None:
    """Those that serve the same may be several; another inventory waits, or goes elsewhere."""
    other = Path(shutil.copy(SMALL, tmp_path / "other.ttl"))
    first = OnDisk(kept, (SMALL,), DAY, str)
    try:
        OnDisk(kept, (SMALL,), DAY, str).close()
        with pytest.raises(CallError, match="in use by another process"):
            OnDisk(kept, (other,), DAY, str)
    finally:
        first.close()


@pytest.fixture
def begun(copied: Path) -> Path:
    """A folder in which another store was begun and not ended."""
    (copied / "next").mkdir()
    (copied / "next" / "items.sqlite").write_bytes(b"part")
    return copied


def test_what_was_begun_is_not_taken_for_whole(
    begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that was cut short leaves what was there, and the next makes its own."""
    assert "opening" in told_of(begun)
    other = Path(shutil.copy(SMALL, tmp_path / "other.ttl"))

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(on_disk, "made", cut)
        with pytest.raises(KeyboardInterrupt):
            told_of(begun, other)
    assert "opening" in told_of(begun)
    shutil.rmtree(begun / "now")
    assert "there is none" in told_of(begun, other)
    assert "opening" in told_of(begun, other)


def test_a_fault_leaves_what_was_there(copied: Path, tmp_path: Path) -> None:
    """An inventory that is refused, or not there, takes no place."""
    faulty = tmp_path / "faulty.ttl"
    faulty.write_text("<urn:x:i> a <urn:x:> .\n<", "utf-8")
    for path in (faulty, tmp_path / "absent.ttl"):
        with pytest.raises(InputError):
            OnDisk(copied, (path,), DAY, str)
    assert "opening" in told_of(copied)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
    ],
    ids=["store", "items"],
)
def test_a_full_disk_is_told(
    tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, and nothing is left that takes its room."""

    def full(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(on_disk, "add_inventory", full)
    folder = tmp_path / "store"
    with pytest.raises(CallError, match="make room there"):
        OnDisk(folder, (SMALL,), DAY, str)
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    """Nothing is removed from a folder that is no store, or that cannot be made."""
    (tmp_path / "thesis.doc").write_text("mine", "utf-8")
    with pytest.raises(CallError, match=r"holds 'thesis.doc'"):
        OnDisk(tmp_path, (SMALL,), DAY, str)
    with pytest.raises(CallError, match="cannot be opened"):
        OnDisk(tmp_path / "thesis.doc" / "store", (SMALL,), DAY, str)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_the_law_alone_needs_no_folder(tmp_path: Path) -> None:
    """A folder for the store of no inventory is a slip."""
    with pytest.raises(CallError, match="name its files"):
        OnDisk(tmp_path / "store", (), DAY, str)


def test_an_inventory_that_changes_meanwhile_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided would stand under the digest of another file."""
    digests = iter(["before", "after"])
    monkeypatch.setattr(on_disk, "digest", lambda path: next(digests))
    with pytest.raises(CallError, match="changed while it was read"):
        OnDisk(tmp_path / "store", (SMALL,), DAY, str)
    assert not (tmp_path / "store" / "now").exists()


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Keeper]:
    """A keeper whose children may open two files, and try to open three."""

    def opening(options: object, content: bytes) -> Answer:
        opened = 0
        try:
            for _ in range(3):
                os.open(__file__, os.O_RDONLY)
                opened += 1
        except OSError:
            pass
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        return given("application/json", json.dumps([opened, most]).encode())

    keeper = Keeper({"open": opening}, files=lambda: 2)
    yield keeper
    keeper.close()


def test_a_child_opens_as_many_files_as_the_store_has(opener: Keeper) -> None:
    """And writes none."""
    assert json.loads(opener.ask("open", {}).content) == [2, 0]
