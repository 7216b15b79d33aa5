"""
What new logs change in a ledger: persons of whom an earlier first day is
known now, the curves counted from all first days, the rows of each day.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import duckdb

from . import cellsql
from .dialect import Dialect
from .firsts import FirstDays, Firsts
from .kept import NAME, Kept, State, Taken
from .ledger import DuckLedger, lock, quoted, told
from .pseudonym import Key
from .questions import day_of

_KINDS = ("ordinary", "sensitive", "unknown")
_MANY_FILES = 30
_AS = "(FORMAT parquet, COMPRESSION zstd)"
_NOBODY = (
    "SELECT CAST(NULL AS VARCHAR) AS handler, CAST(NULL AS SMALLINT) AS year, CAST(NULL AS UUID)"
    " AS person, CAST(NULL AS DATE) AS ordinary, CAST(NULL AS DATE) AS sensitive,"
    " CAST(NULL AS DATE) AS unknown LIMIT 0"
)
_SAME = "f.handler = k.handler AND f.year = k.year AND f.person = k.person"


class Read(NamedTuple):
    """
    A ledger as it is told for a day: first days, the last day of each
    handler and year, rows, and rows that are later.
    """

    firsts: list[Firsts]
    last: dict[tuple[str, int], date]
    rows: int
    later: int


def take_in(
    kept: Kept,
    ledger: DuckLedger,
    first_days: FirstDays,
    taken: Taken,
    key: str | None,
) -> None:
    """The first days of new logs into a ledger; a person who is known keeps the earlier days."""
    number = kept.state.number + 1
    names = {
        what: f"{what}-{number}.parquet"
        for what in ("persons", "curves", "seen")
    }
    ledger.run(f"CREATE TEMP VIEW fresh AS {first_days.dated()}")
    ledger.keep(
        "known",
        f"SELECT k.handler, k.year, k.person, {_minima('k')} FROM ({_persons(kept)}) k"
        f" SEMI JOIN fresh f ON {_SAME} GROUP BY k.handler, k.year, k.person",
    )
    least = ", ".join(
        f"least(f.{kind}, k.{kind}) AS {kind}" for kind in _KINDS
    )
    before = ", ".join(f"k.{kind} AS {kind}_before" for kind in _KINDS)
    ledger.keep(
        "changed",
        "SELECT * FROM (SELECT f.handler, f.year, f.person, k.person IS NULL AS is_new,"
        f" {least}, {before} FROM fresh f LEFT JOIN known k ON {_SAME}) c WHERE is_new OR "
        + " OR ".join(
            f"{kind} IS DISTINCT FROM {kind}_before" for kind in _KINDS
        ),
    )
    columns = ", ".join(("handler", "year", "person", *_KINDS))
    _write(
        ledger, f"SELECT {columns} FROM changed", kept.path(names["persons"])
    )
    _write(ledger, _curves(kept), kept.path(names["curves"]))
    _write(ledger, _seen(kept), kept.path(names["seen"]))
    state = kept.state._replace(
        number=number,
        key=kept.state.key or key,
        taken=(*kept.state.taken, taken),
        persons=(*kept.state.persons, names["persons"]),
        curves=names["curves"],
        seen=names["seen"],
    )
    if len(state.persons) > _MANY_FILES:
        state = _merged(kept, ledger, state)
    kept.commit(state)


def _minima(table: str) -> str:
    return ", ".join(f"min({table}.{kind}) AS {kind}" for kind in _KINDS)


def _files(kept: Kept, names: tuple[str, ...]) -> str:
    listed = ", ".join(quoted(kept.path(name)) for name in names)
    return f"SELECT * FROM read_parquet([{listed}])"


def _persons(kept: Kept, state: State | None = None) -> str:
    names = (state or kept.state).persons
    return _files(kept, names) if names else _NOBODY


def _curves(kept: Kept) -> str:
    """The curves with what changed: what was counted of a person goes, what is known now comes."""
    kinds = ", ".join(_KINDS)
    before = ", ".join(f"{kind}_before" for kind in _KINDS)
    parts = [
        f"SELECT handler, year, {kinds}, 1 AS persons FROM changed",
        f"SELECT handler, year, {before}, -1 FROM changed WHERE NOT is_new",
    ]
    if kept.state.curves:
        parts.append(_files(kept, (kept.state.curves,)))
    return (
        f"SELECT handler, year, {kinds}, CAST(sum(persons) AS BIGINT) AS persons"
        f" FROM ({' UNION ALL '.join(parts)}) c"
        f" GROUP BY handler, year, {kinds} HAVING sum(persons) <> 0"
    )


def _seen(kept: Kept) -> str:
    """The rows of each handler and day, and how many of them could be counted."""
    parts = [
        'SELECT handler, day, every_row AS "rows", every_row - faulty_rows AS sound FROM scanned'
    ]
    if kept.state.seen:
        parts.append(_files(kept, (kept.state.seen,)))
    return (
        'SELECT handler, day, CAST(sum("rows") AS BIGINT) AS "rows", CAST(sum(sound) AS BIGINT)'
        f" AS sound FROM ({' UNION ALL '.join(parts)}) s GROUP BY handler, day"
    )


def _write(ledger: DuckLedger, sql: str, path: str) -> None:
    ledger.run(f"COPY ({sql}) TO {quoted(path)} {_AS}")


def _merged(kept: Kept, ledger: DuckLedger, state: State) -> State:
    """The state with all persons in one file."""
    name = f"persons-{state.number + 1}.parquet"
    _write(
        ledger,
        f"SELECT k.handler, k.year, k.person, {_minima('k')} FROM ({_persons(kept, state)}) k"
        " GROUP BY k.handler, k.year, k.person",
        kept.path(name),
    )
    return state._replace(number=state.number + 1, persons=(name,))


def read(kept: Kept, as_of: date) -> Read:
    """The curves of a ledger up to a day."""
    if not kept.state.curves or not kept.state.seen:
        return Read([], {}, 0, 0)
    base = duckdb.connect()
    names = [kept.path(name) for name in kept.state.named]
    lock(base, names, kept.folder)
    day = day_of(as_of)
    kinds = ", ".join(
        f"CASE WHEN {kind} <= {day} THEN {kind} END AS {kind}"
        for kind in _KINDS
    )
    try:
        curves = base.execute(
            f"SELECT handler, year, {', '.join(_KINDS)}, CAST(sum(persons) AS BIGINT)"
            f" FROM (SELECT handler, year, {kinds}, persons"
            f" FROM ({_files(kept, (kept.state.curves,))}) c) d"
            " WHERE coalesce(ordinary, sensitive, unknown) IS NOT NULL GROUP BY ALL"
        ).fetchall()
        seen = base.execute(
            f"SELECT handler, year(day), max(CASE WHEN sound > 0 AND day <= {day} THEN day END),"
            f' CAST(sum("rows") AS BIGINT),'
            f" CAST(sum(CASE WHEN day > {day} THEN sound ELSE 0 END) AS BIGINT)"
            f" FROM ({_files(kept, (kept.state.seen,))}) s GROUP BY ALL"
        ).fetchall()
    except duckdb.Error as error:
        raise told(error, names) from None
    finally:
        base.close()
    return Read(
        sorted((Firsts(*row) for row in curves), key=repr),
        {
            (str(handler), int(year)): last
            for handler, year, last, *_ in sorted(seen, key=repr)
            if last is not None
        },
        sum(rows for *_, rows, _ in seen),
        sum(later for *_, later in seen),
    )


def erase(kept: Kept, identifiers: list[str], key: Key) -> int:
    """
    Take persons out of a ledger: what was counted of them stays counted,
    who they are is not kept. The result is how many of them were known.
    """
    base = duckdb.connect()
    lock(base, [kept.path(NAME)], kept.folder)
    base.execute("CREATE TEMP TABLE given (subject VARCHAR)")
    base.executemany(
        "INSERT INTO given VALUES (?)", [[name] for name in identifiers]
    )
    subject = cellsql.text("subject")
    base.execute(
        "CREATE TEMP TABLE erased AS"
        f" SELECT {Dialect().pseudonym(key, subject)} AS person FROM given"
        f" UNION SELECT TRY_CAST({subject} AS UUID) FROM given"
    )
    name = f"persons-{kept.state.number + 1}.parquet"
    try:
        ((known,),) = base.execute(
            f"SELECT count(DISTINCT k.person) FROM ({_persons(kept)}) k"
            " SEMI JOIN erased e ON k.person = e.person"
        ).fetchall()
        if not known:
            return 0
        base.execute(
            f"COPY (SELECT k.handler, k.year, k.person, {_minima('k')}"
            f" FROM ({_persons(kept)}) k ANTI JOIN erased e ON k.person = e.person"
            f" GROUP BY k.handler, k.year, k.person) TO {quoted(kept.path(name))} {_AS}"
        )
    except duckdb.Error as error:
        raise told(error, kept.state.named) from None
    finally:
        base.close()
    kept.commit(
        kept.state._replace(
            number=kept.state.number + 1,
            persons=(name,),
            erased=kept.state.erased + known,
        )
    )
    return int(known)
