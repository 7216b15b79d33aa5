"""
A source in, an inventory out that answers: small ones from memory, all others, and what
needs a table, from a register on disk.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..inventory import in_memory as memory
from ..inventory.notes import past
from ..inventory.readers.frames import Table
from ..law.load import OWN, law
from .sources import Source, source_of

if TYPE_CHECKING:
    from ..inventory.readers.mapping import Mapping
    from ..inventory.table import Register

_SMALL = 1 << 23
_FEW_ROWS = 5_000
BULK = (".xlsx", ".parquet")
_SHOWN = 3


class Inventory:
    """
    What was read, without a fault: data items with their exports, handlers and tallies.

    `items` are the IRIs of the data items, `notes` say how it was read, where not as its
    format has it. What is kept on disk for it is removed with it, or by `close`, or at the
    end of a `with`.
    """

    def __init__(
        self,
        source: Source,
        mapping: Mapping | None = None,
        watch: Callable[[int], object] | None = None,
        names: dict[Path, str] | None = None,
    ) -> None:
        self._source = source
        self._mapping = mapping
        self._watch = watch
        self._names = names or {}
        self._memory: memory.Inventory | None = None
        self._registers: dict[tuple[str, bool, str], Register] = {}
        self._vetted: set[int] = set()
        self._end = weakref.finalize(self, _closed, self._registers)

    @classmethod
    def of(cls, taken: memory.Inventory) -> Inventory:
        """An inventory that is in memory already, and nowhere else."""
        whole = cls(Source())
        whole._memory = taken
        return whole

    @property
    def items(self) -> list[str]:
        """The IRIs of the data items."""
        if self._memory is not None:
            return [item.iri for item in self._memory.items]
        rows = self.register().store.stream(
            "SELECT subject FROM items ORDER BY subject"
        )
        return [row[0] for row in rows]

    @property
    def notes(self) -> list[str]:
        """How files were read, where not as the format has it, and what was ignored."""
        if self._memory is not None:
            return self._memory.told
        intake = self.any_register().intake
        return [*intake.notes, *past(intake.ignored)]

    def __len__(self) -> int:
        """The number of data items."""
        if self._memory is not None:
            return len(self._memory.items)
        return int(
            self.register().store.rows("SELECT count(*) FROM items")[0][0]
        )

    def __repr__(self) -> str:
        return f"<Inventory of {len(self):,} items from {self._source.name}>"

    def _repr_html_(self) -> str:
        names = self.items[:_SHOWN]
        more = (
            [f"… {len(self) - len(names):,} more"]
            if len(self) > len(names)
            else []
        )
        listed = "".join(
            f"<li>{escape(name)}</li>" for name in [*names, *more]
        )
        return f"<p>{escape(repr(self)[1:-1])}</p><ul>{listed}</ul>"

    def __enter__(self) -> Inventory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what is kept on disk; it is read again where it is needed again."""
        _closed(self._registers)

    def in_memory(
        self, items: Iterable[str] | None = None
    ) -> memory.Inventory:
        """The inventory as nodes, or of a large one those of the named items alone."""
        if self._memory is not None:
            return self._memory
        if self.is_in_memory:
            self._memory = self._read()
            return self._memory
        return self.vetted().as_inventory(
            None if items is None else list(items)
        )

    def vetted(self, edition: str = OWN, dated: bool = False) -> Register:
        """The register; raises InputError where the inventory has a fault."""
        from ..deciding.batch_checks import refuse_faults

        register = self.register(edition, dated)
        if id(register) not in self._vetted:
            refuse_faults(register)
            self._vetted.add(id(register))
        return register

    def register(self, edition: str = OWN, dated: bool = False) -> Register:
        """The inventory as a table, its faults in it; `dated`: days of exports bear on nothing."""
        under = (edition, dated, law(edition).digest)
        if under not in self._registers:
            self._registers[under] = self._ingest(edition, dated)
        return self._registers[under]

    def any_register(self) -> Register:
        """The register that is there, else one under our own list."""
        pack = law().pack
        fitting = (
            each for each in self._registers.values() if each.law.pack is pack
        )
        return next(fitting, None) or self.register()

    def paths(self, folder: Path) -> list[Path]:
        """The files that it is read from; what has no file is written to the folder."""
        return [*self._files(folder)]

    def _files(self, folder: Path) -> Iterator[Path]:
        for number, part in enumerate(self._source.parts):
            if isinstance(part, Table):
                yield _as_csv(part, folder / f"{part.where}-{number}.csv")
            else:
                yield part
        if self._source.document:
            path = folder / f"input{self._source.document.suffix}"
            path.write_bytes(self._source.document.content)
            yield path

    def _ingest(self, edition: str, dated: bool) -> Register:
        from ..inventory.read import ingest

        noted = (self._mapping, dated, self._watch, self._names)
        if self._source.document is None:
            return ingest(law(edition), self._source.parts, *noted)
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="qingdan-") as name:
            (path,) = self._files(Path(name))
            names = {path: "input"}
            return ingest(
                law(edition), [path], self._mapping, dated, None, names
            )

    @property
    def is_in_memory(self) -> bool:
        """Whether it is in memory, or small enough to be read into it."""
        if self._memory is not None:
            return True
        if self._mapping is not None and self._mapping.vocabulary:
            return False
        if self._source.document:
            return self._source.document.suffix.lower() not in BULK
        tables = [
            part for part in self._source.parts if isinstance(part, Table)
        ]
        paths = [part for part in self._source.parts if isinstance(part, Path)]
        if any(path.suffix.lower() in BULK for path in paths):
            return False
        size = sum(path.stat().st_size for path in paths if path.is_file())
        return (
            size < _SMALL
            and sum(len(each.rows) for each in tables) < _FEW_ROWS
        )

    def _read(self) -> memory.Inventory:
        if self._source.document:
            return memory.loads(*self._source.document, law())
        return memory.load(self._source.parts, law(), self._mapping)


