"""A determination as plain text: summary, legal, full; in English, Chinese or both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...deciding.determination import Determination, Proven
from ...language import phrase
from ...law.model import Law
from ...output import plain
from ..style import Style
from .proof_lines import ProofLines

DETAILS = ("summary", "legal", "full")
_SCREEN = 36
_WIDEST = 200


def written(proven: Proven, style: Style) -> Iterator[str]:
    """The proof; a summary where no detail is asked for."""
    yield proof(
        proven.law,
        proven.determination,
        style.langs,
        style.detail or "summary",
        style.against,
    )


def proof(
    law: Law,
    determination: Determination,
    langs: tuple[str, ...] = ("en",),
    detail: str = "legal",
    against: str | None = None,
) -> str:
    """
    The proof of one determination; `against` names an outcome and adds why it is not that one.

    A summary fits a screen: what is too long is cut, and says how much is left out.
    """
    depth = DETAILS.index(detail)
    texts = []
    for lang in langs:
        proof_lines = ProofLines(law, determination, lang, depth).lines(
            against
        )
        lines = [plain(line) for line in proof_lines]
        if not depth:
            lines = _fitted(lines, lang)
        texts.append("\n".join(lines))
    return "\n\n".join(texts) + "\n"


def _fitted(lines: list[str], lang: str) -> list[str]:
    """
    The lines of a summary, of the longest sections only the
    first entries where all do not fit.
    """
    sections: list[list[str]] = []
    for line in lines:
        shown = _cut(line)
        if line.startswith("  "):
            sections[-1].append(shown)
        else:
            sections.append([shown])
    left: Counter[int] = Counter()
    while sum(map(len, sections)) + len(left) > _SCREEN:
        longest = max(
            range(len(sections)), key=lambda number: len(sections[number])
        )
        if len(sections[longest]) < 3:
            break
        left[longest] += 1
        while not _is_entry(sections[longest].pop()):
            pass
    for number, many in left.items():
        sections[number].append(
            "  … " + phrase("and {many} more", lang, many=many)
        )
    return [line for section in sections for line in section]


def _cut(line: str) -> str:
    """A line no wider than a summary may be."""
    if len(line) <= _WIDEST:
        return line
    return line[: _WIDEST - 1] + "…"


def _is_entry(line: str) -> bool:
    """Whether a line begins an entry of a section."""
    return not line.startswith("   ")
