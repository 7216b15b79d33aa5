"""
A result and the name of a format in, its text out: one table of all formats.

A row says what a format is called, which suffix and which media type it has, and
the function that writes it, which is imported when it is used. The choices of the
commands, the suffixes of files, the media types of the front and what programs may
ask for all follow from the rows: a further format is a module and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..errors import CallError
from ..output import deliver, whole
from .style import Style

_AS_FILE = "part"
Row = TypeVar("Row")


class Format(NamedTuple):
    """
    A format of one kind of result.

    `writer` is a module of this room and a function in it, which makes text of a
    result and a style, or bytes where a format is binary. Where it is made `to_file`,
    the function takes a path as well and writes there. A format that tells `each_shape`
    has a finding for each shape that comes to it, others have it once.
    """

    name: str
    suffix: str
    media: str
    writer: str
    is_binary: bool = False
    to_file: bool = False
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
        if not self.to_file:
            made: bytes = self.function(result, style)
            return made
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
            if self.to_file:
                self.function(result, style, part)
            else:
                part.write_bytes(self.content(result, style))
        return True


def of_suffix(by_suffix: Mapping[str, Row], path: Path | None) -> Row:
    """What is said by the suffix of a file; raises CallError for one that says nothing."""
    suffix = path.suffix if path else ""
    if suffix not in by_suffix:
        suffixes = ", ".join(by_suffix)
        problem = f"the suffix {suffix or '(none)'} of {path} says no format"
        raise CallError(f"{problem}; add --format, or use one of {suffixes}")
    return by_suffix[suffix]


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
        if row_found is None:
            by_suffix: dict[str, Format] = {}
            for row in self.rows:
                by_suffix.setdefault(row.suffix, row)
            row_found = of_suffix(by_suffix, path)
        if row_found.is_binary and path is None:
            problem = f"{row_found.name} is not written to standard output"
            raise CallError(f"{problem}; name a file with --output")
        return row_found


_CSV = "text/csv"
_HTML = "text/html"
_JSON = "application/json"
_PLAIN = "text/plain"
_TURTLE = "text/turtle"
_WORD = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

DETERMINATIONS = Formats(
    "determinations",
    Format("table", ".txt", _PLAIN, "determination.overview:written"),
    Format("json", ".json", _JSON, "determination.as_json:inventory"),
    Format(
        "jsonl",
        ".jsonl",
        "application/jsonl",
        "determination.as_json_lines:written",
    ),
    Format("csv", ".csv", _CSV, "determination.as_rows:csv"),
    Format(
        "turtle",
        ".trig",
        "application/trig",
        "determination.as_rdf_batch:trig",
    ),
    Format("html", ".html", _HTML, "determination.as_html:inventory"),
    Format(
        "parquet",
        ".parquet",
        "application/vnd.apache.parquet",
        "determination.as_rows:parquet",
        is_binary=True,
        to_file=True,
    ),
    Format(
        "docx",
        ".docx",
        _WORD,
        "determination.as_docx:inventory",
        is_binary=True,
    ),
)
PROOF = Formats(
    "proofs",
    Format("text", ".txt", _PLAIN, "determination.as_text:written"),
    Format("json", ".json", _JSON, "determination.as_json:written"),
    Format("turtle", ".ttl", _TURTLE, "determination.as_rdf:written"),
    Format("html", ".html", _HTML, "determination.as_html:written"),
    Format(
        "docx", ".docx", _WORD, "determination.as_docx:written", is_binary=True
    ),
)
FINDINGS = Formats(
    "findings",
    Format("text", ".txt", _PLAIN, "findings.as_text:written"),
    Format("json", ".json", _JSON, "findings.as_json:written"),
    Format(
        "turtle", ".ttl", _TURTLE, "findings.as_rdf:written", each_shape=True
    ),
    Format(
        "sarif",
        ".sarif",
        "application/sarif+json",
        "findings.as_ci:sarif_written",
    ),
    Format("junit", ".xml", "application/xml", "findings.as_ci:junit_written"),
)
COUNT = Formats(
    "counts",
    Format("text", ".txt", _PLAIN, "count.as_text:written"),
    Format("json", ".json", _JSON, "count.as_data:json_written"),
    Format("csv", ".csv", _CSV, "count.as_data:csv_written"),
    Format("turtle", ".ttl", _TURTLE, "count.as_rdf:written"),
    Format("html", ".html", _HTML, "count.as_html:written"),
)
COMPARISON = Formats(
    "comparisons",
    Format("text", ".txt", _PLAIN, "lists.as_text:written"),
    Format("json", ".json", _JSON, "lists.as_data:written"),
    Format("csv", ".csv", _CSV, "lists.tidy:written"),
    Format("html", ".html", _HTML, "lists.as_html:written"),
    Format("turtle", ".ttl", _TURTLE, "lists.as_rdf:written"),
)
ROUTES = Formats(
    "routes",
    Format("text", ".txt", _PLAIN, "lists.as_text:routes_written"),
    Format("json", ".json", _JSON, "lists.as_data:routes_written"),
    Format("html", ".html", _HTML, "lists.as_html:routes_written"),
)
DUTIES = Formats(
    "duties",
    Format("table", ".txt", _PLAIN, "duties.as_text:written"),
    Format("json", ".json", _JSON, "duties.listing:json_written"),
    Format("csv", ".csv", _CSV, "duties.as_text:csv_written"),
    Format("ics", ".ics", "text/calendar", "duties.as_ics:written"),
    Format("html", ".html", _HTML, "duties.as_html:written"),
)
THEOREMS = Formats(
    "theorems",
    Format("text", ".txt", _PLAIN, "lists.proofs:written"),
    Format("json", ".json", _JSON, "lists.proofs:json_written"),
)
DIFFERENCES = Formats(
    "differences",
    Format("text", ".txt", _PLAIN, "lists.differences:written"),
    Format("json", ".json", _JSON, "lists.differences:json_written"),
    Format("html", ".html", _HTML, "lists.differences:page_written"),
)
FILED = Formats(
    "dossiers",
    Format("text", ".txt", _PLAIN, "dossier.as_text:written"),
    Format("json", ".json", _JSON, "dossier.as_data:written"),
)
CHANGES = Formats(
    "changes of dossiers",
    Format("text", ".txt", _PLAIN, "dossier.as_text:changes_written"),
    Format("json", ".json", _JSON, "dossier.as_data:changes_written"),
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
    DIFFERENCES,
    FILED,
    CHANGES,
)
