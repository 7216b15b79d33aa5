"""The table of editions in the README; `python tests/support/coverage_table.py` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

from qingdan.comparing.coverage import coverage

PAGE = Path(__file__).parents[2] / "README.md"
ROWS = re.compile(
    r"(?<=nothing \|\n\| --- \| --- \| --- \| --- \| --: \| --: \| --: \|\n)(.*?)(?=\n\n)",
    re.S,
)


def rows() -> str:
    """One row for each list, the own first."""
    return "\n".join(
        f"| `{one.record.id}` | {one.record.label['en']} | {one.released or 'not known'} "
        f"| {'yes' if one.decidable else 'no'} | {one.whole} | {one.part} | {one.unknown} |"
        for one in coverage()
    )


if __name__ == "__main__":
    PAGE.write_text(ROWS.sub(rows(), PAGE.read_text("utf-8")), "utf-8")
