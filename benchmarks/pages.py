"""
How heavy each page is, and how soon it is seen: `python benchmarks/pages.py`.

Each page is opened in a Chromium of its own that remembers nothing, over a front on this machine, some
times: the bytes that were sent, compressed, with all that the page fetches; the median of the
milliseconds until the first text is painted. It fails for what is over its budget in bytes.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from screenshots import PAGES, chromium, front, in_language

_TIMES = 5
_HOME = 100_000
_MOST = 400_000
_PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


def measured(browser: Browser, address: str) -> tuple[int, float]:
    """The bytes of a page and of what it fetches, and when it is first painted."""
    sizes = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on(
        "requestfinished",
        lambda request: sizes.append(request.sizes()["responseBodySize"]),
    )
    page.goto(address, wait_until="networkidle")
    painted = page.evaluate(_PAINTED)
    context.close()
    return sum(sizes), painted


def main() -> int:
    """Print a row for each page; 1 where one is too heavy."""
    too_heavy = 0
    print("| page | kB sent | first paint, ms |\n| --- | --: | --: |")
    with front() as base, chromium() as browser:
        for path in PAGES:
            address = f"{base}{in_language(path, 'en')}"
            runs = [measured(browser, address) for _ in range(_TIMES)]
            size = max(size for size, _ in runs)
            painted = statistics.median(painted for _, painted in runs)
            print(
                f"| `{path}` | {size / 1000:.0f} | {painted:.0f} |", flush=True
            )
            too_heavy += size > (_HOME if path == "/" else _MOST)
    return int(bool(too_heavy))


if __name__ == "__main__":
    sys.exit(main())
