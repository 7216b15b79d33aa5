"""
A result and the name of a format in, its text out: one table of all formats.

A row says what a format is called, which suffix and which media type it has, and
the function that writes it, which is imported when it is used. The choices of the
commands, the suffixes of files, the media types of the front and what programs may
ask for all follow from the rows: a further format is a module and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CallError
from ..output import deliver, whole
from .style import Style

_AS_FILE = "part"


class Format(NamedTuple):
    """
    A format of one kind of result.

    `writer` is a module of this room and a function in it, which makes text of a
    result and a style. Where a format is binary, the function takes a path as well
    and writes there. A format that tells `each_shape` has a finding for each shape
    that comes to it, others have it once.
    """

    name: str
    suffix: str
    media: str
    writer: str
    is_binary: bool = False
    each_shape: bool = False

    @property
    def function(self) -> Callable[..., Any]:
        """The function that writes it."""
        module, _, name = self.writer.partition(":")
        function: Callable[..., Any] = getattr(
            import_module(f".{module}", __package__), name
        )
        return function

    @property
    def content_type(self) -> str:
        """The media type, with the character set where it would be taken for another."""
        if self.media.startswith("text/") and self.media != "text/turtle":
            return f"{self.media}; charset=utf-8"
        return self.media

    def text(self, result: Any, style: Style) -> Iterator[str]:
        """The text of a result, piece by piece; CallError for a binary format."""
        if self.is_binary:
            raise CallError(f"{self.name} is no text; name a file")
        written: Iterator[str] = self.function(result, style)
        return written

    def content(self, result: Any, style: Style) -> bytes:
        """All of it as bytes."""
        if not self.is_binary:
            return "".join(self.text(result, style)).encode()
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="qingdan-") as folder:
            path = Path(folder, _AS_FILE)
            self.function(result, style, path)
            return path.read_bytes()

    def deliver(self, result: Any, style: Style, path: Path | None) -> bool:
        """Write it to a file, or to standard output; whether the reader took all of it."""
        if path is None or not self.is_binary:
            return deliver(self.text(result, style), path)
        with whole(path) as part:
            self.function(result, style, part)
        return True


class Formats:
    """The formats of one kind of result, the one for a reader first."""

    def __init__(self, what: str, *rows: Format) -> None:
        self.what = what
        self.rows = rows

    def __iter__(self) -> Iterator[Format]:
        return iter(self.rows)

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [row.name for row in self.rows]

    @property
    def media(self) -> list[str]:
        """Their media types, the one for programs first."""
        return [
            row.media
            for row in sorted(self.rows, key=lambda row: row.name != "json")
        ]

    def named(self, name: str) -> Format:
        """The format of a name; raises CallError for one that is not known."""
        for row in self.rows:
            if row.name == name:
                return row
        problem = f"{self.what} are not written as {name}"
        raise CallError(f"{problem}; choose one of {', '.join(self.names)}")

    def of_media(self, media: str) -> Format:
        """The format of a media type."""
        return next(row for row in self.rows if row.media == media)

    def of_file(self, path: Path | None, name: str | None = None) -> Format:
        """
        The format that is named, else that of the file's suffix, else the first.

        Raises CallError for a suffix that says none, and for what is no text and has no file.
        """
        row_found = self.rows[0] if path is None else None
        if name:
            row_found = self.named(name)
        row_found = row_found or next(
            (row for row in self.rows if path and row.suffix == path.suffix),
            None,
        )
        if row_found is None:
            suffixes = ", ".join(row.suffix for row in self.rows)
            problem = f"the suffix {(path and path.suffix) or '(none)'} of {path} says no format"
            raise CallError(
                f"{problem}; add --format, or use one of {suffixes}"
            )
        if row_found.is_binary and path is None:
            problem = f"{row_found.name} is not written to standard output"
            raise CallError(f"{problem}; name a file with --output")
        return row_found


_CSV = "text/csv"
_HTML = "text/html"
_JSON = "application/json"
_PLAIN = "text/plain"
_TURTLE = "text/turtle"

DETERMINATIONS = Formats(
    "determinations",
    Format("table", ".txt", _PLAIN, "writers:table"),
    Format("json", ".json", _JSON, "writers:json_array"),
    Format("jsonl", ".jsonl", "application/jsonl", "writers:json_lines"),
    Format("csv", ".csv", _CSV, "writers:csv"),
    Format("turtle", ".trig", "application/trig", "writers:trig"),
    Format("html", ".html", _HTML, "writers:page"),
    Format(
        "parquet",
        ".parquet",
        "application/vnd.apache.parquet",
        "writers:parquet",
        is_binary=True,
    ),
)
PROOF = Formats(
    "proofs",
    Format("text", ".txt", _PLAIN, "writers:proof_text"),
    Format("json", ".json", _JSON, "writers:proof_json"),
    Format("turtle", ".ttl", _TURTLE, "writers:proof_turtle"),
    Format("html", ".html", _HTML, "writers:proof_page"),
)
FINDINGS = Formats(
    "findings",
    Format("text", ".txt", _PLAIN, "writers:findings_text"),
    Format("json", ".json", _JSON, "writers:findings_json"),
    Format(
        "turtle", ".ttl", _TURTLE, "writers:findings_turtle", each_shape=True
    ),
    Format("sarif", ".sarif", "application/sarif+json", "writers:sarif"),
    Format("junit", ".xml", "application/xml", "writers:junit"),
)
COUNT = Formats(
    "counts",
    Format("text", ".txt", _PLAIN, "writers:count_text"),
    Format("json", ".json", _JSON, "writers:count_json"),
    Format("csv", ".csv", _CSV, "writers:count_csv"),
    Format("turtle", ".ttl", _TURTLE, "writers:count_turtle"),
    Format("html", ".html", _HTML, "writers:count_page"),
)
COMPARISON = Formats(
    "comparisons",
    Format("text", ".txt", _PLAIN, "writers:lists_text"),
    Format("json", ".json", _JSON, "writers:lists_json"),
    Format("csv", ".csv", _CSV, "writers:lists_csv"),
    Format("html", ".html", _HTML, "writers:lists_page"),
    Format("turtle", ".ttl", _TURTLE, "writers:lists_turtle"),
)
ROUTES = Formats(
    "routes",
    Format("text", ".txt", _PLAIN, "writers:routes_text"),
    Format("json", ".json", _JSON, "writers:routes_json"),
    Format("html", ".html", _HTML, "writers:routes_page"),
)
DUTIES = Formats(
    "duties",
    Format("table", ".txt", _PLAIN, "writers:duties_text"),
    Format("json", ".json", _JSON, "writers:duties_json"),
    Format("csv", ".csv", _CSV, "writers:duties_csv"),
    Format("ics", ".ics", "text/calendar", "writers:duties_ics"),
    Format("html", ".html", _HTML, "writers:duties_page"),
)
THEOREMS = Formats(
    "theorems",
    Format("text", ".txt", _PLAIN, "writers:theorems_text"),
    Format("json", ".json", _JSON, "writers:theorems_json"),
)
ALL = (
    DETERMINATIONS,
    PROOF,
    FINDINGS,
    COUNT,
    COMPARISON,
    ROUTES,
    DUTIES,
    THEOREMS,
)
