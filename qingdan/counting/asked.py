"""What a call asks of a ledger in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """
    What is asked of a ledger: the folder, the logs, whether those that
    changed since they were counted are counted again, whom to erase.
    """

    folder: Path
    logs: list[str]
    again: bool = False
    erased: Path | None = None
