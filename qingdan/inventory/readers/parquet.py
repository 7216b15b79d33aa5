"""
Parquet in the database: rows that state the same are read
once in Python, all others follow by a join.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ...errors import Fault, InputError
from ..duck import Store, StoreError
from ..intake import Intake
from .grid import Grid, Layout, Row, laid_out
from .mapping import Mapping, truth_of, truths
from .rows import TableReader

BLANKS = "chr(9) || chr(10) || chr(13) || ' '"
UNSAFE = r'[\x00-\x20<>"{}|\\^`]'
NAMED = r"[a-z][a-z0-9+.-]*:\S+"
_MOST = 100
_LOSSY = ("FLOAT", "DOUBLE", "BOOLEAN")


class Column(NamedTuple):
    """A column: its name, its value as a text in SQL, its type."""

    name: str
    text: str
    kind: str


def read_parquet(
    intake: Intake,
    store: Store,
    path: Path,
    where: str,
    mapping: Mapping | None,
) -> None:
    """Take in a Parquet file; raise InputError where it cannot be read or a row is wrong."""
    columns = open_rows(store, path, where)
    layout = layout_of(intake, columns, where, mapping)
    reader = TableReader(intake, layout)
    positions = layout.heading.positions
    columns = [columns[position] for position in positions]
    item_column = columns[reader.items[0]]
    if item_column.kind in _LOSSY:
        what = (
            f"the column {item_column.name!r} is of type {item_column.kind}, which does not tell"
            " all items apart"
        )
        raise InputError(Fault(where, what, "write identifiers as text"))
    tested = [index for index, _ in reader.clauses]
    read = sorted({*reader.items, *reader.columns, *reader.telling, *tested})
    tests = [
        _matches(_trimmed(columns[index]), pattern)
        for index, pattern in reader.clauses
    ]
    telling = [columns[index].text for index in reader.telling]
    try:
        _combine(
            store,
            [columns[index] for index in read],
            telling + tests,
            _names_of_rows(columns, reader),
        )
    except StoreError as error:
        raise damaged(where, error) from None
    for number, name in store.rows(
        "SELECT row, name FROM told"
        f" WHERE name = '' OR name IS NULL OR regexp_matches(iri, '{UNSAFE}')"
        f" ORDER BY row LIMIT {_MOST}"
    ):
        cells = [name or "" for _ in columns]
        reader.name_of(cells, number)
    spreads = _spreads(store, reader, read, len(columns))
    _spread_out(store, len(intake.files) - 1, spreads)


def first_rows(path: Path, where: str, most: int) -> list[Row]:
    """The heading of a Parquet file and its first rows as texts, for a look at it."""
    with TemporaryDirectory(prefix="qingdan-") as folder:
        store = Store(Path(folder))
        try:
            columns = open_rows(store, path, where)
            texts = ", ".join(column.text for column in columns)
            listed = store.rows(
                f"SELECT row, {texts} FROM source ORDER BY row LIMIT {most}"
            )
        except StoreError as error:
            raise damaged(where, error) from None
        finally:
            store.close()
    heading: Row = (1, [column.name for column in columns])
    cells = [
        (int(number) + 1, [text or "" for text in row])
        for number, *row in listed
    ]
    return [heading, *cells]


def layout_of(
    intake: Intake, columns: list[Column], where: str, mapping: Mapping | None
) -> Layout:
    """The columns as a heading, without addresses, as no spreadsheet shows them."""
    heading: Row = (1, [column.name for column in columns])
    grid = Grid(where, "", [heading])
    layout = laid_out(grid, intake.law, mapping or Mapping())
    _refuse_rows_of(layout, where)
    return layout._replace(
        heading=replace(layout.heading, has_addresses=False)
    )


def _refuse_rows_of(layout: Layout, where: str) -> None:
    """Refuse what is read from CSV and XLSX alone."""
    mapping = layout.mapping
    several = len(mapping.item_columns) > 1
    if layout.heading.key != "item" or several or mapping.chooses:
        what = "Parquet holds items alone, each named by one column, and every row is read"
        raise InputError(Fault(where, what, "write the table as CSV"))


def _trimmed(column: Column) -> str:
    return f"trim({column.text}, {BLANKS})"


def _names_of_rows(columns: list[Column], reader: TableReader) -> str:
    """What each row has of its own: the name of its item, the IRI, the title."""
    item = _trimmed(columns[reader.items[0]])
    base = _quoted(reader.mapping.base)
    iri = (
        f"CASE WHEN regexp_full_match({item}, '{NAMED}') THEN {item}"
        f" ELSE '{base}' || url_encode({item}) END"
    )
    title = "NULL" if reader.title is None else _trimmed(columns[reader.title])
    return f"{item} AS name, {iri} AS iri, {title} AS title"


def _spreads(
    store: Store, reader: TableReader, read: list[int], width: int
) -> list[tuple[object, ...]]:
    """What each combination states, by its number; each is read once."""
    spreads: list[tuple[object, ...]] = []
    names = ", ".join(f"c{n}" for n in range(len(read)))
    for number, row, *texts in store.rows(
        f"SELECT number, row, {names} FROM combinations"
    ):
        text_at = dict(zip(read, texts, strict=True))
        cells = [text_at.get(index) or "" for index in range(width)]
        spreads.append((number, *reader.spread(row, cells)))
    return spreads


def open_rows(store: Store, path: Path, where: str) -> list[Column]:
    """
    The columns of the file as texts; `source` is its rows,
    numbered from 1, its columns under names of ours.
    """
    file = f"read_parquet('{_quoted(str(path))}', file_row_number = true)"
    try:
        described = store.rows(
            f"DESCRIBE SELECT * FROM read_parquet('{_quoted(str(path))}')"
        )
        if reserved := next(
            (
                name
                for name, *_ in described
                if name.lower() == "file_row_number"
            ),
            None,
        ):
            what = f"the column {reserved!r} has a name that the database uses itself"
            raise InputError(Fault(where, what, "rename it"))
        columns = ", ".join(
            f'"{name.replace(chr(34), chr(34) * 2)}" AS s{number}'
            for number, (name, *_) in enumerate(described)
        )
        store.run(
            "CREATE OR REPLACE TEMP VIEW source AS"
            f" SELECT file_row_number + 1 AS row, {columns} FROM {file}"
        )
    except StoreError as error:
        raise damaged(where, error) from None
    return [
        Column(name, _text(f"s{number}", kind), kind)
        for number, (name, kind, *_) in enumerate(described)
    ]


def damaged(where: str, error: StoreError) -> Exception:
    """An error of the database as one of the file, unless there is no memory for it."""
    if "Out of Memory" in str(error):
        return error
    what = " ".join(str(error).split()).rpartition('": ')[2][:160]
    return InputError(
        Fault(
            where, f"is no whole Parquet file ({what})", "write the file anew"
        )
    )


def _text(column: str, kind: str) -> str:
    """A value as it would stand in a cell."""
    if kind.endswith("[]"):
        return f"array_to_string({column}, ';')"
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"isfinite({column}) AND {column} = trunc({column}) AND abs({column}) < 1e15"
        return (
            f"CASE WHEN isnan({column}) THEN NULL"
            f" WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR)"
            f" ELSE CAST({column} AS VARCHAR) END"
        )
    if kind == "VARCHAR":
        return column
    return f"CAST({column} AS VARCHAR)"


def _combine(
    store: Store,
    columns: list[Column],
    telling: list[str],
    names_of_rows: str,
) -> None:
    """
    Number the distinct combinations of what tells rows apart, each
    with its first row; `told` is each row's number and its own.
    """
    keys = ", ".join(
        f"coalesce(CAST({text} AS VARCHAR), '') AS k{n}"
        for n, text in enumerate(telling)
    )
    cells = ", ".join(
        f"arg_min({column.text}, row) AS c{n}"
        for n, column in enumerate(columns)
    )
    names = ", ".join(f"k{n}" for n in range(len(telling)))
    store.run(
        "CREATE OR REPLACE TEMP TABLE combinations AS"
        " SELECT row_number() OVER () AS number, * FROM"
        f" (SELECT {names}, min(row) AS row, {cells}"
        f" FROM (SELECT *, {keys} FROM source) GROUP BY {names})"
    )
    store.run(
        f"CREATE OR REPLACE TABLE told AS SELECT c.number, s.row, s.name, s.iri, s.title"
        f" FROM (SELECT row, {names_of_rows}, {keys} FROM source) s"
        f" JOIN combinations c USING ({names})"
    )


def _spread_out(
    store: Store, file: int, spreads: Sequence[Sequence[object]]
) -> None:
    """Write the rows of items and of their exports."""
    store.table(
        "spreads",
        "number INTEGER, fragment INTEGER, holder INTEGER, export INTEGER, title VARCHAR",
        spreads,
    )
    kept = "CASE WHEN t.title != '' THEN 'en' || chr(31) || t.title ELSE p.title END"
    store.run(
        "INSERT INTO blocks"
        f" SELECT iri, fragment, holder, {kept}, {file}, row"
        " FROM told t JOIN spreads p USING (number)"
    )
    exported = (
        "FROM told t JOIN spreads p USING (number) WHERE export IS NOT NULL"
    )
    store.run(
        f"INSERT INTO blocks SELECT iri || '#export', export, NULL, NULL, {file}, row {exported}"
    )
    store.run(
        f"INSERT INTO links SELECT iri || '#export', 'exportOf', iri {exported}"
    )
    store.run("DROP TABLE told")


def _matches(text: str, pattern: str) -> str:
    """Whether a text matches a pattern, as `mapping.matching` says."""
    truth = truth_of(pattern)
    if truth is None:
        return f"coalesce(regexp_full_match({text}, '{_quoted(_pattern(pattern))}'), false)"
    words = ", ".join(f"'{word}'" for word in truths(truth))
    return f"coalesce(lower({text}) IN ({words}), false)"


def _pattern(glob: str) -> str:
    """A pattern of a mapping, with * and ?, as a regular expression."""
    special = {"*": "(?s:.*)", "?": "(?s:.)"}
    return "".join(
        special.get(letter)
        or (
            letter
            if letter.isalnum()
            else "\\" + letter
            if ord(letter) < 128
            else letter
        )
        for letter in glob
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
