"""A count that goes on from a ledger in a folder: logs in, a result out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..law.load import law
from .calls import Day, day_of, with_mechanisms
from .reports import Count
from .sources import PATHS


def count_from(
    ledger: str | Path,
    logs: str | Path | Iterable[str | Path] = (),
    as_of: Day = None,
    *,
    through: Day = None,
    again: bool = False,
    erased: str | Path | None = None,
    mapping: str | Path | None = None,
    key: str | Path | None = None,
    memory: str = "1GiB",
    mechanisms: Any = None,
) -> Count:
    """
    Count logs that a ledger does not know, and tell the tallies of all that it was ever given.

    `again` counts logs that changed since they were counted; `erased` is a file of identifiers
    that the ledger is to forget. The key must be the one of the runs before.
    """
    from ..counting.asked import Asked
    from ..counting.day import today
    from ..counting.kept_count import count_kept
    from ..counting.logs import read_log_mapping
    from ..counting.pseudonym import key as secret

    named = [logs] if isinstance(logs, PATHS) else list(logs)
    asked = Asked(
        Path(ledger),
        [str(log) for log in named],
        again,
        Path(erased) if erased else None,
    )
    taken = count_kept(
        law(),
        asked,
        day_of(as_of) or today(),
        secret(Path(key) if key else None),
        read_log_mapping(Path(mapping) if mapping else None),
        memory,
        day_of(through),
    )
    return Count(with_mechanisms(taken, mechanisms))
