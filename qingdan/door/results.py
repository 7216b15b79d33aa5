"""What a call comes to, as a value that knows how it is noted: dict, JSON, frame, text, file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from ..errors import CallError
from ..reporting.formats import Formats
from ..reporting.spreadsheets import GUARDED
from ..reporting.style import Style

_LANGS = {
    "en": ("en",),
    "zh": ("zh",),
    "en,zh": ("en", "zh"),
    "both": ("en", "zh"),
}
_DETAILS = (None, "summary", "legal", "full")
_LINES = 40


def style_of(
    lang: str, detail: str | None, against: str | None = None
) -> Style:
    """How a result is told; raises CallError for a language or a detail that there is not."""
    if lang not in _LANGS:
        raise CallError(
            f"the language {lang!r} is not known; choose {', '.join(_LANGS)}"
        )
    if detail not in _DETAILS:
        known = ", ".join(name for name in _DETAILS if name)
        raise CallError(
            f"the detail {detail!r} is not known; choose one of {known}"
        )
    return Style(_LANGS[lang], detail, against=against)


class Result:
    """
    A result of each kind; the table of formats says in which formats it is noted, and
    `told` is what their writers take.
    """

    formats: ClassVar[Formats]
    numbers: ClassVar[tuple[str, ...]] = ()
    subject: Any

    def rows(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """The names of the columns of a frame, and its rows: those of the CSV file."""
        lines = csv.reader(io.StringIO(self.text("csv")))
        names = next(lines)
        return names, [
            [
                _value(name in self.numbers, cell)
                for name, cell in zip(names, line, strict=True)
            ]
            for line in lines
        ]

    def text(
        self,
        format: str | None = None,
        *,
        lang: str = "en",
        detail: str | None = None,
    ) -> str:
        """The result in a format, by default the first; raises CallError for a binary one."""
        return "".join(self.stream(format, lang=lang, detail=detail))

    def stream(
        self,
        format: str | None = None,
        *,
        lang: str = "en",
        detail: str | None = None,
    ) -> Iterator[str]:
        """As `text`, piece by piece."""
        row = self.formats.named(format or self.formats.names[0])
        return self._held(row.text(self.subject, style_of(lang, detail)))

    def _held(self, pieces: Iterator[str]) -> Iterator[str]:
        """The pieces; what they are read from stays until the last of them."""
        yield from pieces

    def write(
        self,
        path: str | Path,
        format: str | None = None,
        *,
        lang: str = "en",
        detail: str | None = None,
    ) -> None:
        """Write a file, in the format named or that of its suffix; it is there once whole."""
        row = self.formats.of_file(Path(path), format)
        row.deliver(self.subject, style_of(lang, detail), Path(path))

    def to_json(self) -> str:
        """The result as JSON, as the commands write it."""
        return "".join(self.formats.named("json").text(self.subject, Style()))

    def to_dict(self) -> Any:
        """The content of `to_json`."""
        return json.loads(self.to_json())

    def to_frame(self) -> Any:
        """The result as a DataFrame of pandas; raises CallError where that is not installed."""
        names, rows = self.rows()
        return frame(names, rows)

    def _repr_html_(self) -> str:
        lines = self.text().splitlines()
        more = (
            [f"… {len(lines) - _LINES:,} more lines"]
            if len(lines) > _LINES
            else []
        )
        return f"<pre>{escape(chr(10).join([*lines[:_LINES], *more]))}</pre>"


def _value(is_number: bool, cell: str) -> str | int | None:
    """A cell as a value: nothing where it is empty, without the mark that guards a formula."""
    if not cell:
        return None
    if is_number:
        return int(cell)
    return cell[1:] if cell.startswith(GUARDED) else cell


def frame(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """A DataFrame; whole numbers stay whole where some are missing."""
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise CallError(
            "pandas, which makes frames, is not installed; run: pip install pandas,"
            " or take .to_dict()"
        ) from None
    return pandas.DataFrame(list(rows), columns=list(names)).convert_dtypes()
