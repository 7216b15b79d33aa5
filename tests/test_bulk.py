"""
Bulk answers: equal to single decisions, whatever the form, order,
names or files of the inventory; output whole or not there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import qingdan
from calls import call
from faulty import Triples, made, written
from qingdan import api
from qingdan.deciding.alternatives import alternatives
from qingdan.deciding.batch import decide
from qingdan.deciding.case import cases
from qingdan.deciding.determination import Alternative, Determination
from qingdan.files import folder
from qingdan.inventory.read import ingest
from qingdan.law.load import law
from qingdan.rdf.names import QD
from qingdan.reporting.determination import as_rdf_batch
from qingdan.reporting.determination.as_json import document
from qingdan.reporting.determination.as_rdf import quads
from qingdan.reporting.determination.rdf_writer import Extent

DAY = date(2026, 3, 2)
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
AS_OF = ("--as-of", DAY.isoformat())
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
Answers = dict[str, dict[str, Any]]


@cache
def triples() -> tuple[ox.Triple, ...]:
    """
    An inventory of the worked items and made ones: blank exports,
    several exports, several inventories; faults left out.
    """
    kept: Triples = list(ox.parse(path=str(MAKER), format=ox.RdfFormat.TURTLE))  # type: ignore[arg-type]
    return tuple(
        ox.Triple(one.subject, one.predicate, one.object) for one in kept
    ) + tuple(agreeing())


def agreeing() -> Triples:
    """
    Made items whose statements agree: those of which the
    library says that they do not are taken out.
    """
    dated = QD + "exportDate"
    found = [
        one
        for one in made(5, 60, 0)
        if one.predicate.value != dated or one.object.value.startswith("2026")
    ]
    while True:
        content = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        bad = {fault.where.rsplit(", ", 1)[-1] for fault in faults(content)}
        if not bad:
            return found
        taken = {
            one.subject
            for one in found
            if one.predicate.value == QD + "exportOf"
            and one.object.value in bad
        }
        found = [
            one
            for one in found
            if str(one.subject.value) not in bad
            and one.subject not in taken
            and one.object.value not in bad
        ]


def faults(content: bytes) -> tuple[Any, ...]:
    """The faults of an inventory that is decided item by item."""
    found: list[Any] = []
    inventory = api.loads(content, ".nt")
    for item in inventory.items:
        try:
            next(api.decide(inventory, DAY, items=[item.iri]))
        except qingdan.InputError as error:
            found += [*error.faults, type(error.faults[0])(item.iri, "", "")]
    return tuple(found)


def bulk(*paths: Path, as_of: date | None = DAY) -> Answers:
    """The proof of every item, as a bulk run tells it."""
    register = ingest(law(), paths, dated=as_of is not None)
    try:
        return {
            one.item: document(one)
            for one in decide(register, as_of, frozenset()).determinations()
        }
    finally:
        register.close()


def single(*paths: Path, as_of: date | None = DAY) -> Answers:
    """The proof of every item, decided by itself."""
    return {
        one.item: document(one) for one in api.decide(api.load(paths), as_of)
    }


def core(answers: Answers) -> dict[str, tuple[Any, ...]]:
    """What an answer says, without the names of exports and the digest of the input."""
    told = "asOf list position outcome tier possibleOutcomes grounds defeated missingFacts readings assumptions flags duties title"
    return {
        item: tuple(
            json.dumps(one[name], sort_keys=True) for name in told.split()
        )
        for item, one in answers.items()
    }


@cache
def compared(path: Path) -> dict[str, tuple[Any, ...]]:
    """What is answered of a file that several tests compare with, worked out once."""
    return core(bulk(path))


@cache
def as_csv(path: Path) -> str:
    """The same as CSV."""
    return call("decide", path, *AS_OF, "--format", "csv").out


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inventory as one file."""
    return written(
        list(triples()), tmp_path_factory.mktemp("bulk") / "inventory.nt"
    )


@pytest.mark.parametrize("as_of", [DAY, None])
def test_bulk_proofs_are_the_single_proofs(
    whole: Path, as_of: date | None
) -> None:
    """Every item: outcome, reasons, facts and receipt are those of the item decided by itself."""
    ours, one_by_one = bulk(whole, as_of=as_of), single(whole, as_of=as_of)
    assert len(ours) > 90
    assert ours.keys() == one_by_one.keys()
    for item in random.Random(1).sample(sorted(ours), 40):
        assert ours[item] == one_by_one[item]
    assert core(ours) == core(one_by_one)


def test_lines_of_json_are_the_single_proofs(whole: Path) -> None:
    """A line of JSON Lines is what `why` tells of the item, and what --format json tells."""
    found = call("decide", whole, *AS_OF, "--format", "jsonl")
    told = {
        one["item"]: one for one in map(json.loads, found.out.splitlines())
    }
    assert told == single(whole)
    assert list(told.values()) == json.loads(
        call("decide", whole, *AS_OF, "--format", "json").out
    )
    for item in random.Random(2).sample(sorted(told), 4):
        assert (
            json.loads(
                call("why", whole, item, *AS_OF, "--format", "json").out
            )
            == told[item]
        )


