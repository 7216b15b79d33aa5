"""What a validation finds: SHACL validation results, counted by cause, and what was ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..rdf.graph import Text


class Cause(NamedTuple):
    """
    Why results arise: one constraint of one named shape
    (`sh:sourceShape`), with its message and mend.
    """

    shape: str
    component: str
    severity: str
    path: str | None
    message: Text
    mend: Text
    cites: tuple[str, ...]


class Result(NamedTuple):
    """
    One `sh:ValidationResult`: the focus node and value that
    do not conform, and where the node is described.
    """

    cause: Cause
    focus: str
    value: str | None
    file: str
    line: int | None
    title: Text = {}  # noqa: RUF012 (never written to)

    @property
    def place(self) -> str:
        """The file, and the line where one is known."""
        if self.line is None:
            return self.file
        return f"{self.file}:{self.line}"


class Report(NamedTuple):
    """
    A `sh:ValidationReport`: every cause with its number of results, and the first
    results themselves. `waived` are the focus nodes and shapes that need not fail, each
    with why, who said so and until when; None where nobody was asked to waive anything.
    """

    files: tuple[str, ...]
    engine: str
    nodes: int
    counts: tuple[tuple[Cause, int], ...]
    results: tuple[Result, ...]
    ignored: tuple[tuple[str, int], ...]
    rules: str
    fail_on: tuple[str, ...] | None = None
    waived: Mapping[tuple[str, str], str] | None = None

    @property
    def total(self) -> int:
        """The number of results, those left out of `results` included."""
        return sum(count for _, count in self.counts)

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all (SHACL section 3.6.1.1)."""
        return not self.counts

    def fails(self, severity: str) -> bool:
        """
        Whether a result of a severity is one that was asked
        to fail on; where none was, each is.
        """
        if self.fail_on is None:
            return True
        return severity in self.fail_on

    @property
    def failed(self) -> bool:
        """Whether there is a result to fail on: what the exit status says."""
        return any(self.fails(cause.severity) for cause, _ in self.counts)
