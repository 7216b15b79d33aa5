"""An empty table for a copy of a list: CSV, or a workbook with drop-downs; numbered beforehand."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from ..errors import CallError
from ..rdf.names import local
from .announced import announced, known
from .columns import BANDS, COLUMNS, KINDS

_WIDTHS = {"slot": 8, "item": 36, "description": 60, "group": 40}
_MADE = datetime(2026, 1, 1)


def write(
    suffix: str,
    edition: str,
) -> bytes:
    """The empty table in the form that a suffix names; raise CallError for another."""
    if suffix.lower() == ".csv":
        return _as_csv(edition)
    if suffix.lower() == ".xlsx":
        return _as_xlsx(edition)
    raise CallError(
        f"a template is not written as {suffix or '(no suffix)'}; name a file that ends in .csv"
        " or .xlsx"
    )


def headings() -> list[str]:
    """The headings of the template, in Chinese with the names of the columns."""
    return [f"{shown['zh']} / {name}" for name, shown in COLUMNS.items()]


def _numbers(edition: str) -> range:
    return range(1, (announced(edition).items or 0) + 1)


def _as_csv(edition: str) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(headings())
    for number in _numbers(edition):
        table.writerow([number, *[""] * (len(COLUMNS) - 1)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_xlsx(edition: str) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": edition, "created": _MADE})
    page = book.add_worksheet("list")
    values = book.add_worksheet("values")
    bold = book.add_format({"bold": True, "text_wrap": True})
    kept = book.add_format({"text_wrap": True, "valign": "top"})
    ranges = _values(values, edition)
    for index, name in enumerate(COLUMNS):
        width = _WIDTHS.get(name, 20)
        page.set_column(index, index, width, kept)
        page.write_string(0, index, headings()[index], bold)
        if name in ranges:
            _offer(page, index, name, ranges[name], edition)
    for number in _numbers(edition):
        page.write_number(number, 0, number)
    page.freeze_panes(1, 1)
    page.activate()
    book.close()
    return buffer.getvalue()


def _offer(
    page: Any,
    index: int,
    name: str,
    values: str,
    edition: str,
) -> None:
    """Offer the values of a column; of a kind and a band no other is taken."""
    choice = {
        "validate": "list",
        "source": values,
        "show_error": name in ("kind", "band"),
    }
    last = max(len(_numbers(edition)), 1_000)
    page.data_validation(1, index, last, index, choice)


def _values(
    sheet: Any,
    edition: str,
) -> dict[str, str]:
    """The values that cells may take, on a sheet beside; where each stands."""
    expected = known(edition)
    columns = {
        "activity": [each.get("zh", "") for _, each in expected.scenarios],
        "scenario": [each.get("zh", "") for each, _ in expected.scenarios],
        "kind": [words[0] for words in KINDS.values()],
        "band": [words[0] for words in BANDS.values()],
        "group": [local(iri) for iri in expected.groups],
    }
    ranges: dict[str, str] = {}
    for index, (name, texts) in enumerate(columns.items()):
        cells = [*dict.fromkeys(text for text in texts if text)]
        sheet.write_string(
            0,
            index,
            name,
        )
        for row, text in enumerate(cells, start=1):
            sheet.write_string(
                row,
                index,
                text,
            )
        if cells:
            letter = chr(ord("A") + index)
            ranges[name] = f"=values!${letter}$2:${letter}${len(cells) + 1}"
    sheet.set_column(
        0,
        len(columns) - 1,
        36,
    )
    return ranges
