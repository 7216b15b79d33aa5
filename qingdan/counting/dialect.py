"""
What the engines of the count write differently: the one query is
in the SQL of DuckDB, these expressions are each engine's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from .pseudonym import Key, pads
from .words import Spelt


class Dialect:
    """The expressions of DuckDB."""

    def pseudonym(self, key: Key, text: str) -> str:
        """The HMAC of a text under a key, cut to 128 bits."""
        inner, outer = (
            "'" + "".join(f"\\x{byte:02X}" for byte in pad) + "'::BLOB"
            for pad in pads(key)
        )
        return (
            f"CAST(substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, 32) AS"
            " UUID)"
        )

    def wall(self, column: str) -> str:
        """The wall clock of Beijing at an instant."""
        return f"make_timestamp(epoch_us({column}) + {_HOURS * 3600 * 10**6})"

    def instant(self, text: str) -> str:
        """
        The wall clock of Beijing at an instant that a text with
        an offset tells; nothing where there is no such day.
        """
        return self.wall(f"TRY_CAST({text} AS TIMESTAMPTZ)")

    def stated(self, text: str, otherwise: str, repeats: bool) -> str:
        """
        A text, or another where it is empty or nothing.

        What is written with functions alone is worked out once for each text of a dictionary
        of Parquet, not for each row.
        """
        if repeats:
            return f"regexp_replace(concat({text}), '^\\z', '{otherwise}')"
        return f"coalesce(nullif({text}, ''), '{otherwise}')"

    def term(self, word: str, spelt: Spelt) -> str:
        """
        The local name of the term that a word spells; nothing where it
        spells none. Written with functions alone, as above.
        """
        spellings = [
            (spelling, name)
            for name, words in spelt.items()
            for spelling in words
        ]
        words = _listed(spelling for spelling, _ in spellings)
        named = "'" + ";".join(name for _, name in spellings) + "'"
        return f"split_part({named}, ';', list_position([{words}], {word}))"

    def has_any(self, listed: str, names: str) -> str:
        """Whether a list holds one of some names."""
        return f"list_has_any({listed}, {names})"

    def has_only(self, listed: str, names: str) -> str:
        """Whether a list holds nothing but some names."""
        return f"list_has_all({names}, {listed})"


class SparkDialect(Dialect):
    """
    The expressions of Spark, in a session whose time zone is UTC;
    written in the grammar of DuckDB, to be transpiled with the rest.
    """

    def pseudonym(self, key: Key, text: str) -> str:
        """The same digits, as a text: it is ordered as the UUID is."""
        inner, outer = (
            f"CAST(unhex('{pad.hex()}') AS BLOB)" for pad in pads(key)
        )
        return (
            f"substr(sha2({outer} || CAST(unhex(sha2({inner} || CAST({text} AS BLOB), 256)) AS"
            " BLOB), 256), 1, 32)"
        )

    def stated(self, text: str, otherwise: str, repeats: bool) -> str:
        """The same; Spark has no such dictionaries."""
        return super().stated(text, otherwise, repeats=False)

    def term(self, word: str, spelt: Spelt) -> str:
        """The same, by cases."""
        named = " ".join(
            f"WHEN {word} IN ({_listed(words)}) THEN '{name}'"
            for name, words in spelt.items()
        )
        return (
            f"CASE WHEN {word} IS NULL THEN CAST(NULL AS VARCHAR) {named} END"
        )

    def wall(self, column: str) -> str:
        """The wall clock of UTC, eight hours on."""
        return f"(CAST({column} AS TIMESTAMP) + INTERVAL '{_HOURS}' HOUR)"

    def instant(self, text: str) -> str:
        """The same; Spark reads no offset after minutes, so seconds are put in."""
        whole = f"regexp_replace({text}, '^([^:]*:[0-9]{{2}})(Z|[+-].*)$', '$1:00$2')"
        return self.wall(f"TRY_CAST({whole} AS TIMESTAMPTZ)")

    def has_any(self, listed: str, names: str) -> str:
        """Whether the lists overlap."""
        return f"arrays_overlap({listed}, {names})"

    def has_only(self, listed: str, names: str) -> str:
        """Whether nothing is left without the names."""
        return f"array_length(array_except({listed}, {names})) = 0"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


_HOURS = 8
