"""Rows of the served inventory in, a file of them out: CSV, XLSX, JSON, Turtle, Word."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO, StringIO

import pyoxigraph as ox

from ..counting.day import today
from ..language import N_, phrase
from ..law.load import law
from ..querying.stored import told_in
from ..rdf.names import PREFIXES, curie, local, readable
from ..reporting.determination.as_docx import (
    Report,
    Told,
    made_report,
    outcome_told,
)
from ..reporting.determination.as_html import MOST_IN_PAGE
from ..reporting.formats import DETERMINATIONS
from ..reporting.phrases import say
from ..reporting.spreadsheets import guarded
from .answer import Answer, Ending, given, problem
from .dataset import Row, first_steps_of, ground_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    N_("Item"),
    N_("Title"),
    N_("Outcome"),
    N_("Outcome in words"),
    N_("Position"),
    N_("as of"),
    N_("Scenarios"),
    N_("Missing facts"),
)
_PROVEN = 200
_MOST = 50_000


def download(
    store: ox.Store, rows: Sequence[Row], form: str, lang: str
) -> Answer:
    """The rows as a file of a form, with headings in a language; a problem for what is no form."""
    if form not in FORMS:
        known = ", ".join(FORMS)
        return problem(
            Ending.MALFORMED, "format is wrong", f"choose one of {known}"
        )
    if len(rows) > _MOST:
        return problem(
            Ending.TOO_LARGE,
            "too many items",
            f"a file has at most {_MOST:,}; narrow the rows, or run qingdan decide",
        )
    if form == "turtle" and len(rows) > _PROVEN:
        return problem(
            Ending.TOO_LARGE,
            "too many items",
            f"Turtle has the proofs of at most {_PROVEN:,}; narrow the rows",
        )
    kind, suffix, write = FORMS[form]
    name = f'attachment; filename="qingdan-inventory.{suffix}"'
    content = write(
        store,
        rows,
        lang,
    )
    return given(
        kind,
        content,
        {"Content-Disposition": name},
    )


def _cells(row: Row, lang: str) -> list[str]:
    """A row as texts, in the order of the columns."""
    outcome = law().outcomes[row.outcome]
    return [
        row.item,
        row.title(lang),
        outcome.name,
        say(outcome.label, lang),
        local(row.position),
        row.day,
        " ".join(map(curie, row.scenarios)),
        " ".join(map(local, row.missing)),
    ]


def _csv(store: ox.Store, rows: Sequence[Row], lang: str) -> bytes:
    """A table that spreadsheets read as UTF-8; what they would run as a formula is text."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([phrase(column, lang) for column in _COLUMNS])
    for row in rows:
        lines.writerow(map(guarded, _cells(row, lang)))
    return text.getvalue().encode("utf-8-sig")


def _xlsx(store: ox.Store, rows: Sequence[Row], lang: str) -> bytes:
    """A sheet whose cells are all texts, with a filter on its headings."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("items")
        bold = book.add_format({"bold": True})
        for place, column in enumerate(_COLUMNS):
            sheet.write_string(
                0,
                place,
                phrase(column, lang),
                bold,
            )
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(_cells(row, lang)):
                sheet.write_string(
                    number,
                    place,
                    cell,
                )
        sheet.freeze_panes(1, 0)
        sheet.set_column(
            0,
            len(_COLUMNS) - 1,
            28,
        )
        sheet.autofilter(
            0,
            0,
            len(rows),
            len(_COLUMNS) - 1,
        )
    return content.getvalue()


def _json(store: ox.Store, rows: Sequence[Row], lang: str) -> bytes:
    """An object for each item."""
    document = [
        {
            "item": row.item,
            "title": row.titles,
            "outcome": local(row.outcome),
            "position": local(row.position),
            "asOf": row.day,
            "scenarios": row.scenarios,
            "missing": [local(fact) for fact in row.missing],
        }
        for row in rows
    ]
    return json.dumps(
        document,
        ensure_ascii=False,
        indent=1,
    ).encode()


def _turtle(store: ox.Store, rows: Sequence[Row], lang: str) -> bytes:
    """The determinations with their proofs, as the store has them."""
    triples = told_in(store, (row.determination for row in rows))
    turtle = ox.RdfFormat.TURTLE
    return (
        ox.serialize(
            triples,
            format=turtle,
            prefixes=PREFIXES,
        )
        or b""
    )


def _docx(store: ox.Store, rows: Sequence[Row], lang: str) -> bytes:
    """The report of the rows."""
    counts = Counter(local(row.outcome) for row in rows)
    missing = Counter(local(fact) for row in rows for fact in row.missing)
    report = Report(
        total=len(rows),
        outcomes=counts.most_common(),
        questions=[
            (law().facts[name].question, count)
            for name, count in missing.most_common()
        ],
        items=(
            _told(
                row,
                ground_of(store, row.determination),
                first_steps_of(store, row.determination),
                lang,
            )
            for row in rows[:MOST_IN_PAGE]
        ),
    )
    days = [date.fromisoformat(row.day) for row in rows]
    return made_report(
        law(),
        report,
        max(days, default=today()),
        lang,
    )


def _told(row: Row, rule: str, steps: Sequence[str], lang: str) -> Told:
    """What the report tells of a row."""
    title = row.title(lang)
    first = ""
    if rule:
        first = say(law().label(rule), lang)
    if row.missing:
        first = say(law().facts[local(row.missing[0])].question, lang)
    return Told(
        name="\n".join(filter(None, (title, readable(row.item)))),
        outcome=outcome_told(
            law(),
            local(row.outcome),
            map(local, steps),
            lang,
        ),
        position=say(law().position_label(local(row.position)), lang),
        why=first,
    )


Writer = Callable[[ox.Store, Sequence[Row], str], bytes]
FORMS: dict[str, tuple[str, str, Writer]] = {
    "csv": (
        "text/csv; charset=utf-8",
        "csv",
        _csv,
    ),
    "xlsx": (
        _XLSX,
        "xlsx",
        _xlsx,
    ),
    "json": (
        "application/json",
        "json",
        _json,
    ),
    "turtle": (
        "text/turtle",
        "ttl",
        _turtle,
    ),
    "docx": (
        DETERMINATIONS.named("docx").media,
        "docx",
        _docx,
    ),
}
