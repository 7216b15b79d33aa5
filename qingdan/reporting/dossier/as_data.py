"""What was made for a filing, and what has changed since, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..style import Style
from .build import Filed
from .check import Checked


def written(filed: Filed, style: Style) -> Iterator[str]:
    """The manifest: every file with its digest, the filings, what they were made from."""
    yield _text(filed.manifest)


def changes_written(checked: Checked, style: Style) -> Iterator[str]:
    """What has changed since the day of the dossier, and the files that are not as they were."""
    yield _text(
        {
            "since": checked.manifest["asOf"],
            "changes": [change._asdict() for change in checked.since],
            "files": checked.moved,
        }
    )


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