@pytest.mark.parametrize(
    ("form", "extent"),
    [
        (ox.RdfFormat.TRIG, Extent.WHOLE),
        (ox.RdfFormat.N_QUADS, Extent.REASONS),
    ],
)
def test_quads_are_those_of_the_single_proofs(
    whole: Path, form: ox.RdfFormat, extent: Extent
) -> None:
    """
    Each item in its own graph: every quad that the determination
    by itself has, with what a change would do, and no other.
    """
    register = ingest(law(), [whole])
    try:
        texts = as_rdf_batch.written(
            decide(register, DAY, frozenset()),
            form,
            extent,
            partial(alternatives, law()),
        )
        told = set(ox.parse("".join(texts).encode(), format=form))
    finally:
        register.close()
    expected: set[ox.Quad] = set()
    for one, changed in _with_changes(whole):
        expected |= set(quads(law(), one, changed, extent))
    assert told == expected


@cache
def _with_changes(
    whole: Path,
) -> list[tuple[Determination, tuple[Alternative, ...]]]:
    """Each item decided by itself, with what would change its outcome."""
    loaded, found = api.load([whole]), []
    for one in api.decide(loaded, DAY):
        case = next(
            case
            for case in cases(law(), loaded, loaded.nodes[one.item], DAY)
            if case.export == one.export
        )
        found.append((one, tuple(alternatives(law(), case))))
    return found


def subjects() -> Iterator[str]:
    """The IRIs of items."""
    yield from (
        one.subject.value
        for one in triples()
        if one.object == ox.NamedNode(QD + "DataItem")
    )


