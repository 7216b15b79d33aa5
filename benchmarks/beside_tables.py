"""What beside.py found, as Markdown for docs/benchmarks.md and as data."""

from __future__ import annotations

from typing import Any

from beside_rows import Row

COLUMNS = {
    "validation": ("engine", "times the parse", "results"),
    "deciding": ("run", "times the scan", "items"),
    "store": ("store", "p50, ms", "p99, ms", "queries a second"),
}
TITLES = {
    "validation": "Validation: the same shapes over the same file, a whole report",
    "deciding": "Deciding: items as Parquet, answers as CSV",
    "store": "Store: loading, then why-queries one after the other, none twice",
}
MARK = "<!-- what follows is written by benchmarks/beside.py -->"
BARE = ("bare parse", "bare scan (DuckDB)")


def markdown(
    told: dict[str, Any], rows: list[Row], compared: list[str]
) -> str:
    """Three tables, what was compared, and the machine."""
    machine = "; ".join(
        f"{key} {value}" for key, value in told["machine"].items()
    )
    peers = ", ".join(
        f"{name} {number}" for name, number in told["versions"].items()
    )
    loads = [row.load for row in rows]
    text = [
        f"{told['day']}; {machine}. {peers}. Load of the machine after each run: {min(loads):.1f} to {max(loads):.1f}.",
        "",
    ]
    for group, title in TITLES.items():
        own = [row for row in rows if row.group == group]
        if own:
            text += [f"{title}.", "", *_table(group, own), ""]
    return "\n".join([*text, *(f"- {line}" for line in compared), ""])


def replaced(page: str, text: str) -> str:
    """A page with another result between the mark and the next heading."""
    before, mark, after = page.partition(MARK)
    heading = after.find("\n## ")
    rest = after[heading:] if heading >= 0 else ""
    return f"{before}{mark}\n{text}{rest}"


def _table(group: str, rows: list[Row]) -> list[str]:
    """The rows of a group."""
    name, *others = COLUMNS[group]
    clock = "until it answers, s" if group == "store" else "s by the clock"
    heads = ["items", name, clock, "s of the processor", "peak MB", *others]
    aligned = ["--:", "---", *["--:"] * (len(heads) - 2), "---"]
    bare = {
        row.items: row.taken.seconds
        for row in rows
        if row.name in BARE and row.taken and not row.note
    }
    lines = [
        [f"{row.items:,}", _code(row.name), *_figures(row, bare), row.note]
        for row in rows
    ]
    return [
        f"| {' | '.join(cells)} |"
        for cells in ([*heads, "remark"], aligned, *lines)
    ]


def _code(name: str) -> str:
    """A name, our commands as code."""
    command, comma, rest = name.partition(",")
    return f"`{command}`{comma}{rest}" if name.startswith("qingdan") else name


def _figures(row: Row, bare: dict[int, float]) -> list[str]:
    """The cells of a row between its name and its remark."""
    width = len(COLUMNS[row.group]) - 1
    if row.taken is None:
        return [""] * (3 + width)
    seconds = row.found.get("loaded", row.taken.seconds)
    start = [
        f"{seconds:.2f}",
        f"{row.taken.processor:.2f}",
        f"{row.taken.peak:,}",
    ]
    if not row.found:
        return [*start, *[""] * width]
    if row.group == "store":
        found = row.found
        rate = f"{found['per_second']:,.0f}"
        return [*start, f"{found['p50']:.2f}", f"{found['p99']:.2f}", rate]
    base = bare.get(row.items)
    times = f"{row.taken.seconds / base:.1f}" if base else ""
    counted = "" if row.name in BARE else f"{row.found['counted']:,}"
    return [*start, times, counted]


def as_data(row: Row) -> dict[str, Any]:
    """A row for JSON; of what was written to standard error, the end."""
    taken = row.taken and {
        **row.taken._asdict(),
        "errors": row.taken.errors[-500:],
    }
    return {**row._asdict(), "taken": taken}
