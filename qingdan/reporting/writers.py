"""What the rows of the table of formats name: a result and a style in, text out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..language import N_, phrase
from .style import Style

if TYPE_CHECKING:
    from ..comparing.comparison import Comparison
    from ..comparing.routes import Route
    from ..counting.results import Count
    from ..deciding.batch import Decided
    from ..deciding.determination import Proven
    from ..proving.prove import Proved
    from ..validating.report import Report
    from .duties.listing import Listing

    Routes = list[tuple[str, tuple[Route, ...]]]

_LISTS = N_("Lists of the free trade zones side by side")
_ROUTES = N_("Routes under each list")


def _batch(form: str, decided: Decided, style: Style) -> Iterator[str]:
    from .determination import batch

    return batch.render(decided, form, style.langs, style.detail, style.screen)


def table(decided: Decided, style: Style) -> Iterator[str]:
    """Determinations for a reader, with sums."""
    return _batch("table", decided, style)


def json_array(decided: Decided, style: Style) -> Iterator[str]:
    """Determinations as one array."""
    return _batch("json", decided, style)


def json_lines(decided: Decided, style: Style) -> Iterator[str]:
    """A determination on each line."""
    return _batch("jsonl", decided, style)


def csv(decided: Decided, style: Style) -> Iterator[str]:
    """A row for each item."""
    return _batch("csv", decided, style)


def trig(decided: Decided, style: Style) -> Iterator[str]:
    """A named graph for each item."""
    return _batch("turtle", decided, style)


def page(decided: Decided, style: Style) -> Iterator[str]:
    """An overview with the proofs of the first items."""
    return _batch("html", decided, style)


def parquet(decided: Decided, style: Style, path: Path) -> None:
    """A row for each item, in no certain order."""
    decided.write_parquet(path, style.lang)


def proof_text(proven: Proven, style: Style) -> Iterator[str]:
    """A proof to read; a summary where no detail is asked for."""
    from .determination import as_text

    yield as_text.proof(
        proven.law,
        proven.determination,
        style.langs,
        style.detail or "summary",
        style.against,
    )


def _single(form: str, proven: Proven, style: Style) -> Iterator[str]:
    from .determination import batch

    detail = style.detail or "legal"
    return batch.single(
        proven.law, proven.determination, form, style.langs, detail
    )


def proof_json(proven: Proven, style: Style) -> Iterator[str]:
    """A proof as one object."""
    return _single("json", proven, style)


def proof_turtle(proven: Proven, style: Style) -> Iterator[str]:
    """A proof in Turtle."""
    return _single("turtle", proven, style)


def proof_page(proven: Proven, style: Style) -> Iterator[str]:
    """The page of a proof; as lawyers read it where no detail is asked for."""
    return _single("html", proven, style)


def _findings(form: str, report: Report, style: Style) -> Iterator[str]:
    from .findings.as_text import render

    return render(report, form, style.langs)


def findings_text(report: Report, style: Style) -> Iterator[str]:
    """The causes with their number and the first results of each."""
    return _findings("text", report, style)


def findings_json(report: Report, style: Style) -> Iterator[str]:
    """The report as one object."""
    return _findings("json", report, style)


def findings_turtle(report: Report, style: Style) -> Iterator[str]:
    """The report as SHACL has it."""
    return _findings("turtle", report, style)


def sarif(report: Report, style: Style) -> Iterator[str]:
    """The report as SARIF."""
    return _findings("sarif", report, style)


def junit(report: Report, style: Style) -> Iterator[str]:
    """The report as JUnit XML."""
    return _findings("junit", report, style)


def count_text(count: Count, style: Style) -> Iterator[str]:
    """The count in words."""
    from .count import as_text

    return (line for lang in style.langs for line in as_text.text(count, lang))


def count_json(count: Count, style: Style) -> Iterator[str]:
    """The count as one object."""
    from .count import as_data

    yield as_data.as_json(count)


def count_csv(count: Count, style: Style) -> Iterator[str]:
    """A row for each handler or group, year and tally."""
    from .count import as_data

    yield as_data.as_csv(count)


def count_turtle(count: Count, style: Style) -> Iterator[str]:
    """The tallies as facts."""
    from .count.as_rdf import turtle

    yield turtle(count)


def count_page(count: Count, style: Style) -> Iterator[str]:
    """The page of a count."""
    from .count import as_html

    yield as_html.page(count, style.langs)


def lists_text(comparison: Comparison, style: Style) -> Iterator[str]:
    """Lists side by side, to read."""
    from .lists import as_text

    return as_text.text(comparison, style.lang)


def lists_json(comparison: Comparison, style: Style) -> Iterator[str]:
    """Lists side by side, as one object."""
    from .lists import as_data

    yield as_data.as_json(comparison)


def lists_csv(comparison: Comparison, style: Style) -> Iterator[str]:
    """A row for each figure, as a tidy table."""
    from .lists import tidy

    yield tidy.as_csv(comparison)


def lists_turtle(comparison: Comparison, style: Style) -> Iterator[str]:
    """The figures as an RDF Data Cube."""
    from .lists.as_rdf import turtle

    yield turtle(comparison)


def lists_page(comparison: Comparison, style: Style) -> Iterator[str]:
    """The page of lists side by side."""
    from .lists import as_html

    content = as_html.fragment(comparison, style.lang)
    yield as_html.page(content, phrase(_LISTS, style.lang), style.lang)


def routes_text(routes: Routes, style: Style) -> Iterator[str]:
    """The routes of each item, to read."""
    from .lists import as_text

    for item, routes_of_item in routes:
        yield from as_text.routes_text(item, routes_of_item, style.lang)


def routes_json(routes: Routes, style: Style) -> Iterator[str]:
    """The routes of each item, each with its determination."""
    from .lists import as_data

    yield as_data.routes_json(routes)


def routes_page(routes: Routes, style: Style) -> Iterator[str]:
    """The page of the routes of each item."""
    from .lists import as_html

    content = as_html.routes_fragment(routes, style.lang)
    yield as_html.page(content, phrase(_ROUTES, style.lang), style.lang)


def duties_text(listing: Listing, style: Style) -> Iterator[str]:
    """What is owed, to read."""
    from .duties import as_text

    for lang in style.langs:
        yield from as_text.text(
            listing.law, listing.entries, listing.as_of, lang, listing.calendar
        )


def duties_json(listing: Listing, style: Style) -> Iterator[str]:
    """What is owed, as one object."""
    from .duties.listing import as_json

    content = as_json(listing.entries, listing.as_of, listing.calendar)
    yield json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def duties_csv(listing: Listing, style: Style) -> Iterator[str]:
    """A row for each duty."""
    from .duties import as_text

    return as_text.table(listing.entries, style.lang)


def duties_ics(listing: Listing, style: Style) -> Iterator[str]:
    """What is owed, as a calendar."""
    from .duties.as_ics import calendar_file

    return calendar_file(
        listing.law,
        listing.entries,
        listing.as_of,
        style.lang,
        listing.calendar,
    )


def duties_page(listing: Listing, style: Style) -> Iterator[str]:
    """The page of what is owed."""
    from .duties import as_html

    yield as_html.page(
        listing.law,
        listing.entries,
        listing.as_of,
        style.lang,
        listing.calendar,
    )


def theorems_text(proofs: Iterable[Proved], style: Style) -> Iterator[str]:
    """Each theorem as it is proved."""
    from .lists import proofs as as_lines

    return as_lines.text(proofs)


def theorems_json(proofs: Iterable[Proved], style: Style) -> Iterator[str]:
    """All theorems as one array."""
    from .lists import proofs as as_lines

    yield as_lines.as_json(proofs)
