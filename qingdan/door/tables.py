"""A file of TOML that a person wrote → its tables, and the line on which a key of one stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ..errors import Fault, InputError, unreadable

_MEND = "write it in TOML, in UTF-8"


class Tables:
    """What a file of TOML says, and where it says so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._text = path.read_text("utf-8-sig")
            self.content: dict[str, Any] = tomllib.loads(self._text)
        except (
            OSError,
            UnicodeDecodeError,
            tomllib.TOMLDecodeError,
            RecursionError,
        ) as error:
            raise unreadable(str(path), error, _MEND) from None

    def where(self, table: str = "", key: str = "", place: int = 0) -> str:
        """The file and the line of a key, or of the head of a table, the first or a further one."""
        heads = rf"^[ \t]*\[\[?[ \t]*{re.escape(table)}[ \t]*\]"
        starts = [
            head.start() for head in re.finditer(heads, self._text, re.M)
        ]
        start = starts[place] if table and place < len(starts) else 0
        names = rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*="
        named = re.compile(names, re.M).search(self._text, start)
        at = named.start() if key and named else start
        return f"{self.path}, line {self._text.count(chr(10), 0, at) + 1}"

    def fault(self, where: str, what: str, mend: str) -> InputError:
        """What is wrong with the file at a place, to raise."""
        return InputError(Fault(where, what, mend))
