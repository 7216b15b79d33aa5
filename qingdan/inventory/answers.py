"""The rows of a table of answers as text, from CSV or Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from ..errors import unreadable

_MEND = "write it with `qingdan decide --output FILE` as .csv or .parquet"


def rows_of(
    path: Path, columns: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The item and the cells of each row. Raises InputError for a table without these columns."""
    reader = "read_parquet($1)"
    if path.suffix == ".csv":
        reader = "read_csv($1, header = true, all_varchar = true)"
    cells = (
        f"coalesce(\"{name}\"::VARCHAR, '')" for name in ("item", *columns)
    )
    sql = f"SELECT {', '.join(cells)} FROM {reader}"
    with duckdb.connect() as database:
        try:
            table = database.execute(sql, [str(path)])
            while rows := table.fetchmany(4_096):
                for item, *rest in rows:
                    yield item, tuple(rest)
        except duckdb.Error as error:
            reason = OSError(str(error).splitlines()[0])
            raise unreadable(str(path), reason, _MEND) from None
