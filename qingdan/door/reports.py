"""Findings, counts, comparisons, routes, duties and answers of questions, as results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..reporting.formats import COMPARISON, COUNT, DUTIES, FINDINGS, ROUTES
from .results import Result, frame

if TYPE_CHECKING:
    from ..comparing import comparison
    from ..comparing.routes import Route
    from ..counting import results as counting
    from ..reporting.duties.listing import Listing
    from ..validating.report import Report

_FOUND = (
    "severity",
    "focus",
    "file",
    "line",
    "path",
    "value",
    "message",
    "mend",
    "shape",
)
_ROUTED = ("item", "list", "applies", "outcome", "missingFacts")
_APPLIES = {True: "true", False: "false", None: "unknown"}
Rows = tuple[Sequence[str], Iterable[Sequence[Any]]]


class Findings(Result):
    """What a validation found; `report` has the causes with their numbers and the first results."""

    formats = FINDINGS

    def __init__(self, report: Report) -> None:
        self.report = self.subject = report

    subject: Report

    @property
    def conforms(self) -> bool:
        """Whether nothing was taken."""
        return self.report.conforms

    def __len__(self) -> int:
        """The number of results, those that are not listed included."""
        return self.report.total

    def rows(self) -> Rows:
        """The results that are listed."""
        rows = (
            (
                each.cause.severity,
                each.focus,
                each.file,
                each.line,
                each.cause.path,
                each.value,
                each.cause.message.get("en", ""),
                each.cause.mend.get("en", ""),
                each.cause.shape,
            )
            for each in self.report.results
        )
        return _FOUND, rows

    def __repr__(self) -> str:
        causes = len(self.report.counts)
        return f"<{len(self):,} findings of {causes} causes in {self.report.nodes:,} subjects>"


class Count(Result):
    """What a count of transfer logs came to; `count` holds all of it."""

    formats = COUNT
    numbers = ("year", "persons", "most", "inBoth", "tier")

    def __init__(self, count: counting.Count) -> None:
        self.count = self.subject = count

    subject: counting.Count

    def __repr__(self) -> str:
        many = len(self.count.counted)
        return f"<the count of {many} handlers as of {self.count.as_of}>"


class Comparison(Result):
    """Lists side by side; `comparison` holds all of it."""

    formats = COMPARISON

    def __init__(self, comparison: comparison.Comparison) -> None:
        self.comparison = self.subject = comparison

    subject: comparison.Comparison

    def __repr__(self) -> str:
        names = ", ".join(record.id for record in self.comparison.records)
        return f"<the lists {names} side by side>"


class Routes(Result):
    """The route of each item under every list; `routes` holds all of it, by item."""

    formats = ROUTES

    def __init__(self, routes: list[tuple[str, tuple[Route, ...]]]) -> None:
        self.routes = self.subject = routes

    subject: list[tuple[str, tuple[Route, ...]]]

    def rows(self) -> Rows:
        """One row for each item and list."""
        rows = (
            (
                item,
                each.record.id,
                _APPLIES[each.applies],
                each.outcome,
                " ".join(fact.fact for fact in each.missing),
            )
            for item, routes in self.routes
            for each in routes
        )
        return _ROUTED, rows

    def __repr__(self) -> str:
        return f"<the routes of {len(self.routes):,} items>"


class Duties(Result):
    """What is owed on a day; `listing` holds all of it."""

    formats = DUTIES

    def __init__(self, listing: Listing) -> None:
        self.listing = self.subject = listing

    subject: Listing

    @property
    def overdue(self) -> bool:
        """Whether something is overdue, or perhaps overdue."""
        from ..reporting.duties.listing import OVERDUE

        return any(each.state in OVERDUE for each in self.listing.entries)

    def __repr__(self) -> str:
        many = len(self.listing.entries)
        return f"<{many:,} duties as of {self.listing.as_of}>"


class Found:
    """
    The answer of a question: `text` in the format that was asked for, and `nothing`, which
    says why a stored question found nothing.
    """

    def __init__(self, text: str, nothing: str, format: str) -> None:
        self.text = text
        self.nothing = nothing
        self._format = format

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON; where it is a graph, its text in Turtle as JSON."""
        return self.text if self._format == "json" else json.dumps(self.text)

    def to_dict(self) -> Any:
        """The content of `to_json`."""
        return json.loads(self.to_json())

    def rows(self) -> list[dict[str, str]]:
        """The rows, each with the values that are bound in it."""
        bindings = self.to_dict()["results"]["bindings"]
        return [
            {name: term["value"] for name, term in row.items()}
            for row in bindings
        ]

    def to_frame(self) -> Any:
        """The rows as a DataFrame of pandas."""
        names = self.to_dict()["head"]["vars"]
        return frame(
            names, [[row.get(name) for name in names] for row in self.rows()]
        )

    def __repr__(self) -> str:
        lines = self.text.count("\n")
        return f"<an answer of {lines:,} lines>"
