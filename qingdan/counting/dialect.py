"""
What the engines of the count write differently: the one query is
in the SQL of DuckDB, these expressions are each engine's own.
"""

from __future__ import annotations

from .pseudonym import Key, pads


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


_HOURS = 8