@settings(
    max_examples=int(os.environ.get("QINGDAN_EXAMPLES", "5")),
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(), parts=st.integers(1, 4))
def test_order_files_and_names_change_no_answer(
    seed: int,
    parts: int,
    whole: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """
    Shuffled, split into files, told twice, and renamed: the
    same answers, under the new names.
    """
    rng, place = random.Random(seed), tmp_path_factory.mktemp("mixed")
    new = {
        iri: f"urn:y:{rng.randrange(1 << 40)}-{number}"
        for number, iri in enumerate(sorted(set(subjects())))
    }
    named = [
        ox.Triple(
            renamed(one.subject, new), one.predicate, renamed(one.object, new)
        )
        for one in triples()
    ]
    blank = {
        node
        for one in named
        for node in (one.subject, one.object)
        if isinstance(node, ox.BlankNode)
    }
    rng.shuffle(named)
    files: list[Triples] = [[] for _ in range(parts)]
    for one in named:  # a blank node is known in one file alone
        tied = bool(blank & {one.subject, one.object})
        files[0 if tied else rng.randrange(parts)].append(one)
    files[-1] += [
        one
        for one in rng.sample(named, 50)
        if not blank & {one.subject, one.object}
    ]
    paths = [place / f"{number}.nt" for number in range(parts)]
    for path, some in zip(paths, files, strict=True):
        path.write_bytes(
            ox.serialize(some, format=ox.RdfFormat.N_TRIPLES) or b"\n# none\n"
        )
    assume(all(path.stat().st_size > 10 for path in paths))
    expected = {new[item]: told for item, told in compared(whole).items()}
    assert core(bulk(*paths)) == expected


def renamed(term: Any, new: dict[str, str]) -> Any:
    """A term under its new name."""
    return (
        ox.NamedNode(new[term.value])
        if isinstance(term, ox.NamedNode) and term.value in new
        else term
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_form_of_rdf_gives_the_same(
    suffix: str, whole: Path, tmp_path: Path
) -> None:
    """Turtle, N-Quads, TriG and JSON-LD say what N-Triples say, in a file and on standard input."""
    path = tmp_path / f"inventory{suffix}"
    path.write_bytes(ox.serialize(triples(), format=FORMATS[suffix]) or b"")
    assert core(bulk(path)) == compared(whole)
    piped = call(
        "decide",
        "-",
        *AS_OF,
        "--input-format",
        suffix[1:],
        "--format",
        "csv",
        given=path.read_bytes(),
    )
    assert piped.out == as_csv(whole)


TABLE = MAKER.with_suffix(".csv")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The worked table as CSV, Parquet and XLSX."""
    place = tmp_path_factory.mktemp("tables")
    found = {
        suffix: place / f"table{suffix}" for suffix in (".parquet", ".xlsx")
    }
    duckdb.sql(
        f"COPY (FROM read_csv('{TABLE}', header = true, all_varchar = true)) TO '{found['.parquet']}' (FORMAT parquet)"
    )
    book = openpyxl.Workbook()
    for row in duckdb.sql(
        f"FROM read_csv('{TABLE}', header = false, all_varchar = true)"
    ).fetchall():
        book.active.append(row)  # type: ignore[union-attr]
    book.save(found[".xlsx"])
    return {".csv": TABLE, **found}


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_every_form_of_a_table_gives_the_same(
    suffix: str, tables: dict[str, Path]
) -> None:
    """A table has the answers of its CSV, and `why` proves each as the bulk run does."""
    path = tables[suffix]
    found = bulk(path)
    assert core(found) == compared(TABLE)
    for item in random.Random(3).sample(sorted(found), 2):
        assert (
            json.loads(call("why", path, item, *AS_OF, "--format", "json").out)
            == found[item]
        )


def test_handlers_stand_in_a_file_of_their_own(
    whole: Path, tmp_path: Path
) -> None:
    """Handlers and tallies join from a second file, named before or after."""
    kinds = {
        one.subject
        for one in triples()
        if one.object.value in (QD + "DataHandler", QD + "Tally")
    }
    apart = [one for one in triples() if one.subject in kinds]
    rest = [one for one in triples() if one.subject not in kinds]
    first, second = (
        written(rest, tmp_path / "items.nt"),
        written(apart, tmp_path / "handlers.nt"),
    )
    assert (
        core(bulk(first, second))
        == core(bulk(second, first))
        == compared(whole)
    )


def test_validation_of_the_same_run(whole: Path, tmp_path: Path) -> None:
    """`--validation` writes the report that `validate` gives, beside the answers."""
    report, out = tmp_path / "findings.json", tmp_path / "answers.jsonl"
    found = call(
        "decide", whole, *AS_OF, "--output", out, "--validation", report
    )
    assert found.status == 0, found.err
    alone = json.loads(call("validate", whole, "--format", "json").out)
    assert json.loads(report.read_text("utf-8"))["counts"] == alone["counts"]
    assert len(out.read_text("utf-8").splitlines()) == len(set(subjects()))


@pytest.mark.parametrize(
    ("sent", "suffix"),
    [
        (signal.SIGINT, ".csv"),
        (signal.SIGKILL, ".csv"),
        (signal.SIGINT, ".parquet"),
        (signal.SIGTERM, ".jsonl"),
    ],
)
def test_an_interrupted_run_leaves_nothing_under_its_name(
    sent: signal.Signals, suffix: str, tmp_path: Path
) -> None:
    """
    However it ends, the file that was asked for is whole or
    not there; a file of that name from before stays as it was.
    """
    source = tmp_path / "inventory.nt"
    lines = [
        f"<urn:x:h> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{QD}DataHandler> ."
    ]
    for number in range(60_000):
        item = f"<urn:x:item-{number}>"
        lines += [
            f"{item} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{QD}DataItem> .",
            f"{item} <{QD}heldBy> <urn:x:h> .",
        ]
    source.write_text("\n".join(lines) + "\n", "utf-8")
    out = tmp_path / f"answers{suffix}"
    out.write_text("from before", "utf-8")
    call_ = [
        sys.executable,
        "-m",
        "qingdan",
        "decide",
        str(source),
        *AS_OF,
        "--output",
        str(out),
    ]
    running = subprocess.Popen(
        call_,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )
    part = tmp_path / f".{out.name}.{running.pid}.part"
    until = time.monotonic() + 300
    while (
        not part.exists()
        and running.poll() is None
        and time.monotonic() < until
    ):
        time.sleep(0.002)
    running.send_signal(sent)
    _, err = running.communicate(timeout=300)
    assert (
        out.read_text("utf-8") == "from before"
        if running.returncode
        else out.stat().st_size > 1 << 16
    )
    assert b"Traceback" not in err
    if sent == signal.SIGINT and running.returncode:
        assert running.returncode == 130, err
        assert not part.exists()


@pytest.mark.parametrize("refused", [False, True])
def test_a_handler_of_whom_facts_contradict_each_other(
    refused: bool, tmp_path: Path
) -> None:
    """An item that states otherwise is decided; one that states nothing is refused by its name."""
    path = tmp_path / "handler.ttl"
    more = "<urn:x:b> a qd:DataItem ; qd:heldBy <urn:x:h> ." if refused else ""
    path.write_text(
        f"@prefix qd: <{QD}> . <urn:x:h> a qd:DataHandler ;"
        " qd:containsPersonalInformation false ; qd:personalInformationKind qd:Name ."
        " <urn:x:a> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:containsPersonalInformation true ."
        + more,
        "utf-8",
    )
    done = call("decide", path, *AS_OF, "--format", "csv")
    assert done.status == (2 if refused else 0)
    assert ("urn:x:b: states" in done.err) is refused
    assert ("urn:x:a," in done.out) is not refused
