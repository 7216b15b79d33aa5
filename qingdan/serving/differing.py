"""
The lists side by side in parts; where two of them differ is worked out once for each pair and day.

In: what is asked of the page. Out: what it shows. A process of its own works out where two lists
differ, one pair at a time, and what it tells is kept; it needs the library that proves, which the
front does not load.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cachetools import LRUCache

from ..counting.day import today
from ..door.calls import compare as lists
from ..language import N_
from ..law.load import editions
from ..reporting.lists.as_html import PARTS, fragment
from ..reporting.phrases import say
from .answer import Answer, Ending, problem

DIFFERENCES = "differences"
SIDES = ("first", "second")
_PART = {DIFFERENCES: N_("Where two lists differ")}
_KEPT = 64
_PAGES = 64
_WAITING = 8


class Pair(NamedTuple):
    """Two lists and the day on which they are compared."""

    first: str
    second: str
    day: date


class Compared(NamedTuple):
    """The regions as contents of a page by language, or why there are none."""

    pages: dict[str, str]
    why_not: str = ""


class Differing:
    """The differences of pairs of lists; what is asked for is worked out behind the request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: LRUCache[Pair, Compared] = LRUCache(_KEPT)
        self._waiting: set[Pair] = set()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        atexit.register(self.close)

    def told(self, first: str, second: str) -> Compared | None:
        """Where two lists differ today; None while it is worked out, or others are before it."""
        pair = Pair(first, second, today())
        with self._lock:
            kept = self._kept.get(pair)
            if kept or pair in self._waiting:
                return kept
            if len(self._waiting) < _WAITING:
                self._waiting.add(pair)
                threading.Thread(
                    target=self._work, args=(pair,), daemon=True
                ).start()
        return None

    def close(self) -> None:
        """End what is being worked out."""
        process = self._process
        if process and process.poll() is None:
            process.terminate()

    def _work(self, pair: Pair) -> None:
        with self._turn:
            compared = self._asked(pair)
        with self._lock:
            self._kept[pair] = compared
            self._waiting.discard(pair)

    def _asked(self, pair: Pair) -> Compared:
        command = [
            sys.executable,
            "-m",
            "qingdan.serving.differing",
            pair.first,
            pair.second,
            pair.day.isoformat(),
        ]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        out, errors = self._process.communicate()
        if self._process.returncode:
            lines = errors.strip().splitlines() or ["it was ended"]
            return Compared({}, lines[-1])
        return Compared(json.loads(out))


@cache
def _differing() -> Differing:
    return Differing()


def compared(asked: Mapping[str, str], lang: str) -> dict[str, Any] | Answer:
    """What the page of a part of the comparison shows, or why it does not."""
    part = asked.get("part", "")
    shown: dict[str, Any] = {"parts": PARTS | _PART, "part": part}
    if part == DIFFERENCES:
        two = _two(asked, lang)
        return two if isinstance(two, Answer) else shown | two
    if part not in PARTS:
        shown["part"] = "overview"
    more = f"&lang={lang}" if "lang" in asked else ""
    shown["html"] = _side_by_side(shown["part"], lang, more, today())
    return shown


@lru_cache(_PAGES)
def _side_by_side(part: str, lang: str, more: str, day: date) -> str:
    sources = f"/compare?part=sources{more}"
    return fragment(lists().comparison, lang, part, sources, day)


def _two(asked: Mapping[str, str], lang: str) -> dict[str, Any] | Answer:
    """The two lists that are asked for, and where they differ as far as it is worked out."""
    known = editions()
    chosen = [
        asked.get(name, usual)
        for name, usual in zip(SIDES, known, strict=False)
    ]
    for name, edition in zip(SIDES, chosen, strict=True):
        if edition not in known:
            return problem(
                Ending.MALFORMED,
                f"{name} is not known",
                f"choose one of {', '.join(known)}",
            )
    first, second = chosen
    regions = _differing().told(first, second)
    shown: dict[str, Any] = {
        "waiting": regions is None,
        "chosen": chosen,
        "lists": _names(lang),
        "html": "",
        "why_not": "",
    }
    if regions:
        shown["html"] = regions.pages.get(lang, "")
        shown["why_not"] = regions.why_not
    return shown


def _names(lang: str) -> dict[str, str]:
    """The lists that can be decided under, by their names."""
    records = lists().comparison.records
    labels = {record.id: record.label for record in records}
    return {edition: say(labels[edition], lang) for edition in editions()}


def main(first: str, second: str, day: str) -> int:
    """Write the regions of two lists as pages by language, as JSON."""
    from ..door.laws import differences
    from ..errors import QingdanError
    from ..language import LANGUAGES
    from ..output import note
    from ..reporting.lists.differences import fragment as regions

    os.nice(5)
    try:
        report = differences(first, second, day).report
    except QingdanError as error:
        note(str(error))
        return 2
    pages = {lang: regions(report, lang) for lang in LANGUAGES}
    json.dump(pages, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
