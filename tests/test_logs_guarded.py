"""
Logs from which a reader could lose a person: refused with the
mend, told, or without a known maximum; never fewer in silence.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from calls import call
from qingdan.law.load import law

law()  # the closure is made before what is printed is looked at
DAY = ("--as-of", "2026-03-31")
HEADING = "subject,time,sensitive\n"
HANDLER = "urn:x-handler:unnamed"
INVENTORY = "@prefix qd: <https://w3id.org/qingdan/ns/> . <urn:x:h> a qd:DataHandler . <urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ."


def counted(log: Path, *options: str | Path) -> dict[str, Any]:
    """The count of a log as JSON."""
    found = call("count", log, *DAY, "--format", "json", *options)
    assert found.status == 0, found.err
    told: dict[str, Any] = json.loads(found.out)
    return told


def refused(log: Path, *options: str | Path) -> str:
    """The one line with which a log is refused."""
    found = call("count", log, *DAY, *options)
    assert (found.status, found.out, len(found.err.splitlines())) == (
        2,
        "",
        1,
    ), found
    assert "; " in found.err
    return found.err


def parquet(path: Path, select: str) -> Path:
    """A Parquet file of a query."""
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def csv(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "FLOAT",
        "DOUBLE",
        "BOOLEAN",
        "DECIMAL(18,2)",
        "DATE",
        "TIMESTAMP",
        "DOUBLE[]",
    ],
)
def test_a_type_that_does_not_tell_persons_apart_is_refused(
    kind: str, tmp_path: Path
) -> None:
    """200,000 persons as FLOAT would be read as fewer."""
    name, value = (
        ("subjects", f"[1, 2]::{kind}")
        if kind.endswith("[]")
        else ("subject", f"CAST(NULL AS {kind})")
    )
    log = parquet(
        tmp_path / "log.parquet",
        f"SELECT {value} AS {name}, DATE '2026-01-05' AS time",
    )
    assert (
        "does not tell all persons apart; write identifiers as text"
        in refused(log)
    )


def test_a_lossy_file_among_others_is_refused(tmp_path: Path) -> None:
    """The type of each file is looked at, not that of all together."""
    (tmp_path / "logs").mkdir()
    parquet(
        tmp_path / "logs" / "a.parquet",
        "SELECT 'p1' AS subject, DATE '2026-01-05' AS time",
    )
    parquet(
        tmp_path / "logs" / "b.parquet",
        "SELECT 1.5::FLOAT AS subject, DATE '2026-01-05' AS time",
    )
    assert "b.parquet: the column 'subject' is of type FLOAT" in refused(
        tmp_path / "logs"
    )


@pytest.mark.parametrize(
    "cell", ["1.10101E+17", "1.1e+17", "110101199001010000.0"]
)
def test_identifiers_that_were_numbers_are_refused(
    cell: str, tmp_path: Path
) -> None:
    """As a spreadsheet or a data frame writes them."""
    told = refused(
        csv(
            tmp_path / "log.csv",
            HEADING + f"p1,2026-01-05,true\n{cell},2026-01-05,true\n",
        )
    )
    assert "lost digits" in told
    assert "write identifiers as text" in told
    assert cell not in told.replace("as in 1.10101E+17", "")


def test_identifiers_rounded_after_the_fifteenth_digit_are_refused(
    tmp_path: Path,
) -> None:
    """
    Most identifiers end in zeros: the last digits are gone.
    A single one that does is one person.
    """
    rows = "".join(
        f"1101011990010{n:02}000,2026-01-05,true\n" for n in range(50)
    )
    assert "zeros after the fifteenth digit" in refused(
        csv(tmp_path / "log.csv", HEADING + rows)
    )
    rows += "".join(
        f"1101011990010{n:02}123,2026-01-05,true\n" for n in range(60)
    )
    assert (
        counted(csv(tmp_path / "log.csv", HEADING + rows))["handlers"][0][
            "sensitivePersons"
        ]
        == 110
    )


MISSING = [
    "\\N",
    "NULL",
    "NaN",
    "nan",
    "None",
    "N/A",
    "NA",
    "-",
    "0",
    "无",
    "未知",
    " ",
    "#N/A",
    "000000",
    "<NA>"[1:-1],
    "\u3000",
]
MASKED = ["138****0000", "张*", "110101********1234", "138xxxx0000"]


@pytest.mark.parametrize("cell", MISSING + MASKED)
def test_what_names_nobody_is_no_person(cell: str, tmp_path: Path) -> None:
    """
    A stand-in for a missing value, or a masked identifier, is
    a row without subject: many rows of it are not one person.
    """
    log = csv(
        tmp_path / "log.csv",
        HEADING + "p1,2026-01-05,true\n" + f"{cell},2026-01-05,true\n" * 5,
    )
    found = counted(log)
    assert {row["what"] for row in found["bad"]} <= {
        "there is no subject",
        "the subject is masked, so it may stand for many persons",
    }
    (told,) = found["handlers"]
    assert (
        told["sensitivePersons"],
        told["most"]["sensitivePersons"],
        found["badRows"],
    ) == (
        1,
        6,
        5,
    )


def test_one_identifier_in_too_many_rows_is_told(tmp_path: Path) -> None:
    """More than 1 % of at least 10,000 rows; nobody is named."""
    log = parquet(
        tmp_path / "log.parquet",
        "SELECT CASE WHEN n < 200 THEN 'secret' ELSE 'p' || n END AS subject, DATE '2026-01-05' AS time, true AS sensitive FROM range(10000) t(n)",
    )
    assert counted(log)["told"] == [
        {"kind": "frequent", "about": HANDLER, "rows": 200, "of": 10000}
    ]
    found = call("count", log, *DAY)
    assert "one identifier stands in 200 of 10,000 rows" in found.out
    assert "one identifier stands in 200" in found.err
    assert "secret" not in found.out + found.err


def test_a_batch_that_cannot_be_read_has_no_bound(tmp_path: Path) -> None:
    """
    A malformed row of 12,000 persons, a batch of nobody: the tally
    has no known maximum, in every form, and an alert is given.
    """
    persons = ";".join(f"p{n}" for n in range(100))
    for row in (
        f"{persons},2026-01-05\n",
        ";,2026-01-05,true\n",
        f"{persons},2026-01-05,true,more\n",
    ):
        log = csv(
            tmp_path / "log.csv",
            "subjects,time,sensitive\na;b,2026-01-05,true\n" + row,
        )
        (told,) = counted(log)["handlers"]
        assert (
            told["sensitivePersons"],
            told["most"]["sensitivePersons"],
            told["noKnownMaximum"],
        ) == (2, None, True), row
        assert told["tier"] == 1
    assert "no maximum is known" in call("count", log, *DAY).out
    assert "上限未知" in call("count", log, *DAY, "--lang", "zh").out
    assert ",2,,0," in call("count", log, *DAY, "--format", "csv").out
    turtle = call("count", log, *DAY, "--format", "turtle").out
    assert "qd:noKnownMaximum true" in turtle
    assert (
        "qd:sensitivePersons 2" in turtle
        or '"2"^^xsd:nonNegativeInteger' in turtle
    )
    alerted = call("count", log, *DAY, "--alert", "99%")
    assert alerted.status == 1
    assert "may have reached 99%" in alerted.err


def test_an_open_quote_has_no_bound(tmp_path: Path) -> None:
    """A quote that swallows lines hides any number of rows."""
    lines = "".join(f"p{n},2026-01-05,true,r\n" for n in range(500))
    log = csv(
        tmp_path / "log.csv",
        'subject,time,sensitive,note\nq,2026-01-05,true,r\n"p,2026-01-05,true,"r\n'
        + lines,
    )
    (told,) = counted(log)["handlers"]
    assert told["noKnownMaximum"]
    log = csv(
        tmp_path / "log.csv",
        'subject,time,sensitive,note\nq,2026-01-05,true,r\np,2026-01-05,true,"r\n'
        + lines
        + 'z,2026-01-05,true,"\n',
    )
    found = call("count", log, *DAY, "--format", "json")
    assert (
        found.status == 2
        or json.loads(found.out)["handlers"][0]["noKnownMaximum"]
    )


def test_a_tally_without_a_maximum_clears_nothing(tmp_path: Path) -> None:
    """
    Decided from logs, the numbers of such a tally are no
    facts that an item could be cleared by.
    """
    inventory = tmp_path / "i.ttl"
    inventory.write_text(INVENTORY, "utf-8")
    log = csv(
        tmp_path / "log.csv",
        "subjects,time,sensitive,handler\na;b,2026-01-05,false,urn:x:h\n;,2026-01-05,false,urn:x:h\n",
    )
    found = call(
        "decide",
        inventory,
        "--log",
        log,
        *DAY,
        "--complete-through",
        "2026-03-31",
        "--format",
        "json",
    )
    assert found.status == 0, found.err
    assert "no maximum is known" in found.err
    assert (
        "ordinaryPersons"
        in {one["fact"] for one in json.loads(found.out)[0]["missingFacts"]}
        or "NeedsFacts" in found.out
    )


def test_a_moment_in_int96_is_an_instant(tmp_path: Path) -> None:
    """
    Spark's default: half past four in the afternoon of 31 December,
    UTC, is the new year in Beijing; each file's clock is told.
    """
    log = Path(__file__).parent / "logs" / "int96.parquet"
    (told,) = counted(log)["handlers"]
    assert (told["year"], told["sensitivePersons"]) == (2026, 1)
    assert (
        counted(log)["provenance"]["files"][0]["clock"]
        == "instants in UTC, turned into Beijing time"
    )
    assert "instants in UTC" in call("count", log, *DAY).out


def test_files_of_different_clocks_are_each_read_by_their_own(
    tmp_path: Path,
) -> None:
    """A moment with a zone in one file does not lend its zone to the other."""
    (tmp_path / "logs").mkdir()
    parquet(
        tmp_path / "logs" / "a.parquet",
        "SELECT 'p1' AS subject, TIMESTAMP '2025-12-31 20:00:00' AS time, true AS sensitive",
    )
    parquet(
        tmp_path / "logs" / "b.parquet",
        "SELECT 'p2' AS subject, TIMESTAMPTZ '2025-12-31 20:00:00+00' AS time, true AS sensitive",
    )
    told = {
        one["year"]: one["sensitivePersons"]
        for one in counted(tmp_path / "logs")["handlers"]
    }
    assert told == {2025: 1, 2026: 1}


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        (
            "subject,time,sensitve",
            "'sensitve' is not read; did you mean 'sensitive'?",
        ),
        ("subject,time,Sensitive", "did you mean 'sensitive'?"),
        ("subject,time,access_mode", "did you mean 'accessMode'?"),
        (
            "subject,time,sensitive,SENSITIVE",
            "'sensitive' and 'SENSITIVE' differ in case only",
        ),
        ("subject,time,sensitive,", "has an empty cell"),
        ("subject,tme", "did you mean 'tme'?"),
    ],
)
def test_headings(heading: str, says: str, tmp_path: Path) -> None:
    """A column named almost as ours is not left out in silence."""
    row = ",".join(
        ["p", "2026-01-05", "true", "true"][: heading.count(",") + 1]
    )
    assert says in refused(csv(tmp_path / "log.csv", f"{heading}\n{row}\n"))


def test_columns_not_read_are_listed(tmp_path: Path) -> None:
    """Other columns are told; one near ours is left out where a mapping says so."""
    log = csv(
        tmp_path / "log.csv",
        "subject,time,note,sensitve\np,2026-01-05,x,true\n",
    )
    (tmp_path / "m.toml").write_text('ignore = ["sensitve"]\n', "utf-8")
    found = counted(log, "--log-mapping", tmp_path / "m.toml")
    assert found["provenance"]["files"][0]["columnsNotRead"] == ["note"]
    assert (
        "columns not read: note"
        in call("count", log, *DAY, "--log-mapping", tmp_path / "m.toml").out
    )


def test_packed_files_and_foreign_files_in_a_folder(tmp_path: Path) -> None:
    """
    Files packed by gzip and zstd are read by suffix; anything else in a
    folder is refused by name, except what programs leave beside data.
    """
    logs = tmp_path / "logs"
    logs.mkdir()
    csv(logs / "a.csv", HEADING + "p1,2026-01-05,true\n")
    (logs / "b.csv.gz").write_bytes(
        gzip.compress((HEADING + "p2,2026-01-05,true\n").encode())
    )
    duckdb.connect().execute(
        f"COPY (SELECT 'p3' AS subject, '2026-01-05' AS time, true AS sensitive) TO '{logs}/c.csv.zst' (HEADER, COMPRESSION zstd)"
    )
    (logs / "_SUCCESS").write_bytes(b"")
    (logs / ".a.csv.crc").write_bytes(b"x")
    assert counted(logs)["handlers"][0]["sensitivePersons"] == 3
    (logs / "d.csv.bz2").write_bytes(b"x")
    assert "d.csv.bz2: a transfer log is .csv or .parquet" in refused(logs)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("kinds", "urn:evil:Name"),
        ("kinds", "Nmae"),
        ("ground", "http://evil/CbdfArticle5Contract"),
        ("accessMode", "urn:evil:ReadInChinaOnly"),
        ("accessMode", "http://w3id.org/qingdan/ns/ReadInChinaOnly"),
    ],
)
def test_terms_that_are_not_ours(
    column: str, cell: str, tmp_path: Path
) -> None:
    """
    A term is ours by its whole IRI, its short name or its
    label, never by the end of a foreign IRI.
    """
    log = csv(
        tmp_path / "log.csv",
        f"subject,time,sensitive,groundProven,{column}\np1,2026-01-05,true,true,\np2,2026-01-05,true,true,{cell}\n",
    )
    found = counted(log)
    assert found["badRows"] == 1
    assert "not known" in found["bad"][0]["what"]
    assert found["handlers"][0]["most"]["sensitivePersons"] == 2


@pytest.mark.parametrize(
    "cell",
    [
        "qd:Name",
        "name",
        "https://w3id.org/qingdan/ns/Name",
        "姓名",
        "Audio；Name",
        " Name ;音频 ",
    ],
)
def test_terms_by_every_spelling(cell: str, tmp_path: Path) -> None:
    """Short names, IRIs, labels in both languages."""
    found = counted(
        csv(
            tmp_path / "log.csv", f"subject,time,kinds\np1,2026-01-05,{cell}\n"
        )
    )
    (told,) = found["handlers"]
    either = (
        "Audio" in cell or "音频" in cell
    )  # sensitive in vehicle data, which a log does not say: counted in the largest of both
    assert (told["sensitivePersons"], told["ordinaryPersons"]) == (
        (0, 0) if either else (0, 1)
    )
    assert told["most"] == {
        "ordinaryPersons": 1,
        "sensitivePersons": int(either),
    }


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026/2/1 8:05", "2026-02-01"),
        ("2026/2/1", "2026-02-01"),
        ("2026-2-1 08:05:30", "2026-02-01"),
        ("2026年2月1日", "2026-02-01"),
        ("2026.2.1", "2026-02-01"),
        ("2026/1/31 23:30Z", "2026-02-01"),
        ("2026/2/1 0:30+08:00", "2026-02-01"),
    ],
)
def test_moments_as_spreadsheets_write_them(
    cell: str, day: str, tmp_path: Path
) -> None:
    """Without leading zeros, with slashes, in Chinese; offsets hold."""
    told = counted(
        csv(tmp_path / "log.csv", f"subject,time,sensitive\np1,{cell},TRUE\n")
    )["handlers"][0]
    assert told["asOf"] == day


@pytest.mark.parametrize(
    "cell",
    [
        "2026/13/1",
        "2026-02-30",
        "1/2/2026",
        "2026/2/1 25:00",
        "2026/2/1 8:60",
        "46054",
    ],
)
def test_moments_that_are_none(cell: str, tmp_path: Path) -> None:
    """No such day, or a day that reads two ways."""
    log = csv(
        tmp_path / "log.csv", f"subject,time\np0,2026-01-01\np1,{cell}\n"
    )
    assert [row["what"] for row in counted(log)["bad"]] == [
        "the time cannot be read"
    ]


def test_sensitive_wins_and_is_told(tmp_path: Path) -> None:
    """A kind that is sensitive beside `sensitive` false."""
    log = csv(
        tmp_path / "log.csv",
        "subject,time,sensitive,kinds\np1,2026-01-05,false,VehicleTrajectory\np2,2026-01-05,false,Name\n",
    )
    found = counted(log)
    assert (
        found["handlers"][0]["sensitivePersons"],
        found["handlers"][0]["ordinaryPersons"],
    ) == (
        1,
        1,
    )
    assert found["told"] == [
        {"kind": "contradiction", "about": "", "rows": 1, "of": 2}
    ]
    assert (
        "1 rows say that they are not sensitive beside a kind that is"
        in call("count", log, *DAY).err
    )


def test_values_for_every_row_and_values_for_empty_cells(
    tmp_path: Path,
) -> None:
    """[always] beside a column is refused; [default] yields to what a row states."""
    log = csv(
        tmp_path / "log.csv", HEADING + "p1,2026-01-05,true\np2,2026-01-05,\n"
    )
    mapping = tmp_path / "m.toml"
    mapping.write_text("[always]\nsensitive = false\n", "utf-8")
    assert "use [default], which yields" in refused(
        log, "--log-mapping", mapping
    )
    mapping.write_text("[default]\nsensitive = false\n", "utf-8")
    (told,) = counted(log, "--log-mapping", mapping)["handlers"]
    assert (told["sensitivePersons"], told["ordinaryPersons"]) == (1, 1)
    mapping.write_text("[default]\nsensitve = false\n", "utf-8")
    assert "did you mean 'sensitive'?" in refused(
        log, "--log-mapping", mapping
    )


@pytest.mark.parametrize(
    ("content", "encoding", "says"),
    [
        (HEADING, "utf-8", "nothing but a heading"),
        (
            HEADING + ",2026-01-05,true\n" * 3,
            "utf-8",
            "none of 3 rows can be counted (there is no subject)",
        ),
        (
            HEADING + "甲,2026-01-05,true\n",
            "gb18030",
            "none of 1 rows can be counted (is not UTF-8)",
        ),
        (
            "主体,subject,time\n甲,甲,2026-01-05\n",
            "gb18030",
            "it is GB18030 (or GBK); save it as UTF-8",
        ),
        (
            HEADING + "p,2026-01-05,true\n",
            "utf-16",
            "the file is UTF-16; save it as UTF-8",
        ),
    ],
)
def test_nothing_readable_is_no_success(
    content: str, encoding: str, says: str, tmp_path: Path
) -> None:
    """Exit status 2, with an alert asked for too."""
    log = csv(tmp_path / "log.csv", content, encoding)
    assert says in refused(log)
    assert says in refused(log, "--alert", "80%")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_are_recognised_and_told(
    separator: str, tmp_path: Path
) -> None:
    """As spreadsheets of other countries write CSV."""
    found = counted(
        csv(
            tmp_path / "log.csv",
            (HEADING + "p1,2026-01-05,true\n").replace(",", separator),
        )
    )
    assert found["handlers"][0]["sensitivePersons"] == 1
    assert found["provenance"]["files"][0]["separator"] == separator


def test_a_log_of_which_nothing_counts_is_a_measured_zero(
    tmp_path: Path,
) -> None:
    """
    Every transfer on a proven ground: nobody is counted,
    which is a fact; only later days: one line about the log.
    """
    inventory = tmp_path / "i.ttl"
    inventory.write_text(INVENTORY, "utf-8")
    heading = "subject,time,sensitive,handler,ground,groundProven\n"
    log = csv(
        tmp_path / "log.csv",
        heading + "p1,2026-01-05,true,urn:x:h,CbdfArticle5Contract,true\n",
    )
    (told,) = counted(log)["handlers"]
    assert (
        told["handler"],
        told["ordinaryPersons"],
        told["sensitivePersons"],
    ) == (
        "urn:x:h",
        0,
        0,
    )
    options = ("--log", log, *DAY, "--complete-through", "2026-03-31")
    assert call("decide", inventory, *options).status == 0
    log = csv(tmp_path / "log.csv", heading + "p1,2026-05-05,true,urn:x:h,,\n")
    found = call("decide", inventory, "--log", log, *DAY)
    assert found.status == 2
    assert found.err.splitlines() == [
        f"qingdan: {log}: there is no transfer up to 2026-03-31; name logs of the year asked about, or leave out --log"
    ]


def test_no_message_names_a_temporary_file(tmp_path: Path) -> None:
    """The tallies of a log, and standard input, are called what they are."""
    inventory = tmp_path / "i.ttl"
    tally = "<urn:x:h> qd:tally <urn:x:h#tally-2026> . <urn:x:h#tally-2026> a qd:Tally ; qd:year 2026 ; qd:ordinaryPersons 7 ."
    inventory.write_text(INVENTORY + tally, "utf-8")
    log = csv(
        tmp_path / "log.csv",
        "subject,time,sensitive,handler\np1,2026-01-05,true,urn:x:h\n",
    )
    found = call("decide", inventory, "--log", log, *DAY)
    assert found.status == 2
    assert "tallies-of-the-logs" not in found.err
    found = call("decide", "-", given=b"nonsense")
    assert found.err.startswith(
        "qingdan: standard input, line 1: not well-formed"
    )
    found = call("decide", "-", given=b"")
    assert found.err.startswith("qingdan: standard input: the file is empty")


def test_a_tally_is_of_the_day_through_which_the_log_is_complete(
    tmp_path: Path,
) -> None:
    """
    By default the day of the handler's last event; a day
    before it is refused; the year before ends with itself.
    """
    heading = "subject,time,sensitive,handler\n"
    log = csv(
        tmp_path / "log.csv",
        heading
        + "p1,2025-06-01,true,urn:x:a\np1,2026-01-05,true,urn:x:a\np2,2026-02-01,true,urn:x:b\n",
    )
    told = {
        (one["handler"], one["year"]): one["asOf"]
        for one in counted(log)["handlers"]
    }
    assert told == {
        ("urn:x:a", 2025): "2025-12-31",
        ("urn:x:a", 2026): "2026-01-05",
        ("urn:x:b", 2026): "2026-02-01",
    }
    told = {
        one["asOf"]
        for one in counted(log, "--complete-through", "2026-03-15")["handlers"]
    }
    assert told == {"2025-12-31", "2026-03-15"}
    found = call("count", log, *DAY, "--complete-through", "2026-01-15")
    assert found.status == 2
    assert "name 2026-02-01 or a later day" in found.err