def _closed(registers: dict[tuple[str, bool, str], Register]) -> None:
    for register in registers.values():
        register.close()
    registers.clear()


def _as_csv(table: Table, path: Path) -> Path:
    import csv

    with open(path, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(cells for _, cells in table.rows)
    return path


def load(
    source: Any,
    *,
    suffix: str | None = None,
    mapping: str | Path | None = None,
) -> Inventory:
    """
    Read an inventory: a path or several, bytes with the suffix that names their format, a
    table of pandas, polars or Arrow, or a list of dicts with a key for each column. An
    inventory that was loaded is given back.

    `mapping` is a TOML file that maps foreign columns or a foreign vocabulary. Raises
    InputError with a line for each fault, CallError for what is no inventory.

    >>> load("data/inventories/icv-maker.ttl")
    <Inventory of 89 items from data/inventories/icv-maker.ttl>
    """
    taken = opened(source, suffix=suffix, mapping=mapping)
    if taken.is_in_memory:
        taken.in_memory()
    else:
        taken.vetted()
    return taken


def opened(
    source: Any,
    *,
    suffix: str | None = None,
    mapping: str | Path | None = None,
    watch: Callable[[int], object] | None = None,
    names: dict[Path, str] | None = None,
) -> Inventory:
    """
    An inventory that is read when it is asked: as `load`, but its faults are raised by what
    is asked of it first, and told as findings by `validate`.

    `watch` is given the number of bytes whenever some were read; `names` says what messages
    call a file.
    """
    if isinstance(source, Inventory):
        return source
    if isinstance(source, memory.Inventory):
        return Inventory.of(source)
    read = None
    if mapping is not None:
        from ..inventory.readers.mapping import read_mapping

        read = read_mapping(Path(mapping))
    return Inventory(source_of(source, suffix), read, watch, names)
