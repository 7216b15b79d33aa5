"""The relation of a log in SQL: every column of ours as an expression over the columns of the files."""

from __future__ import annotations

from collections.abc import Mapping

from .dialect import Dialect
from .logs import Columns, LogMapping
from .pseudonym import Key

_BLANKS = "chr(9) || chr(10) || chr(13) || ' '"
_TRUE, _FALSE = "('true', '1', 'yes', '是')", "('false', '0', 'no', '否')"
_SPACES = _BLANKS + " || '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'"
_DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
_OFFSET = r"(Z|[+-](0[0-9]|1[0-7])(:?[0-5][0-9])?)"
_LAST = r"[^/:#]*\z"
_UNNAMED = "urn:x-handler:unnamed"


class Relation:
    """Writes the query of the events of some files; nothing of a file reaches it but names of columns and types."""

    def __init__(
        self, columns: Columns, mapping: LogMapping, key: Key, grounds: Mapping[str, str], kinds: Mapping[str, bool], dialect: Dialect
    ) -> None:
        self.columns, self.mapping, self.key, self.grounds, self.kinds, self.dialect = columns, mapping, key, grounds, kinds, dialect

    def sql(self, source: str, also: str = "") -> str:
        """The events of a source: person, moment, handler, sensitive, what is excluded, and the fault of a row, if any."""
        rows = f"SELECT *, {self._subject()} AS qd_subject FROM {source}"
        return (
            f"SELECT {also}{self._person()} AS person, {self._moment('time')} AS moment, {self._text('handler', _UNNAMED)} AS handler,"
            f" {self._text('recipient')} AS recipient, {self._text('item')} AS item, {self._text('scenario')} AS scenario,"
            f" {self._sensitive()} AS sensitive, {self._excluded()} AS excluded, {self._claimed()} AS claimed,"
            f" {self._local('accessMode')} AS access, CAST({self._moment('recorded')} AS DATE) AS recorded,"
            f" {self._fault()} AS fault, filename AS file FROM ({rows})"
        )

    def _raw(self, name: str) -> tuple[str, str] | None:
        """The type and the expression of a column of ours, where it is there or given for every row."""
        if name in self.columns.named:
            return self.columns.named[name]
        if name in self.mapping.always:
            return "VARCHAR", "'" + self.mapping.always[name].replace("'", "''") + "'"
        return None

    def _subject(self) -> str:
        several = self._raw("subjects")
        if several is None:
            kind, name = self._raw("subject") or ("VARCHAR", "NULL")
            return name if kind == "UUID" else f"trim(CAST({name} AS VARCHAR), {_BLANKS})"
        kind, name = several
        if kind == "UUID[]":
            return f"unnest(CASE WHEN array_length({name}) > 0 THEN {name} ELSE [NULL] END)"
        listed = name if kind.endswith("[]") else f"string_split(replace({name}, '；', ';'), ';')"
        parts = f"list_filter(list_transform({listed}, lambda one: trim(CAST(one AS VARCHAR), {_BLANKS})), lambda one: one != '')"
        return f"unnest(CASE WHEN array_length({parts}) > 0 THEN {parts} ELSE [NULL] END)"

    @property
    def is_pseudonymous(self) -> bool:
        """Whether the subjects are pseudonyms already: UUIDs."""
        return next((found[0] for name in ("subject", "subjects") if (found := self._raw(name))), "").startswith("UUID")

    def _person(self) -> str:
        return "qd_subject" if self.is_pseudonymous else self.dialect.pseudonym(self.key, "nullif(qd_subject, '')")

    def _text(self, name: str, otherwise: str | None = None) -> str:
        found = self._raw(name)
        text = f"nullif(trim(CAST({found[1]} AS VARCHAR), {_BLANKS}), '')" if found else "CAST(NULL AS VARCHAR)"
        return text if otherwise is None else f"coalesce({text}, '{otherwise}')"

    def _local(self, name: str) -> str:
        """A term by the end of its IRI."""
        return f"regexp_extract({self._text(name)}, '{_LAST}')" if self._raw(name) else "CAST(NULL AS VARCHAR)"

    def _moment(self, name: str) -> str:
        """A moment in Beijing; without an offset it is read as Beijing time, a day as its beginning."""
        found = self._raw(name)
        if found is None:
            return "CAST(NULL AS TIMESTAMP)"
        kind, column = found
        if kind.startswith("TIMESTAMP WITH"):
            return self.dialect.wall(column)
        if kind in ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
            return f"CAST({column} AS TIMESTAMP)"
        text = f"trim(CAST({column} AS VARCHAR), {_SPACES})"
        return (
            f"CASE WHEN regexp_matches({text}, '^{_DAY}{_CLOCK}{_OFFSET}\\z') THEN {self.dialect.instant(text)}"
            f" WHEN regexp_matches({text}, '^{_DAY}({_CLOCK})?\\z') THEN TRY_CAST({text} AS TIMESTAMP) END"
        )

    def _boolean(self, name: str) -> str:
        found = self._raw(name)
        if found is None:
            return "CAST(NULL AS BOOLEAN)"
        kind, column = found
        if kind == "BOOLEAN":
            return column
        text = f"lower(trim(CAST({column} AS VARCHAR), {_SPACES}))"
        return f"CASE WHEN {text} IN {_TRUE} THEN true WHEN {text} IN {_FALSE} THEN false END"

    def _listed(self) -> str:
        """The kinds of personal information of a row, by local name."""
        kind, column = self._raw("kinds") or ("VARCHAR", "NULL")
        parts = column if kind.endswith("[]") else f"string_split(replace(CAST({column} AS VARCHAR), '；', ';'), ';')"
        return f"list_filter(list_transform({parts}, lambda one: regexp_extract(trim(one, {_SPACES}), '{_LAST}')), lambda one: one != '')"

    def _sensitive(self) -> str:
        """What the row says, else what follows from its kinds; unknown where neither tells."""
        if self._raw("kinds") is None:
            return self._boolean("sensitive")
        sensitive, known = self._names(True), self._names(True, False)
        kinds = self._listed()
        told = f"WHEN {self.dialect.has_any(kinds, sensitive)} THEN true"
        told += f" WHEN array_length({kinds}) > 0 AND {self.dialect.has_only(kinds, known)} THEN false"
        return f"coalesce({self._boolean('sensitive')}, CASE {told} END)"

    def _names(self, *wanted: bool) -> str:
        return "[" + ", ".join(f"'{kind}'" for kind, sensitive in self.kinds.items() if sensitive in wanted) + "]::VARCHAR[]"

    def _excluded(self) -> str:
        """The ground on which a row is not counted: claimed, and proven."""
        return f"CASE WHEN {self._boolean('groundProven')} THEN {self._claimed()} END" if self._raw("ground") else "CAST(NULL AS VARCHAR)"

    def _claimed(self) -> str:
        """The ground that is claimed, where its persons would not be counted."""
        if self._raw("ground") is None:
            return "CAST(NULL AS VARCHAR)"
        names = ", ".join(f"'{ground}'" for ground in self.grounds)
        return f"CASE WHEN {self._local('ground')} IN ({names}) THEN {self._local('ground')} END"

    def _fault(self) -> str:
        sensitive = self._raw("sensitive")
        tests = ["WHEN qd_subject IS NULL OR CAST(qd_subject AS VARCHAR) = '' THEN 'there is no subject'"]
        tests.append(f"WHEN {self._moment('time')} IS NULL THEN 'the time cannot be read'")
        if sensitive and sensitive[0] != "BOOLEAN":
            tests.append(
                f"WHEN {self._text('sensitive')} IS NOT NULL AND {self._boolean('sensitive')} IS NULL THEN 'sensitive is neither true nor false'"
            )
        proven = self._raw("groundProven")
        if proven and proven[0] != "BOOLEAN":
            tests.append(
                f"WHEN {self._text('groundProven')} IS NOT NULL AND {self._boolean('groundProven')} IS NULL THEN 'groundProven is neither true nor false'"
            )
        recorded = self._raw("recorded")
        if recorded:
            tests.append(f"WHEN {self._text('recorded')} IS NOT NULL AND {self._moment('recorded')} IS NULL THEN 'recorded cannot be read'")
        return f"CASE {' '.join(tests)} END"
