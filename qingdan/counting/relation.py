"""
The relation of a log in SQL: every column of ours as an
expression over the columns of the files.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import cellsql, identity
from .dialect import Dialect
from .logs import COLUMNS, PARQUET, Columns, LogMapping
from .pseudonym import Key
from .words import Words

SEVERAL_LINES = (
    "a cell runs over several lines, as where a quote is not closed"
)
NO_BATCH = "there is no subject in the batch"
OPEN = (SEVERAL_LINES, NO_BATCH)
_UNNAMED = "urn:x-handler:unnamed"
_MOMENTS = ("time", "recorded")
_TRUTHS = ("sensitive", "groundProven")
_WORDS = (*_TRUTHS, "ground", "accessMode")
_OWN = ("subject", *_MOMENTS)
_AS_TYPED = {("subject", "UUID"), *((name, "BOOLEAN") for name in _TRUTHS)}
_KINDS = "a kind of personal information is not known"
_UNREAD = {
    "sensitive": "sensitive is neither true nor false",
    "groundProven": "groundProven is neither true nor false",
    "recorded": "recorded cannot be read",
    "ground": "the ground is not known",
    "accessMode": "accessMode is not known",
}


class Relation:
    """
    Writes the query of the events of some files; nothing of
    a file reaches it but names of columns and types.
    """

    def __init__(
        self,
        columns: Columns,
        mapping: LogMapping,
        key: Key,
        words: Words,
        dialect: Dialect,
    ) -> None:
        self.columns = columns
        self.mapping = mapping
        self.key = key
        self.words = words
        self.dialect = dialect
        identity.refuse_lossy(columns)

    def sql(self, source: str, also: str = "") -> str:
        """
        The events of a source: person, moment, handler, kind of information,
        and the fault of a row, if any.

        Texts are trimmed in the innermost query, values are read from them in the next, and what
        follows from several of them is told in the last: each cell is looked at once.
        """
        return (
            f"SELECT {also}{self._person()} AS person, {self._value('time')} AS moment,"
            f" {self._handler()} AS handler,"
            f" {self._text('recipient')} AS recipient, {self._text('item')} AS item,"
            f" {self._text('scenario')} AS scenario, {self._sensitive()} AS sensitive,"
            f" {self._excluded()} AS excluded, {self._claimed()} AS claimed,"
            f" {self._value('accessMode')} AS access,"
            f" CAST({self._value('recorded')} AS DATE) AS recorded,"
            f" {self._fault()} AS fault,"
            f" {self._contradicts()} AS contradicts, {self._rounded()} AS rounded,"
            " filename AS file"
            f" FROM ({self._persons(self._values(self._texts(source, also)))})"
        )

    def _texts(self, source: str, also: str) -> str:
        """Every column of ours as it is typed, or as a trimmed text that is not empty."""
        texts = [
            f"{self._trimmed(name)} AS text_{name}"
            for name in COLUMNS
            if self._raw(name)
        ]
        if self.columns.quoted:
            texts.append(f"{self._several_lines()} AS several_lines")
        return f"SELECT {also}filename, {', '.join(texts)} FROM {source}"

    def _trimmed(self, name: str) -> str:
        kind, column = self._typed(name)
        if name == "subjects":
            if kind == "UUID[]":
                return column
            return cellsql.parts(kind, column)
        if name == "kinds":
            return cellsql.terms(kind, column)
        if (name in _MOMENTS and cellsql.is_moment(kind)) or (
            name,
            kind,
        ) in _AS_TYPED:
            return column
        repeats = self._repeats and name not in _OWN
        if name == "handler":
            return self.dialect.stated(
                cellsql.trimmed(column, repeats), _UNNAMED, repeats
            )
        return (cellsql.word if name in _WORDS else cellsql.text)(
            column, repeats
        )

    @property
    def _repeats(self) -> bool:
        """Whether each text is kept once, with its number in every row."""
        return self.columns.files[0].lower().endswith(PARQUET)

    def _handler(self) -> str:
        if self._raw("handler"):
            return "text_handler"
        return f"'{_UNNAMED}'"

    def _values(self, rows: str) -> str:
        """The truths, moments and terms that the texts tell."""
        values = [
            f"{read} AS value_{name}"
            for name, read in self._readings()
            if self._raw(name)
        ]
        return f"SELECT *{''.join(f', {value}' for value in values)} FROM ({rows})"

    def _readings(self) -> Iterator[tuple[str, str]]:
        for name in _MOMENTS:
            kind, _ = self._typed(name)
            yield name, cellsql.moment(kind, f"text_{name}", self.dialect)
        for name in _TRUTHS:
            kind, _ = self._typed(name)
            yield name, cellsql.truth(kind, f"text_{name}")
        yield "ground", self.dialect.term("text_ground", self.words.grounds)
        yield (
            "accessMode",
            self.dialect.term("text_accessMode", self.words.modes),
        )

    def _persons(self, rows: str) -> str:
        """A row for each person of a batch."""
        if not self._raw("subjects"):
            return rows
        at_least_one = (
            "CASE WHEN array_length(text_subjects) > 0 THEN text_subjects"
            " ELSE [NULL] END"
        )
        return (
            f"SELECT *, unnest({at_least_one}) AS text_subject FROM ({rows})"
        )

    def _raw(self, name: str) -> tuple[str, str] | None:
        """
        The type and the expression of a column of ours,
        where it is there or given for every row.
        """
        default = self.mapping.always.get(name, self.mapping.default.get(name))
        given = (
            None if default is None else "'" + default.replace("'", "''") + "'"
        )
        if name not in self.columns.named:
            if given is not None:
                return ("VARCHAR", given)
            return None
        kind, column = self.columns.named[name]
        if given is None:
            return kind, column
        if kind.endswith("[]"):
            stated = f"nullif(array_to_string({column}, ';'), '')"
        else:
            stated = cellsql.text(column)
        return "VARCHAR", f"coalesce({stated}, {given})"

    def _typed(self, name: str) -> tuple[str, str]:
        return self._raw(name) or ("VARCHAR", "NULL")

    @property
    def is_pseudonymous(self) -> bool:
        """Whether the subjects are pseudonyms already: UUIDs."""
        return next(
            (
                pseudonym[0]
                for name in ("subject", "subjects")
                if (pseudonym := self._raw(name))
            ),
            "",
        ).startswith("UUID")

    def _person(self) -> str:
        if self.is_pseudonymous:
            return "text_subject"
        return self.dialect.pseudonym(self.key, "text_subject")

    def _rounded(self) -> str:
        if self.is_pseudonymous:
            return "false"
        return f"coalesce({identity.rounded('text_subject')}, false)"

    def _text(self, name: str) -> str:
        if self._raw(name):
            return f"text_{name}"
        return "CAST(NULL AS VARCHAR)"

    def _value(self, name: str) -> str:
        kind = (
            "TIMESTAMP"
            if name in _MOMENTS
            else "BOOLEAN"
            if name in _TRUTHS
            else "VARCHAR"
        )
        if self._raw(name):
            return f"value_{name}"
        return f"CAST(NULL AS {kind})"

    def _is_sensitive_kind(self) -> str:
        return self.dialect.has_any(
            "text_kinds",
            f"[{cellsql.listed(self.words.sensitive)}]::VARCHAR[]",
        )

    def _sensitive(self) -> str:
        """
        True where a kind is sensitive, whatever the row
        says; else what it says, else what its kinds tell.
        """
        stated = self._value("sensitive")
        if not self._raw("kinds"):
            return stated
        ordinary = f"array_length(text_kinds) > 0 AND {self._has_only(self.words.ordinary)}"
        return (
            f"CASE WHEN {self._is_sensitive_kind()} THEN true"
            f" WHEN {stated} IS NOT NULL THEN {stated}"
            f" WHEN {ordinary} THEN false END"
        )

    def _has_only(self, known: tuple[str, ...]) -> str:
        return self.dialect.has_only(
            "text_kinds", f"[{cellsql.listed(known)}]::VARCHAR[]"
        )

    def _contradicts(self) -> str:
        """Whether a row says that it is not sensitive beside a kind that is."""
        if not self._raw("kinds") or not self._raw("sensitive"):
            return "false"
        return f"coalesce(value_sensitive = false AND {self._is_sensitive_kind()}, false)"

    def _excluded(self) -> str:
        """The ground on which a row is not counted: claimed, and proven."""
        return f"CASE WHEN {self._value('groundProven')} THEN {self._claimed()} END"

    def _claimed(self) -> str:
        """The ground that is claimed, where its persons would not be counted."""
        if not self._raw("ground"):
            return "CAST(NULL AS VARCHAR)"
        named = {
            name: self.words.grounds[name]
            for name in sorted(self.words.not_counted)
        }
        return self.dialect.term("text_ground", named)

    def _fault(self) -> str:
        """Why a row cannot be counted; nothing where it can."""
        tests = (
            [(f"WHEN several_lines THEN '{SEVERAL_LINES}'")]
            if self.columns.quoted
            else []
        )
        if self._raw("subjects"):
            tests.append(f"WHEN text_subject IS NULL THEN '{NO_BATCH}'")
        tests.append(
            f"WHEN text_subject IS NULL THEN '{identity.NOBODY}'"
            if self.is_pseudonymous
            else identity.fault("text_subject")
        )
        tests.append(
            f"WHEN {self._value('time')} IS NULL THEN 'the time cannot be read'"
        )
        for name, what in _UNREAD.items():
            if self._raw(name) and self._typed(name)[0] != "BOOLEAN":
                tests.append(f"WHEN {self._unread(name)} THEN '{what}'")
        if self._raw("kinds"):
            known = (
                *self.words.sensitive,
                *self.words.ordinary,
                *self.words.in_vehicles,
            )
            tests.append(
                f"WHEN array_length(text_kinds) > 0 AND NOT {self._has_only(known)} THEN '{_KINDS}'"
            )
        return f"CASE {' '.join(tests)} END"

    def _unread(self, name: str) -> str:
        """Whether a cell says something that is not understood."""
        if name in _MOMENTS:
            return f"text_{name} IS NOT NULL AND value_{name} IS NULL"
        return f"text_{name} <> '' AND value_{name} IS NULL"

    def _several_lines(self) -> str:
        return " OR ".join(
            f"contains({column}, chr(10)) OR contains({column}, chr(13))"
            for column in self.columns.quoted
        )
