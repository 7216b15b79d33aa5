"""
A folder of Parquet decided on Spark.

Spark finds the rows that state the same; one of each kind is decided here; Spark joins the
answers to the rows and writes them as a folder of Parquet.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..counting.engine import master_of, without_spark
from ..errors import CallError, Fault, InputError
from ..law.load import law
from . import calls
from .inventory import opened

if TYPE_CHECKING:
    from ..deciding.batch import Decided
    from ..deciding.batch_checks import Answer
    from ..inventory.readers.mapping import Mapping
    from ..inventory.readers.parquet_shape import Shape
    from .answers import Determinations

_MOST = 1 << 20


class Asked(NamedTuple):
    """What is decided on Spark, under what, and the folder of the answers."""

    inventory: tuple[Path, ...]
    output: Path | None
    as_of: date | None
    mapping: Path | None
    readings: tuple[str, ...]
    edition: str
    langs: tuple[str, ...]


@contextmanager
def decided_on(engine: str, asked: Asked) -> Iterator[Determinations]:
    """
    The answers once they are written, each kind of row with the number of items that are of it.

    Raises CallError for what Spark cannot be asked, InputError for a fault of the inventory.
    """
    master = master_of(engine)
    output = _output(asked)
    table, beside = _parted(asked.inventory)
    files = _files_of(table)
    shape = _shape(asked, files, table)
    subjects = _subjects(asked, beside)
    from ..inventory.readers.parquet_shape import write_rows

    try:
        from .spark_rows import Rows
    except ImportError:
        raise without_spark() from None
    folder = Path(tempfile.mkdtemp(prefix="qingdan-"))
    try:
        with Rows(master, files, str(table), shape, folder) as rows:
            rows.refuse_names(subjects)
            kinds = rows.kinds(_MOST)
            sample = folder / "rows.parquet"
            stated = [(kind.name, kind.values) for kind in kinds]
            write_rows(sample, shape, stated)
            names = {sample: f"{table}, one of each kind of row"}
            with opened(
                [sample, *beside], mapping=asked.mapping, names=names
            ) as inventory:
                determinations = calls.decide(
                    inventory,
                    asked.as_of,
                    readings=asked.readings,
                    edition=asked.edition,
                    in_bulk=True,
                )
                answers = _answers(determinations, asked, folder)
                rows.write(kinds, answers, asked.langs[0], output)
                yield _weighted(determinations, kinds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _output(asked: Asked) -> Path:
    if asked.output is None:
        raise CallError(
            "Spark writes the answers as a folder of Parquet; name one by --output"
        )
    if asked.output.exists():
        raise CallError(
            f"{asked.output} is there already; name a folder that is not there, or remove it"
        )
    return asked.output


def _parted(inventory: Sequence[Path]) -> tuple[Path, list[Path]]:
    """The folder of items, and what stands beside it."""
    tables = [
        path
        for path in inventory
        if path.is_dir() or path.suffix.lower() == ".parquet"
    ]
    if len(tables) != 1:
        raise CallError(
            "on Spark all items stand in one folder of Parquet, with files of handlers beside it;"
            f" {len(tables)} are named"
        )
    return tables[0], [path for path in inventory if path not in tables]


def _files_of(table: Path) -> list[Path]:
    """The files of a folder; folders that are named by a column are refused."""
    if not table.is_dir():
        return [table]
    files = sorted(
        path
        for path in table.rglob("*.parquet")
        if not path.name.startswith(("_", "."))
    )
    if not files:
        raise InputError(
            Fault(
                str(table),
                "holds no file of Parquet",
                "name the folder in which they are",
            )
        )
    for path in files:
        if any("=" in part for part in path.relative_to(table).parts[:-1]):
            what = "a column stands in the name of a folder alone"
            mend = "write it as a column too, and name folders without ="
            raise InputError(Fault(str(path), what, mend))
    return files


def _shape(
    asked: Asked,
    files: Sequence[Path],
    table: Path,
) -> Shape:
    from ..inventory.readers.mapping import read_mapping
    from ..inventory.readers.parquet_shape import shape_of

    mapping: Mapping | None = None
    if asked.mapping is not None:
        mapping = read_mapping(asked.mapping)
    return shape_of(law(asked.edition), files, str(table), mapping)


def _subjects(
    asked: Asked,
    beside: Sequence[Path],
) -> list[str]:
    """The subjects of the files beside; InputError where these state something of an item."""
    if not beside:
        return []
    with opened(list(beside), mapping=asked.mapping) as inventory:
        store = inventory.register(asked.edition).store
        stated = store.rows(
            "SELECT subject FROM items UNION ALL SELECT subject FROM links LIMIT 1"
        )
        for (subject,) in stated:
            raise InputError(
                Fault(
                    ", ".join(map(str, beside)),
                    f"{subject} is an item, or states something of one",
                    "put it into the folder of Parquet, or decide with --engine duckdb",
                )
            )
        rows = store.rows("SELECT DISTINCT subject FROM subjects")
        return [str(subject) for (subject,) in rows]


def _answers(
    determinations: Determinations,
    asked: Asked,
    folder: Path,
) -> dict[str, tuple[Any, ...]]:
    """The row of each item that was decided here, from its title on."""
    from ..inventory.readers.parquet_shape import rows_of
    from ..reporting.determination.as_rows import parquet
    from ..reporting.style import Style

    path = folder / "answers.parquet"
    parquet(determinations.subject, Style(asked.langs), path)
    return {item: tuple(rest) for item, *rest in rows_of(path)}


def _weighted(
    determinations: Determinations,
    kinds: Sequence[Any],
) -> Determinations:
    """The answers, each counted for all items that are like the one decided."""
    subject: Decided = determinations.subject
    many = {kind.item: kind.many for kind in kinds}
    weights: Counter[int] = Counter()
    for item, _, answer in subject.rows():
        weights[answer.key.number] += many[item]

    def weighted(answer: Answer) -> Answer:
        key = answer.key._replace(items=weights[answer.key.number])
        return answer._replace(key=key)

    answers = tuple(map(weighted, subject.answers))
    return determinations.of(replace(subject, answers=answers))
