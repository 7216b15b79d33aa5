"""
The relation of a log in SQL: every column of ours as an
expression over the columns of the files.
"""

from __future__ import annotations

from . import cellsql, identity
from .dialect import Dialect
from .logs import Columns, LogMapping
from .pseudonym import Key
from .words import Words

SEVERAL_LINES = "a cell runs over several lines, as where a quote is not closed"
NO_BATCH = "there is no subject in the batch"
OPEN = (SEVERAL_LINES, NO_BATCH)
_UNNAMED = "urn:x-handler:unnamed"
_TERMS = {
    "kinds": "a kind of personal information is not known",
    "ground": "the ground is not known",
    "accessMode": "accessMode is not known",
}


class Relation:
    """
    Writes the query of the events of some files; nothing of
    a file reaches it but names of columns and types.
    """

    def __init__(
        self, columns: Columns, mapping: LogMapping, key: Key, words: Words, dialect: Dialect
    ) -> None:
        self.columns, self.mapping, self.key, self.words, self.dialect = (
            columns,
            mapping,
            key,
            words,
            dialect,
        )
        identity.refuse_lossy(columns)

    def sql(self, source: str, also: str = "") -> str:
        """
        The events of a source: person, moment, handler, sensitive,
        what is excluded, and the fault of a row, if any.
        """
        rows = f"SELECT *, {self._subject()} AS qd_subject FROM {source}"
        return (
            f"SELECT {also}{self._person()} AS person, {self._moment('time')} AS moment,"
            f" coalesce({self._text('handler')}, '{_UNNAMED}') AS handler,"
            f" {self._text('recipient')} AS recipient, {self._text('item')} AS item, {self._text('scenario')} AS scenario,"
            f" {self._sensitive()} AS sensitive, {self._excluded()} AS excluded, {self._claimed()} AS claimed,"
            f" {self._access()} AS access, CAST({self._moment('recorded')} AS DATE) AS recorded,"
            f" {self._fault()} AS fault, {self._contradicts()} AS contradicts, {self._rounded()} AS rounded,"
            f" filename AS file FROM ({rows})"
        )

    def _raw(self, name: str) -> tuple[str, str] | None:
        """
        The type and the expression of a column of ours,
        where it is there or given for every row.
        """
        default = self.mapping.always.get(name, self.mapping.default.get(name))
        given = None if default is None else "'" + default.replace("'", "''") + "'"
        if name not in self.columns.named:
            return ("VARCHAR", given) if given is not None else None
        kind, column = self.columns.named[name]
        if given is None:
            return kind, column
        stated = (
            f"nullif(array_to_string({column}, ';'), '')"
            if kind.endswith("[]")
            else cellsql.text(column)
        )
        return "VARCHAR", f"coalesce({stated}, {given})"

    def _subject(self) -> str:
        several = self._raw("subjects")
        if several is None:
            kind, name = self._raw("subject") or ("VARCHAR", "NULL")
            return name if kind == "UUID" else cellsql.trimmed(name)
        kind, name = several
        if kind == "UUID[]":
            return f"unnest(CASE WHEN array_length({name}) > 0 THEN {name} ELSE [NULL] END)"
        listed = name if kind.endswith("[]") else f"string_split(replace({name}, '；', ';'), ';')"
        parts = f"list_filter(list_transform({listed}, lambda one: {cellsql.trimmed('one')}), lambda one: one != '')"
        return f"unnest(CASE WHEN array_length({parts}) > 0 THEN {parts} ELSE [NULL] END)"

    @property
    def is_pseudonymous(self) -> bool:
        """Whether the subjects are pseudonyms already: UUIDs."""
        return next(
            (found[0] for name in ("subject", "subjects") if (found := self._raw(name))), ""
        ).startswith("UUID")

    def _person(self) -> str:
        return (
            "qd_subject"
            if self.is_pseudonymous
            else self.dialect.pseudonym(self.key, "nullif(qd_subject, '')")
        )

    def _rounded(self) -> str:
        return (
            "false"
            if self.is_pseudonymous
            else f"coalesce({identity.rounded('qd_subject')}, false)"
        )

    def _text(self, name: str) -> str:
        found = self._raw(name)
        return cellsql.text(found[1]) if found else "CAST(NULL AS VARCHAR)"

    def _moment(self, name: str) -> str:
        found = self._raw(name)
        return cellsql.moment(*found, self.dialect) if found else "CAST(NULL AS TIMESTAMP)"

    def _truth(self, name: str) -> str:
        found = self._raw(name)
        return cellsql.truth(*found) if found else "CAST(NULL AS BOOLEAN)"

    def _kinds(self) -> str | None:
        found = self._raw("kinds")
        return cellsql.terms(*found) if found else None

    def _is_sensitive_kind(self, kinds: str) -> str:
        return self.dialect.has_any(kinds, f"[{cellsql.listed(self.words.sensitive)}]::VARCHAR[]")

    def _sensitive(self) -> str:
        """
        True where a kind is sensitive, whatever the row
        says; else what it says, else what its kinds tell.
        """
        kinds = self._kinds()
        if kinds is None:
            return self._truth("sensitive")
        told = f"WHEN {self._is_sensitive_kind(kinds)} THEN true WHEN {self._truth('sensitive')} IS NOT NULL THEN {self._truth('sensitive')}"
        return f"CASE {told} WHEN array_length({kinds}) > 0 AND {self._has_only(kinds, self.words.ordinary)} THEN false END"

    def _has_only(self, kinds: str, known: tuple[str, ...]) -> str:
        return self.dialect.has_only(kinds, f"[{cellsql.listed(known)}]::VARCHAR[]")

    def _contradicts(self) -> str:
        """Whether a row says that it is not sensitive beside a kind that is."""
        kinds = self._kinds()
        if kinds is None or self._raw("sensitive") is None:
            return "false"
        return f"coalesce({self._truth('sensitive')} = false AND {self._is_sensitive_kind(kinds)}, false)"

    def _excluded(self) -> str:
        """The ground on which a row is not counted: claimed, and proven."""
        return (
            f"CASE WHEN {self._truth('groundProven')} THEN {self._claimed()} END"
            if self._raw("ground")
            else "CAST(NULL AS VARCHAR)"
        )

    def _claimed(self) -> str:
        """The ground that is claimed, where its persons would not be counted."""
        found = self._raw("ground")
        if found is None:
            return "CAST(NULL AS VARCHAR)"
        return cellsql.term(
            found[1],
            {
                name: spelt
                for name, spelt in self.words.grounds.items()
                if name in self.words.not_counted
            },
        )

    def _access(self) -> str:
        found = self._raw("accessMode")
        return cellsql.term(found[1], self.words.modes) if found else "CAST(NULL AS VARCHAR)"

    def _fault(self) -> str:
        """Why a row cannot be counted; nothing where it can."""
        tests = (
            [f"WHEN {self._several_lines()} THEN '{SEVERAL_LINES}'"] if self.columns.quoted else []
        )
        if self._raw("subjects"):
            tests.append(f"WHEN qd_subject IS NULL THEN '{NO_BATCH}'")
        tests.append(
            f"WHEN qd_subject IS NULL THEN '{identity.NOBODY}'"
            if self.is_pseudonymous
            else identity.fault("qd_subject")
        )
        tests.append(f"WHEN {self._moment('time')} IS NULL THEN 'the time cannot be read'")
        for name in ("sensitive", "groundProven"):
            if (found := self._raw(name)) and found[0] != "BOOLEAN":
                tests.append(
                    self._unread(
                        name, f"{self._truth(name)} IS NULL", f"{name} is neither true nor false"
                    )
                )
        if self._raw("recorded"):
            tests.append(
                self._unread(
                    "recorded", f"{self._moment('recorded')} IS NULL", "recorded cannot be read"
                )
            )
        for name, spelt in (("ground", self.words.grounds), ("accessMode", self.words.modes)):
            if found := self._raw(name):
                tests.append(
                    self._unread(name, f"{cellsql.term(found[1], spelt)} IS NULL", _TERMS[name])
                )
        if kinds := self._kinds():
            known = (*self.words.sensitive, *self.words.ordinary, *self.words.in_vehicles)
            tests.append(
                f"WHEN array_length({kinds}) > 0 AND NOT {self._has_only(kinds, known)} THEN '{_TERMS['kinds']}'"
            )
        return f"CASE {' '.join(tests)} END"

    def _unread(self, name: str, test: str, what: str) -> str:
        return f"WHEN {self._text(name)} IS NOT NULL AND {test} THEN '{what}'"

    def _several_lines(self) -> str:
        return " OR ".join(
            f"contains({column}, chr(10)) OR contains({column}, chr(13))"
            for column in self.columns.quoted
        )
