"""
Empty tables to fill in: a heading as CSV, or a workbook
with drop-down lists, questions and help in both languages.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from ..errors import CallError
from ..language import LANGUAGES, N_, in_both, phrase
from ..law.model import FactType, Law
from ..rdf.graph import Text
from .kinds import MECHANISMS
from .readers.grid import KEYS
from .template_columns import (
    SHEETS,
    Sheet,
    cell_value,
    columns,
    columns_of_sheet,
    form_of,
)
from .template_forms import FORMS, HOMES, LIMITS, NUMBERS, WIDTHS
from .template_help import HELP

_COLOURED = N_("Columns of this colour: of the {home}")
_FIRST = 2
_LAST = 1999
_MESSAGE = 255  # what Excel shows beside a cell at most
_MADE = datetime(2026, 1, 1)


def write(path_suffix: str, law: Law) -> bytes:
    """
    The empty table in the form that a suffix names; raise
    CallError where it is not .csv or .xlsx.
    """
    if path_suffix.lower() == ".csv":
        return (
            "\ufeff".encode()
            + (
                ",".join(["item", *(fact.name for fact in columns(law))])
                + "\r\n"
            ).encode()
        )
    if path_suffix.lower() == ".xlsx":
        return _Workbook(law).content()
    raise CallError(
        f"a template is not written as {path_suffix or '(no suffix)'}; name a file that ends in"
        " .csv or .xlsx"
    )


def _both(message: str, **names: object) -> tuple[str, ...]:
    """A phrase in each language."""
    return tuple(in_both(message, **names).values())


def _beside(message: str) -> str:
    """A phrase in each language, side by side."""
    texts = _both(message)
    return " / ".join(texts)


def facts_of_sheets(law: Law) -> list[FactType]:
    """The facts of all sheets, those of the items first, each once."""
    facts = [
        *columns(law),
        *(fact for sheet in SHEETS for fact in columns_of_sheet(law, sheet)),
    ]
    return list({fact.name: fact for fact in facts}.values())


class _Workbook:
    """The workbook as it is written: items, what stands beside them, values, help."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.book.set_properties(
            {
                "title": f"qingdan: {_beside(N_('data items'))}",
                "created": _MADE,
            }
        )
        names = ("items", *(sheet.name for sheet in SHEETS), "values", "help")
        self.sheets = {name: self.book.add_worksheet(name) for name in names}
        self.items = self.sheets["items"]
        self.values = self.sheets["values"]
        self.help = self.sheets["help"]
        top = {"text_wrap": True, "valign": "top"}
        self.bold, self.plain = (
            self.book.add_format({**top, "bold": bold})
            for bold in (True, False)
        )
        self.ranges: dict[str, str] = {}

    def content(self) -> bytes:
        """The bytes of the workbook, the same for the same law."""
        self._fill_values()
        self._fill_items()
        for sheet in SHEETS:
            self._fill_beside(sheet)
        self._fill_help()
        self.items.activate()
        self.book.close()
        return self.buffer.getvalue()

    def _fill_values(self) -> None:
        sheet = self.values
        row = 1
        self._lines(
            sheet,
            [
                (
                    _beside(N_("column")),
                    _beside(N_("value")),
                    *_both(N_("meaning")),
                )
            ],
            self.bold,
        )
        for fact in facts_of_sheets(self.law):
            first = row
            for member in sorted(fact.members):
                label = self.law.label(member)
                for column, text in enumerate(
                    (
                        fact.name,
                        cell_value(fact, member),
                        label["en"],
                        label["zh"],
                    )
                ):
                    sheet.write_string(row, column, text, self.plain)
                row += 1
            if fact.members:
                self.ranges[fact.name] = f"=values!$B${first + 1}:$B${row}"
        for column, width in enumerate((28, 38, 60, 44)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)

    def _fill_items(self) -> None:
        self._key(self.items, 0, "item", "DataItem")
        facts = columns(self.law)
        for column, fact in enumerate(facts, start=1):
            home = next(kind for kind in HOMES if kind in fact.about)
            self._fact(self.items, column, fact, home)
        self._lay_out(self.items, 2)

    def _fill_beside(self, sheet: Sheet) -> None:
        """A sheet beside that of the items: what names a row, then its facts."""
        page = self.sheets[sheet.name]
        home = sheet.homes[0]
        home = "Mechanism" if home in MECHANISMS else home
        for column, name in enumerate(sheet.naming):
            self._key(page, column, name, home)
        first = len(sheet.naming)
        for column, fact in enumerate(
            columns_of_sheet(self.law, sheet), start=first
        ):
            self._fact(page, column, fact, home)
        self._lay_out(page, first)

    def _key(self, page: Any, column: int, name: str, home: str) -> None:
        """A column that names what the rows tell of, or what they belong to."""
        english, chinese = KEYS[name]
        label = {"en": english, "zh": chinese}
        self._column(page, column, name, label, home, "text")
        limits = LIMITS["text"]
        if name == "kind":
            limits = {"validate": "list", "source": [*MECHANISMS]}
        self._ask(
            page,
            column,
            home,
            "\n".join(_both(N_("Short name or number, no two alike.")))
            if column == 0
            else f"{english}\n{chinese}",
            _beside(FORMS["text"]),
            limits,
        )

    def _fact(self, page: Any, column: int, fact: FactType, home: str) -> None:
        """A column of a fact, with its question and what its cells take."""
        form = form_of(fact)
        self._column(page, column, fact.name, fact.label, home, form)
        asked = fact.question or fact.label
        limits = LIMITS.get(form) or {
            "validate": "list",
            "source": self.ranges[fact.name],
        }
        if form == "terms":
            limits = {**limits, "show_error": False}
        if form == "term" and fact.is_a("OpenValued"):
            limits = {**limits, "error_type": "warning"}
        found_at = [
            service.address
            for service in self.law.services
            if fact.name in service.facts and service.address
        ]
        self._ask(
            page,
            column,
            home,
            "\n".join((asked["en"], asked["zh"], *found_at)),
            _beside(FORMS[form]),
            limits,
        )

    def _lay_out(self, page: Any, fixed: int) -> None:
        page.set_row(0, 64)
        page.freeze_panes(_FIRST, fixed)
        page.ignore_errors(
            {"number_stored_as_text": f"A{_FIRST + 1}:XFD{_LAST + 1}"}
        )
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0, 1)
        page.repeat_columns(0, fixed - 1)

    def _column(
        self,
        page: Any,
        column: int,
        name: str,
        label: Text,
        home: str,
        form: str,
    ) -> None:
        """
        The heading for people, the name for the program
        below it, the width, and how the cells are kept.
        """
        shown = {
            "text_wrap": True,
            "valign": "top",
            "bg_color": HOMES[home][1],
            "border": 1,
            "border_color": "#A6A6A6",
        }
        heading = self.book.add_format({**shown, "bold": True})
        machine = self.book.add_format(
            {
                **shown,
                "text_wrap": False,
                "font_size": 8,
                "font_color": "#595959",
            }
        )
        kept = self.book.add_format(
            {
                "num_format": NUMBERS.get(form, "@"),
                "text_wrap": form in ("text", "terms"),
                "valign": "top",
            }
        )
        fact = self.law.facts.get(name)
        longest = (
            max(
                (len(cell_value(fact, member)) for member in fact.members),
                default=0,
            )
            if fact
            else 0
        )
        width = max(WIDTHS.get(form, longest + 4), 4 + len(name) * 7 // 8)
        page.set_column(column, column, width, kept)
        page.write_string(0, column, f"{label['en']} / {label['zh']}", heading)
        page.write_string(1, column, name, machine)

    def _ask(
        self,
        page: Any,
        column: int,
        home: str,
        question: str,
        form: str,
        limits: dict[str, Any],
    ) -> None:
        """
        The question beside a cell that is chosen, and what
        is said of a value that does not fit.
        """
        english, chinese = _both(HOMES[home][0])
        message = f"{question}\n{form}"
        shown = (
            message
            if len(message) <= _MESSAGE
            else message[: _MESSAGE - 1] + "…"
        )
        help_shown = {
            "input_title": f"{chinese} / {english}",
            "input_message": shown,
        }
        wrong = {"error_title": _beside(N_("entry")), "error_message": form}
        page.data_validation(
            _FIRST, column, _LAST, column, {**limits, **help_shown, **wrong}
        )

    def _fill_help(self) -> None:
        sheet = self.help
        assumed = [
            fact
            for fact in columns(self.law)
            if fact.if_not_stated is not None
        ]
        listed = ", ".join(
            f"{fact.name} = {cell_value(fact, str(fact.if_not_stated))}"
            for fact in assumed
        )
        stricter = N_(
            "Where these are empty the stricter value is taken and shown as an assumption:"
            " {columns}."
        )
        self._lines(sheet, [_both(N_("How to fill in"))], self.bold)
        lines = [*map(_both, HELP), _both(stricter, columns=listed)]
        self._lines(sheet, lines, self.plain, 1)
        for row, (home, colour) in enumerate(
            HOMES.values(), start=len(HELP) + 3
        ):
            coloured = self.book.add_format(
                {"bg_color": colour, "valign": "top"}
            )
            columns_of = tuple(
                phrase(_COLOURED, lang, home=phrase(home, lang))
                for lang in LANGUAGES
            )
            self._lines(sheet, [columns_of], coloured, row)
        sheet.set_column(0, 1, 80)

    def _lines(
        self,
        sheet: Any,
        lines: list[tuple[str, ...]],
        shown: Any,
        first: int = 0,
    ) -> None:
        for row, texts in enumerate(lines, start=first):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, shown)
