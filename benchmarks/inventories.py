"""
Write an inventory of any size, as a vehicle maker might
have it: `python benchmarks/inventories.py N OUT`.

OUT ends with .nt, .csv or .parquet; one seed gives one set of facts, whatever the form. Tables
leave handlers to OUT-handlers.ttl. With `--faulty 0.03`, 3 % of the items have a fault, each kind
of `FAULTS` as often; a row of a table can state half of the kinds.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

from maker import (
    BASE,
    EXPORT_FACTS,
    EXPORTS,
    ITEM_FACTS,
    QD,
    TYPE,
    XSD,
    Facts,
    Variant,
    export_facts,
    handlers,
    lines,
    shared,
    variants,
)

SEED = 20260302
FAULTS = {  # of an item, or of an export where the fact is one of an export; those with cells can stand in a table
    "misspelled fact": {}, "wrong datatype": {"coreData": "no"}, "unknown value": {"secrecy": "TopSecret"}, "missing handler": {"heldBy": ""},
    "contradicting booleans": {}, "text instead of IRI": {"controlRegime": "no control"}, "negative count": {}, "item without class": {},
    "ill-formed date of an export": {"exportDate": "2026-13-02"}, "export of nothing": {},
}  # fmt: skip
_MISSPELLED = f'<{QD}coreDate> "false"^^<{XSD}boolean> .\n'
_NEGATIVE = f'<{QD}ordinaryPersons> "-5"^^<{XSD}integer> .\n'
_HEADING = (
    ",".join(["item", "heldBy", "title", *ITEM_FACTS, *EXPORT_FACTS]) + "\n"
)
_EXPORT_LINES = [
    tuple(
        line for pair in export_facts(number).items() for line in lines(*pair)
    )
    for number in range(len(EXPORTS))
]
_EXPORT_CELLS = [
    ",".join(export_facts(number).get(fact, "") for fact in EXPORT_FACTS)
    for number in range(len(EXPORTS))
]


class Draw(NamedTuple):
    """
    One item: its number, what it shares, its handler, its
    export if it has one, and its fault if it has one.
    """

    number: int
    variant: Variant
    handler: int
    export: int | None
    fault: str | None

    @property
    def iri(self) -> str:
        """The name of the item."""
        return f"{BASE}item-{self.number:07}"

    @property
    def title(self) -> str:
        """The title, which tells the item from its like."""
        return (
            f"{self.variant.title} {2018 + self.number % 9}-{1 + self.number % 12:02} no"
            f" {self.number}"
        )


@dataclass
class Tally:
    """What was written."""

    items: int = 0
    exports: int = 0
    triples: int = 0
    faults: Counter[str] = field(default_factory=Counter[str])
    alike: set[tuple[int, int | None]] = field(default_factory=set)
    cases: set[tuple[int, int | None, int]] = field(default_factory=set)

    def add(self, draw: Draw) -> None:
        """Count an item."""
        self.items += 1
        self.exports += draw.export is not None
        key = (id(draw.variant), draw.export)
        self.alike.add(key)
        self.cases.add((*key, draw.handler))
        if draw.fault:
            self.faults[draw.fault] += 1


def draws(count: int, faulty: float, seed: int) -> Iterator[Draw]:
    """Every item in turn; every tenth has an export."""
    rng = random.Random(seed)
    made, weights = variants(rng)
    faults = random.Random(seed + 1)
    totals = list(accumulate(weights))
    for number in range(count):
        variant = rng.choices(made, cum_weights=totals)[0]
        handler = variant.handlers[int(3 * rng.random() ** 2)]
        export = (
            variant.exports[rng.random() < 0.3] if number % 10 == 9 else None
        )
        yield Draw(
            number,
            variant,
            handler,
            export,
            faults.choice(list(FAULTS)) if faults.random() < faulty else None,
        )


def as_lines(draw: Draw, at_home: bool = False) -> list[str]:
    """The N-Triples of an item and of its export, as one text for each subject."""
    subject, ends = f"<{draw.iri}> ", draw.variant.lines
    kind, held = (
        f"{TYPE} <{QD}DataItem> .\n",
        f"<{QD}heldBy> <{BASE}handler-{draw.handler:02}> .\n",
    )
    title = f'<{QD}title> "{draw.title}"@en .\n'
    own = (
        _damaged(draw, kind, held, title, at_home)
        if draw.fault or at_home
        else [kind, held, title, *ends]
    )
    found = [subject + subject.join(own)]
    if draw.fault == "export of nothing":
        found.append(f"<{draw.iri}#export-of-nothing> {TYPE} <{QD}Export> .\n")
    if (
        draw.export is not None
        or at_home
        or draw.fault == "ill-formed date of an export"
    ):
        found.append(_export(draw, at_home))
    return found


def _damaged(
    draw: Draw, kind: str, held: str, title: str, at_home: bool
) -> list[str]:
    """
    The ends of the lines of an item with its fault; at
    home, with what its handler states of it.
    """
    facts = (
        (shared(draw.handler) if at_home else {})
        | draw.variant.facts
        | FAULTS.get(str(draw.fault), {})
    )
    own = [
        line
        for fact in ITEM_FACTS
        if fact in facts
        for line in lines(fact, facts[fact])
    ]
    both = [
        line
        for value in ("true", "false")
        for line in lines("coreData", value)
    ]
    kept = [line for line in own if "/coreData>" not in line]
    whole = [kind, held, title, *own]
    return {
        "misspelled fact": [*whole, _MISSPELLED],
        "missing handler": [kind, title, *own],
        "contradicting booleans": [kind, held, title, *kept, *both],
        "negative count": [*whole, _NEGATIVE],
        "item without class": [held, title, *own],
    }.get(str(draw.fault), whole)


def _export(draw: Draw, at_home: bool) -> str:
    """The lines of the export of an item."""
    subject = f"<{draw.iri}#export> "
    ends = _EXPORT_LINES[draw.export] if draw.export is not None else ()
    if draw.fault or at_home:
        stated = export_facts(draw.export) if draw.export is not None else {}
        facts = (
            (shared(draw.handler) if at_home else {})
            | stated
            | FAULTS.get(str(draw.fault), {})
        )
        ends = tuple(
            line
            for fact in EXPORT_FACTS
            if fact in facts
            for line in lines(fact, facts[fact])
        )
    return subject + subject.join(
        [f"{TYPE} <{QD}Export> .\n", f"<{QD}exportOf> <{draw.iri}> .\n", *ends]
    )


def as_row(draw: Draw) -> str:
    """The row of an item."""
    held, cells = f"{BASE}handler-{draw.handler:02}", draw.variant.cells
    exported = (
        _EXPORT_CELLS[draw.export]
        if draw.export is not None
        else "," * (len(EXPORT_FACTS) - 1)
    )
    if draw.fault:
        wrong = FAULTS[draw.fault]
        held = wrong.get("heldBy", held)
        cells = ",".join(
            (draw.variant.facts | wrong).get(fact, "") for fact in ITEM_FACTS
        )
        facts: Facts = (
            export_facts(draw.export) if draw.export is not None else {}
        )
        exported = ",".join(
            (facts | wrong).get(fact, "") for fact in EXPORT_FACTS
        )
    return f"{draw.iri},{held},{draw.title},{cells},{exported}\n"


def _texts(
    tally: Tally, count: int, faulty: float, seed: int, at_home: bool
) -> Iterator[str]:
    """The lines of the handlers, then those of each subject in one text."""
    head = handlers(seed)
    tally.triples += len(head)
    yield from head
    for draw in draws(count, faulty, seed):
        tally.add(draw)
        for text in as_lines(draw, at_home):
            tally.triples += text.count("\n")
            yield text


def _rows(tally: Tally, count: int, faulty: float, seed: int) -> Iterator[str]:
    for draw in draws(count, faulty, seed):
        draw = (
            draw
            if draw.fault is None or FAULTS[draw.fault]
            else draw._replace(fault=None)
        )
        tally.add(draw)
        yield as_row(draw)


def _write(
    out: Path, heading: str, texts: Iterable[str], shuffle: bool, seed: int
) -> None:
    if shuffle:
        mixed = [
            line for text in texts for line in text.splitlines(keepends=True)
        ]
        random.Random(seed).shuffle(mixed)
        texts = mixed
    source = iter(texts)
    with open(out, "w", encoding="utf-8", newline="") as file:
        file.write(heading)
        while block := "".join(islice(source, 20_000)):
            file.write(block)


def write(
    count: int,
    out: Path,
    faulty: float = 0.0,
    shuffle: bool = False,
    seed: int = SEED,
    at_home: bool = False,
) -> Tally:
    """
    Write an inventory and count what was written.

    Shuffled, the lines (or rows) are in no order. At home, every fact stands on the subject that it
    is about, and every item has an export, so that engines which do not read facts of a handler as
    facts of its items find the same.
    """
    tally = Tally()
    if out.suffix == ".nt":
        _write(
            out, "", _texts(tally, count, faulty, seed, at_home), shuffle, seed
        )
        return tally
    out.with_name(out.stem + "-handlers.ttl").write_text(
        "".join(handlers(seed)), "utf-8"
    )
    rows = out if out.suffix == ".csv" else out.with_suffix(".rows.csv")
    _write(rows, _HEADING, _rows(tally, count, faulty, seed), shuffle, seed)
    if out.suffix == ".parquet":
        import duckdb

        duckdb.sql(
            f"COPY (FROM read_csv('{rows}', header = true, all_varchar = true)) TO '{out}' (FORMAT"
            " parquet)"
        )
        rows.unlink()
    return tally


def main() -> None:
    """Write one inventory and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--faulty", type=float, default=0.0, help="share of items with a fault"
    )
    parser.add_argument(
        "--shuffle", action="store_true", help="lines or rows in no order"
    )
    parser.add_argument(
        "--at-home",
        action="store_true",
        help="every fact on the subject that it is about (.nt alone)",
    )
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.out.suffix not in (".nt", ".csv", ".parquet"):
        parser.error("OUT ends with .nt, .csv or .parquet")
    start = time.perf_counter()
    tally = write(
        given.items,
        given.out,
        given.faulty,
        given.shuffle,
        given.seed,
        given.at_home,
    )
    size = given.out.stat().st_size
    told = f", {tally.triples:,} triples" if tally.triples else ""
    print(
        f"{given.out}: {tally.items:,} items, {tally.exports:,} exports{told}, {size:,} bytes,"
        f" {time.perf_counter() - start:.1f} s"
    )
    print(
        f"{len(tally.alike):,} combinations of facts of item and export, {len(tally.cases):,} with"
        " the handler"
    )
    for kind in FAULTS if tally.faults else ():
        print(f"{tally.faults[kind]:8,}  {kind}")


if __name__ == "__main__":
    main()
