"""
Damaged bytes for every reader, for as long as is asked:
`python tests/support/fuzz_readers.py --minutes 60`.

No input may end with exit status 3, take over 10 s of the processor or 120 s by the clock, kill the
process, or bring it over 1 GiB. What does is kept in tests/fuzzed/, where tests/test_fuzzed.py
reads it again each time. Exit status 1 says that something was found.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from calls import call
from dialects import INVENTORIES, LOGS, Row
from qingdan.inventory.template import write as template
from qingdan.law.load import law

KEPT = Path(__file__).parent.parent / "fuzzed"
MOST_SECONDS, MOST_BYTES = 10, 1 << 30
ROWS: list[Row] = [
    {"item": f"urn:x:i{n}", "heldBy": "urn:x:h", "secrecy": "NotClassified", "coreData": "false", "personalInformationKind": "Name;Audio", "year": "2026", "asOf": "2026-03-02", "ordinaryPersons": "7"}
    for n in range(4)
]  # fmt: skip
EVENTS: list[Row] = [
    {
        "subject": f"p{n}",
        "time": f"2026-01-0{n + 1}T08:00:00+08:00",
        "handler": "urn:x:h",
        "sensitive": "true",
        "kinds": "Name;Audio",
    }
    for n in range(8)
]
MAPPING = b'item = "item"\nignore = ["x"]\n[columns]\nheldBy = "heldBy"\nsecrecy = "secrecy"\n[default]\ncoreData = false\n[[when]]\ncolumn = "asOf"\nmatches = "2026*"\nset = { geodata = true }\n'
VOCABULARY = b'[prefixes]\ndcat = "http://www.w3.org/ns/dcat#"\n[classes]\n"dcat:Dataset" = "DataItem"\n[properties]\n"dcat:theme" = "category"\n'
LOG_MAPPING = b'ignore = ["x"]\n[columns]\nsubject = "subject"\n[default]\nsensitive = false\n[groups]\n"urn:x:h" = "urn:x:g"\n'
TOKENS = [
    b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b"<", b">", b"@", b"^^", b"_:", b"\\u0000", b"[" * 200,
    b"null", b"true", b"1e999", b"9" * 40, b"-1", b"@context", b"@graph", b"@id", b"<!DOCTYPE a>", b"<![CDATA[", b"qd:", b"urn:x:", "\u3000；是".encode(), "无".encode("gb18030"), b"=" * 50,
]  # fmt: skip


def seeds(folder: Path) -> dict[str, bytes]:
    """A sound file for each reader, by the name that it must have."""
    found = {
        f"inventory {name}{path.suffix}": path.read_bytes()
        for name, write in INVENTORIES.items()
        for path in [write(ROWS, folder / "seed")]
    }
    for name, write in LOGS.items():
        path = write(EVENTS, folder / "seed")
        found[
            f"log {name}{'.csv.gz' if path.name.endswith('.gz') else path.suffix}"
        ] = path.read_bytes()
    found |= {
        "mapping of tables.toml": MAPPING,
        "mapping of a vocabulary.toml": VOCABULARY,
        "mapping of logs.toml": LOG_MAPPING,
    }
    return found | {"inventory template.xlsx": template(".xlsx", law())}


def damaged(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """The content after a few slips; of a packed workbook, also of one of its parts."""
    if content.startswith(b"PK") and rng.random() < 0.7:
        return _repacked(rng, content)
    found = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 4, 8])):
        at, length = rng.randrange(len(found) + 1), rng.choice([1, 1, 4, 30])
        kind = rng.randrange(6)
        if kind == 0 and found:
            found[min(at, len(found) - 1)] = rng.randrange(256)
        elif kind == 1:
            del found[at : at + length]
        elif kind == 2:
            found[at:at] = rng.choice(TOKENS)
        elif kind == 3:
            found[at:at] = found[at : at + length] * rng.choice([1, 2, 50])
        elif kind == 4:
            start = rng.randrange(len(other) + 1)
            found[at : at + length] = other[start : start + length]
        elif rng.random() < 0.2:
            del found[at:]
    return bytes(found)


def _repacked(rng: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    parts[name] = damaged(rng, parts[name], parts[name])
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return packed.getvalue()


def read(name: str, content: bytes, folder: Path) -> int:
    """The exit status with which a file is read at its door."""
    path = folder / (
        "damaged"
        + "".join(
            Path(name).suffixes[-2:]
            if name.endswith(".gz")
            else Path(name).suffixes[-1:]
        )
    )
    path.write_bytes(content)
    if name.startswith("log"):
        return call("count", path, "--as-of", "2026-03-02").status
    if name == "mapping of logs.toml":
        return call(
            "count",
            LOGS["CSV"](EVENTS, folder / "log"),
            "--as-of",
            "2026-03-02",
            "--log-mapping",
            path,
        ).status
    if name.startswith("mapping"):
        return call(
            "decide",
            INVENTORIES["CSV" if "tables" in name else ".ttl"](
                ROWS, folder / "i"
            ),
            "--as-of",
            "2026-03-02",
            "--mapping",
            path,
        ).status
    return call("decide", path, "--as-of", "2026-03-02").status


def worker(seed: int, until: float, folder: str, counts: Any) -> None:
    """
    Read damaged files until the time is over; the one that
    is read lies in the folder with its name.
    """
    rng, here = random.Random(seed), Path(folder)
    known = seeds(here)
    while time.time() < until:
        name = rng.choice(sorted(known))
        content = damaged(rng, known[name], known[rng.choice(sorted(known))])
        (here / "now").write_text(name, "utf-8")
        (here / "bytes").write_bytes(content)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        signal.alarm(12 * MOST_SECONDS)
        status = read(name, content, here)
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        counts[status] = counts.get(status, 0) + 1
        assert status in (0, 1, 2), f"exit status {status}"
        assert (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
            < MOST_BYTES
        ), "over 1 GiB"


def main() -> None:
    """Workers one after the other, a new one after each that ended early."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    law()
    until, found = time.time() + given.minutes * 60, Counter[str]()
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.Manager() as manager,
    ):
        counts = manager.dict()
        while time.time() < until:
            given.seed += 1
            process = multiprocessing.Process(
                target=worker, args=(given.seed, until, folder, counts)
            )
            process.start()
            process.join()
            if process.exitcode:
                name = (Path(folder) / "now").read_text("utf-8")
                found[name] += 1
                if found[name] <= 3:
                    KEPT.mkdir(exist_ok=True)
                    (KEPT / f"{given.seed} {name}").write_bytes(
                        (Path(folder) / "bytes").read_bytes()
                    )
                print(
                    f"found: {name}, exit code {process.exitcode}", flush=True
                )
        print(
            f"{sum(counts.values()):,} inputs in {given.minutes:g} minutes, by exit status: {dict(sorted(counts.items()))}; found: {sum(found.values())}"
        )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
