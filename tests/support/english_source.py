"""The English rendering of the Chongqing papers by sentence; nothing of it is kept here."""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import sha256

_PART = re.compile(r"Part ([ABC]) —")
_UNITS = (
    (re.compile(r"Chapter \d"), ""),
    (re.compile(r"Article (\d+) —"), "{1}"),
    (re.compile(r"(?:- )?(\d)\. "), "{0} {1}"),
    (re.compile(r"- \*\*(Before|During|After) export\*\*"), "16 {1}"),
    (re.compile(r"- \*\*(Tier \d)"), "{1}"),
    (re.compile(r"- \*\*([A-Z][a-z]+(?: [a-z]+)*)(?: \(six\))?\.\*\*"), "{1}"),
    (
        re.compile(
            r"(Reference catalogue|One sector|Structure|Counting rule)\."
        ),
        "{1}",
    ),
)
_HEADING = re.compile(
    r"(?:- )?\d\.$|Article \d+ —|(?:- )?\*\*[A-Z][^*]*$|- \*\*Tier|[A-Z][a-z ,]{,45}\.$"
)
_END = re.compile(r"(?<=[.;:!?])(?:\*\*)?\s+(?=[(“\"*A-Z])")


def units(text: str) -> dict[tuple[str, str], list[str]]:
    """The sentences of every unit of a part in order, without headings."""
    part, article, unit = "", "", ""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in text.splitlines():
        if found := _PART.match(line):
            part, article, unit = found[1], "", ""
        elif "\t" in line:
            unit = "Table"
        for start, name in _UNITS:
            if unit != "Table" and (found := start.match(line)):
                unit = name.format(article or "rule", *found.groups())
                article = unit if unit.isdigit() or not unit else article
                break
        if part and unit:
            lines[part, unit].append(line)
    return {
        place: _sentences(" ".join(" ".join(told).split()))
        for place, told in lines.items()
    }


def _sentences(text: str) -> list[str]:
    """The sentences of a unit after its heading."""
    found = [sentence for sentence in _END.split(text) if sentence]
    while len(found) > 1 and _HEADING.match(found[0]):
        del found[0]
    return found


def digest(sentence: str) -> str:
    """The first 16 digits of SHA-256 over the letters and digits of a sentence."""
    letters = "".join(
        character for character in sentence if character.isalnum()
    )
    return sha256(letters.encode()).hexdigest()[:16]
