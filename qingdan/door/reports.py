"""Findings, counts, comparisons, routes, duties, filings and answers of questions, as results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..reporting.formats import (
    CHANGES,
    COMPARISON,
    COUNT,
    DIFFERENCES,
    DUTIES,
    FILED,
    FINDINGS,
    ROUTES,
    THEOREMS,
)
from .results import Result, frame

if TYPE_CHECKING:
    from ..comparing import comparison
    from ..comparing.routes import Route
    from ..counting import results as counting
    from ..proving.prove import Proved
    from ..reporting.dossier import build, check
    from ..reporting.duties.listing import Listing
    from ..reporting.lists.differences import Report as Regions
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
_PROVED = ("list", "theorem", "holds", "readings", "stretches")
_REGIONS = ("first", "second", "stricter", "facts")
_FILES = ("file", "bytes", "digest")
_CHANGED = ("kind", "handler", "about", "text")
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


class Theorems(Result):
    """What is proved about lists; `proofs` holds each theorem with what makes it fail."""

    formats = THEOREMS

    def __init__(self, proofs: list[Proved]) -> None:
        self.proofs = self.subject = proofs

    subject: list[Proved]

    @property
    def hold(self) -> bool:
        """Whether every theorem holds."""
        return all(each.holds for each in self.proofs)

    def rows(self) -> Rows:
        """One row for each theorem of a list."""
        rows = (
            (
                each.edition,
                each.theorem,
                each.holds,
                each.readings,
                each.stretches,
            )
            for each in self.proofs
        )
        return _PROVED, rows

    def __repr__(self) -> str:
        failing = sum(not each.holds for each in self.proofs)
        return f"<{len(self.proofs):,} theorems, {failing} of which fail>"


class Differences(Result):
    """Where two laws come to different outcomes; `report` holds the regions of facts."""

    formats = DIFFERENCES

    def __init__(self, report: Regions) -> None:
        self.report = self.subject = report

    subject: Regions

    def __len__(self) -> int:
        """The number of regions."""
        return len(self.report.regions)

    def rows(self) -> Rows:
        """One row for each region of facts."""
        from ..reporting.lists.merged import Merged

        rows = (
            (
                *(
                    decided.outcome.rpartition("/")[2]
                    for decided in each.decided
                ),
                None if each.stricter is None else "AB"[each.stricter],
                "; ".join(self.report.facts(Merged([each]), "en")),
            )
            for each in self.report.regions
        )
        return _REGIONS, rows

    def __repr__(self) -> str:
        return f"<{len(self):,} regions of facts that differ>"


class Filed(Result):
    """What was written of a dossier; `filed` holds the filings and the manifest."""

    formats = FILED

    def __init__(self, filed: build.Filed) -> None:
        self.filed = self.subject = filed

    subject: build.Filed

    def rows(self) -> Rows:
        """One row for each file."""
        files = self.filed.manifest["files"]
        rows = (
            (name, kept["bytes"], kept["digest"])
            for name, kept in files.items()
        )
        return _FILES, rows

    def __repr__(self) -> str:
        many = len(self.filed.manifest["files"])
        return f"<{many:,} files in {self.filed.out}>"


class Changes(Result):
    """What has changed since a dossier was written; `checked` holds all of it."""

    formats = CHANGES

    def __init__(self, checked: check.Checked) -> None:
        self.checked = self.subject = checked

    subject: check.Checked

    def __len__(self) -> int:
        """The number of changes, of files too."""
        return len(self.checked.since) + len(self.checked.moved)

    def rows(self) -> Rows:
        """One row for each change of what is reported."""
        rows = (
            (each.kind, each.handler, each.about, each.text.get("en", ""))
            for each in self.checked.since
        )
        return _CHANGED, rows

    def __repr__(self) -> str:
        return f"<{len(self):,} changes since {self.checked.manifest['asOf']}>"


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
