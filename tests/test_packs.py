"""
Edition packs: the way from a copy of a list to an answer that cites a slot, and
that nothing clears which is not confirmed and compared.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls import call
from qingdan import api
from qingdan.door import calls as door
from qingdan.door.packs import edition_pack, take
from qingdan.errors import CallError, InputError
from qingdan.files import folder
from qingdan.law.load import law, leave, use
from qingdan.law.slots import Announced, Confirmation, Pack, Slot
from qingdan.packs import ledger, table, work
from qingdan.packs.announced import announced, known
from qingdan.packs.answers import turtle
from qingdan.packs.copies import table_of
from qingdan.packs.held import counts, gaps, remarks

ROOT = Path(__file__).parent.parent
INVENTED = folder("data") / "packs" / "invented-cq-2025.csv"
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
PAGE = ROOT / "docs" / "edition-pack.md"
DAY = date(2026, 3, 2)
EXAMPLES = int(os.environ.get("QINGDAN_EXAMPLES", "25"))
ITEM = "urn:x:huashan-auto:can-logs"
BY = (
    Confirmation("Li Na", date(2026, 2, 9)),
    Confirmation("Wang Wei", date(2026, 2, 10)),
)


def steps(page: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a page in their order, each with the lines that are shown of its output."""
    for block in re.findall(r"```console\n(.*?)```", page, re.S):
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *shown = step.strip().splitlines()
            yield command, shown


def test_the_page_is_as_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of the page ends well and prints what the page shows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(folder("data"))
    taken = [*steps(PAGE.read_text("utf-8"))]
    assert len(taken) > 8
    for command, shown in taken:
        result = call(*shlex.split(command)[1:])
        assert result.status == 0, (command, result.err)
        for line in shown:
            assert line in result.out + result.err, (command, line)


@pytest.fixture(scope="module")
def slots() -> tuple[Slot, ...]:
    """The invented slots, each confirmed by two persons."""
    rows = table_of(INVENTED, INVENTED.read_bytes(), str)
    read = table.slots(rows, known("cq-2025").groups, str)
    return tuple(replace(slot, confirmed=BY) for slot in read)


def pack_of(slots: tuple[Slot, ...], copy: str = "sha256:0") -> Pack:
    """A pack of slots under the numbers that are announced."""
    return Pack("cq-2025", copy, slots, announced("cq-2025"))


def test_the_invented_pack_has_what_is_announced(
    slots: tuple[Slot, ...],
) -> None:
    """110 slots, 31 of important data, nine scenarios, every row marked as invented."""
    pack = pack_of(slots)
    assert pack.announced == Announced(110, 31)
    assert pack.is_whole
    assert not [*gaps(pack)]
    assert {slot.scenario for slot in slots} == {
        label["zh"] for label, _ in known("cq-2025").scenarios
    }
    assert all(slot.item.startswith("（虚构）") for slot in slots)
    invented, entries = remarks(pack)
    assert invented == (
        "the rows are invented, for trying out alone: slots 1-110"
    )
    assert entries.startswith("entries without a slot: ")


numbers = st.frozensets(st.integers(1, 110), max_size=2)
cases = st.fixed_dictionaries(
    {
        "unconfirmed": numbers,
        "by_one_person": numbers,
        "absent": numbers,
        "uncompared": numbers,
        "matched": numbers,
        "another_text": st.booleans(),
        "matched_elsewhere": numbers,
        "said": st.sampled_from(["", "true", "false"]),
        "outside_said": st.booleans(),
    }
)


def inventory(pack: Pack, case: dict[str, object]) -> bytes:
    """The worked inventory's item with what a person compared."""
    text = MAKER.read_text("utf-8")
    block = re.search(r"^h:can-logs\n.*?^    \.\n", text, re.M | re.S)
    assert block
    plain = re.sub(
        r"    qd:(matchesNoListedItem|outsideListedFields) .*\n",
        "",
        block[0],
    )
    said = case["said"]
    if said:
        plain = plain.replace(
            "    .\n", f"    qd:matchesNoListedItem {said} ;\n    .\n"
        )
    if case["outside_said"]:
        plain = plain.replace(
            "    .\n", "    qd:outsideListedFields true ;\n    .\n"
        )
    text = text.replace(block[0], plain)
    matched = {*case["matched"]} & pack.numbers  # type: ignore[misc]
    compared = pack.numbers - {*case["uncompared"]}  # type: ignore[misc]
    stated = pack
    if case["another_text"]:
        first, *rest = pack.slots
        stated = pack_of((replace(first, item="another"), *rest))
    answer = turtle(stated, [ITEM], compared, matched, "Zhao Min", DAY)
    others = {*case["matched_elsewhere"]} & pack.numbers  # type: ignore[misc]
    if others:
        listed = " , ".join(map(str, sorted(others)))
        text = text.replace(
            plain,
            plain.replace(
                "    .\n",
                f"    qd:matchesSlot {listed} ;"
                f" qd:comparedWith <{pack.iri}> ;\n    .\n",
            ),
        )
    return (text + answer).encode()


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases)
def test_nothing_clears_that_is_not_confirmed_and_compared(
    slots: tuple[Slot, ...], case: dict[str, object]
) -> None:
    """
    Whatever is stated beside: an item is cleared only where all slots are there, confirmed by
    two persons, compared with this text, and none is matched; and then it is.
    """
    left_out = {*case["absent"]}  # type: ignore[misc]
    made = []
    for slot in slots:
        if slot.number in left_out:
            continue
        if slot.number in case["unconfirmed"]:  # type: ignore[operator]
            slot = replace(slot, confirmed=())
        elif slot.number in case["by_one_person"]:  # type: ignore[operator]
            again = replace(BY[0], by=" li \u200b \uff2eA ")
            slot = replace(slot, confirmed=(BY[0], again))
        made.append(slot)
    pack = pack_of(tuple(made))
    content = inventory(pack, case)
    important = pack.important
    clean = not (
        case["unconfirmed"]
        or case["by_one_person"]
        or left_out
        or important & {*case["uncompared"]}  # type: ignore[misc]
        or important & {*case["matched"]}  # type: ignore[misc]
        or case["another_text"]
        or case["matched_elsewhere"]
        or case["said"] == "false"
    )
    use(pack)
    try:
        (noted,) = api.decide(api.loads(content), DAY, items=[ITEM])
    finally:
        leave(pack)
    assert clears(noted.outcome) is clean, (noted.outcome, case)


def clears(outcome: str) -> bool:
    """Whether an outcome requires no mechanism."""
    return next(
        each.clearance
        for each in law().outcomes.values()
        if each.name == outcome
    )


def test_in_bulk_slots_count_alike(
    slots: tuple[Slot, ...], tmp_path: Path
) -> None:
    """Of items alike but for what was compared, each has its own answer."""
    pack = pack_of(slots)
    ledger.write(pack, tmp_path / "pack")
    others = ("urn:x:huashan-auto:crash-test-data",)
    answer = tmp_path / "answer.ttl"
    for items, numbers in (([ITEM], pack.numbers), (others, range(1, 31))):
        with answer.open("a", encoding="utf-8") as file:
            file.write(turtle(pack, items, numbers, [], "Zhao Min", DAY))
    with edition_pack(tmp_path / "pack"):
        decided = door.decide([MAKER, answer], DAY, in_bulk=True)
        outcomes = {
            item: each.verdict.outcome
            for item, _, each in decided.subject.rows()
        }
    assert outcomes[ITEM] == "NoRegulatedData"
    assert outcomes[others[0]] == "NeedsFacts"


def test_every_single_slot_can_hold_everything_back(
    slots: tuple[Slot, ...],
) -> None:
    """Of each slot: not confirmed, not there, or (of important data) not compared, clears nothing."""
    from qingdan.deciding.by_slots import by_slots
    from qingdan.inventory.subject import Node
    from qingdan.rdf.graph import Value

    def none(pack: Pack, compared: frozenset[int]) -> bool:
        node = Node("urn:x:item", "here", "DataItem")
        gathered: dict[str, tuple[Node, list[Value]]] = {
            "comparedSlot": (node, [*compared]),
            "comparedWith": (node, [pack.iri]),
        }
        stated: dict[str, list[Value]] = {}
        by_slots(pack, gathered, stated, {})
        return stated.get("matchesNoListedItem") == [True]

    whole = pack_of(slots)
    assert none(whole, whole.numbers)
    for index, slot in enumerate(slots):
        rest = (*slots[:index], *slots[index + 1 :])
        bare = (*slots[:index], replace(slot, confirmed=BY[:1]), *rest[index:])
        for lacking in (pack_of(rest), pack_of(bare)):
            assert not none(lacking, lacking.numbers), slot.number
        left = whole.numbers - {slot.number}
        assert none(whole, left) is not slot.is_important


def changed(tmp_path: Path, row: int, **cells: str) -> Path:
    """The invented table with a row changed."""
    with INVENTED.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.reader(file)]
    names = [heading.split(" / ")[1] for heading in rows[0]]
    for name, text in cells.items():
        rows[row - 1][names.index(name)] = text
    path = tmp_path / "copy.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"slot": "4"}, "row 4: slot 4 stands in row 5 too"),
        ({"slot": "x"}, "row 4, 序号 / slot: has 'x'; number the items"),
        ({"kind": "secret"}, "数据类型 / kind: has 'secret'; write one of"),
        ({"item": ""}, "数据项 / data item: has nothing"),
        (
            {"band": "按人数"},
            "the kind 重要数据 does not go with the band 按人数",
        ),
        ({"group": "item-x"}, "对应条目 / entry: has 'item-x'; name an entry"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_its_cell(
    tmp_path: Path, cells: dict[str, str], told: str
) -> None:
    """One line that says row, column as shown, value and how to mend it."""
    path = changed(tmp_path, 4, **cells)
    if cells == {"slot": "4"}:
        told = "row 5: slot 4 stands in row 4 too"
    result = call("lists", "import", path, "--pack", tmp_path / "pack")
    assert result.status == 2
    assert told in result.err
    assert not (tmp_path / "pack").exists()


def test_gaps_are_named_and_kept_confirmations_are_those_of_unchanged_slots(
    tmp_path: Path,
) -> None:
    """A copy with a slot less is imported with exit status 1; a changed slot is confirmed anew."""
    place = tmp_path / "pack"
    for file in (INVENTED, changed(tmp_path, 4, item="（虚构）另一项")):
        assert call("lists", "import", file, "--pack", place).status == 0
        if file == INVENTED:
            for by in ("Li Na", "Wang Wei"):
                work.confirmed(place, range(1, 111), by, DAY)
            work.confirmed(place, range(1, 111), "li  na", DAY)
    pack = ledger.read(place)
    assert pack.numbers - pack.counting == {3}
    assert [len(slot.confirmed) for slot in pack.slots[:3]] == [2, 2, 0]
    lines = changed(tmp_path, 4).read_text("utf-8").splitlines()
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines[:3] + lines[4:]), "utf-8")
    result = call("lists", "import", short, "--pack", place)
    assert result.status == 1
    assert "slots that are missing: 3\n" in result.out
    assert "important data: 30 slots, 31 announced\n" in result.out
    assert counts(ledger.read(place)).startswith("cq-2025: 109 of 110 slots")


def test_a_pack_that_was_touched_or_is_of_another_edition_is_refused(
    tmp_path: Path,
) -> None:
    """Text changed by hand loses its confirmations; what is no pack is refused in one line."""
    place = tmp_path / "pack"
    call("lists", "import", INVENTED, "--pack", place)
    for by in ("Li Na", "Wang Wei"):
        work.confirmed(place, range(1, 111), by, DAY)
    content = json.loads((place / "pack.json").read_text("utf-8"))
    content["slots"][16]["item"] = "touched"
    (place / "pack.json").write_text(json.dumps(content), "utf-8")
    assert ledger.read(place).numbers - ledger.read(place).counting == {17}
    with pytest.raises(CallError, match="is a pack of cq-2025, and the list"):
        take(place, "bj-2025")
    result = call("decide", MAKER, "--pack", place, "--list", "bj-2025")
    assert result.status == 2
    assert result.err.count("\n") == 1
    for damaged in ("", "[]", '{"form": 2}', '{"form": 1, "edition": "zz"}'):
        (place / "pack.json").write_text(damaged, "utf-8")
        result = call("why", MAKER, "can-logs", "--pack", place)
        assert result.status == 2
        assert result.err.count("\n") == 1, result.err
    with pytest.raises(InputError, match="cannot be read"):
        ledger.read(tmp_path)


def test_without_the_option_nothing_is_left_of_a_pack(
    slots: tuple[Slot, ...], tmp_path: Path
) -> None:
    """The next call decides as before, with the digest of the law alone."""
    ledger.write(pack_of(slots), tmp_path / "pack")
    plain = law().digest
    asked = ("why", MAKER, "can-logs", "--as-of", str(DAY))
    held = call(*asked, "--pack", tmp_path / "pack")
    assert "the rows are invented, for trying out alone" in held.err
    assert "NeedsFacts" in held.out
    assert "The rows are invented, for trying out alone" in held.out
    page = call(
        *asked, "--pack", tmp_path / "pack", "--format", "html", "--lang", "zh"
    )
    assert page.out.index("条目为虚构") < page.out.index('class="screens"')
    assert law().pack is None
    assert law().digest == plain
    assert "NoRegulatedData" in call(*asked).out


def test_validation_sees_what_follows_from_the_slots(
    slots: tuple[Slot, ...], tmp_path: Path
) -> None:
    """What only a pack settles is no longer undetermined for the shapes, and a match reaches the tier."""
    pack = pack_of(slots)
    ledger.write(pack, tmp_path / "pack")
    counted = []
    for matched in ([], [17]):
        answer = tmp_path / "answer.ttl"
        text = turtle(pack, [ITEM], pack.numbers, matched, "Zhao Min", DAY)
        answer.write_text(text, "utf-8")
        result = call(
            "validate", MAKER, answer, "--pack", tmp_path / "pack",
            "--format", "json",
        )  # fmt: skip
        report = json.loads(result.out)
        counted.append(
            {
                each["shape"].rpartition("/")[2]
                for each in report["results"]
                if each["focus"] == ITEM
            }
        )
    assert not any("ListedItem" in shape for shape in counted[0])
    assert "shape:BelowTier1-ListedItem" in counted[1]


def test_a_pack_is_checked_and_proved(
    slots: tuple[Slot, ...], tmp_path: Path
) -> None:
    """110 of 110 is told; a slot that lets something through would be named by the theorem."""
    ledger.write(pack_of(slots), tmp_path / "pack")
    checked = call("lists", "check", tmp_path / "pack")
    assert checked.status == 0
    assert "110 of 110 slots, 31 of 31 of important data; confirmed" in (
        checked.out
    )
    chinese = call("lists", "import", INVENTED, "--pack", tmp_path / "zh", "--lang", "zh")  # fmt: skip
    assert "110 条中已有 110 条" in chinese.out
    waiting = call("lists", "check", tmp_path / "zh")
    assert waiting.status == 1
    proved = call("lists", "prove", "--theorem", "slots", "--pack", tmp_path / "pack")  # fmt: skip
    assert proved.status == 0, proved.err
    assert re.search(r"^cq-2025 +slots .*proved$", proved.out, re.M)
    unknown = call("lists", "prove", "--theorem", "slots")
    assert unknown.status == 2


HEADING = ("No.", "activity", "scenario", "item", "description", "band", "x")
ROWS = [
    HEADING,
    ("1", "R&D", "design", "core algorithms", "of control", "assessment", ""),
    ("2", "R&D", "design", "names", "of owners", "volume", ""),
]


def pdf(rows: list[tuple[str, ...]]) -> bytes:
    """A page with a ruled table."""
    drawn = []
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            left, top = 20 + 80 * across, 700 - 30 * down
            drawn.append(f"{left} {top} 80 30 re S")
            drawn.append(f"BT /F 9 Tf {left + 4} {top + 10} Td ({cell}) Tj ET")
    page = "\n".join(drawn)
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        f"<</Length {len(page)}>>\nstream\n{page}\nendstream",
    ]
    whole, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(whole)}\n%%EOF"
    return f"{whole}xref\n0 5\n0000000000 65535 f \n{table}{end}".encode()


def docx(rows: list[tuple[str, ...]], path: Path) -> None:
    """A Word document with the same table, the cells of the activity merged."""
    from docx import Document

    document = Document()
    table_of_word = document.add_table(rows=len(rows), cols=len(HEADING))
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            table_of_word.cell(down, across).text = cell
    merged = table_of_word.cell(1, 1).merge(table_of_word.cell(2, 1))
    merged.text = "R&D"
    document.save(str(path))


def test_tables_of_documents_are_shown_and_written_for_a_person(
    tmp_path: Path,
) -> None:
    """Word and PDF come to the same rows; what is missing is told, and a document is no import."""
    (tmp_path / "list.pdf").write_bytes(pdf(ROWS))
    docx(ROWS, tmp_path / "list.docx")
    written = []
    for name in ("list.pdf", "list.docx"):
        out = tmp_path / f"{name}.csv"
        result = call("lists", "read", tmp_path / name, "-o", out)
        assert result.status == 0, result.err
        assert "2 rows; columns" in result.err
        assert "not read: x" in result.err
        assert "to be filled in: 数据类型" in result.err
        both = call("lists", "read", tmp_path / name, "--lang", "both")
        assert "to be filled in: 数据类型" in both.err
        assert "2行；列：" in both.err
        assert "待填写：数据类型" in both.err
        written.append(out.read_text("utf-8"))
    assert written[0] == written[1]
    assert "1,R&D,design,core algorithms,of control,,assessment," in written[0]
    place = tmp_path / "pack"
    refused = call("lists", "import", tmp_path / "list.pdf", "--pack", place)
    assert refused.status == 2
    assert "qingdan lists read" in refused.err
    empty = call("lists", "import", out, "--pack", place)
    assert "数据类型 / kind and 1 more: has nothing" in empty.err
    for suffix in (".pdf", ".docx"):
        bad = tmp_path / f"bad{suffix}"
        for content in (b"", b"%PDF-1.4 damaged", pdf(ROWS)[:300]):
            bad.write_bytes(content)
            told = call("lists", "read", bad)
            assert told.status == 2, told.err
            assert f"bad{suffix}" in told.err
            assert told.err.count("\n") == 1


def test_what_a_pdf_writes_with_radicals_is_read_as_characters() -> None:
    """Radicals that look like characters become these; full-width signs stay."""
    from qingdan.packs.signs import characters, unknown

    assert characters("⽤⼾⻋辆，（虚构）") == "用户车辆，（虚构）"
    assert unknown("用⺄户") == "⺄"


def test_the_template_round_trips_as_a_workbook(tmp_path: Path) -> None:
    """Filled in as .xlsx, the template comes to the same slots as the table in CSV."""
    import openpyxl

    path = tmp_path / "copy.xlsx"
    assert call("lists", "template", path).status == 0
    book = openpyxl.load_workbook(path)
    page = book["list"]
    assert [page.cell(row, 1).value for row in (2, 111)] == [1, 110]
    with INVENTED.open(encoding="utf-8-sig", newline="") as file:
        for down, cells in enumerate(csv.reader(file), start=1):
            for across, cell in enumerate(cells, start=1):
                known_number = down > 1 and across == 1
                page.cell(down, across).value = (
                    int(cell) if known_number else cell
                )
    book.save(path)
    digests = []
    for file in (path, INVENTED):
        place = tmp_path / file.stem
        assert call("lists", "import", file, "--pack", place).status == 0
        digests.append(ledger.read(place).digest)
    assert digests[0] == digests[1]


def test_another_zone_s_pack_tells_what_is_important_and_clears_nothing(
    tmp_path: Path,
) -> None:
    """Slots are held against the announced counts; a match cites its slot, no match clears."""
    from qingdan.packs.template import headings

    copy = tmp_path / "bj.csv"
    rows = [
        (number, "业务", "临床试验", f"（虚构）{number}", "", kind, band, "")
        for number in range(1, 199)
        for kind, band in [
            ("重要数据", "安全评估") if number <= 18 else ("其他", "按人数")
        ]
    ]
    with copy.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings(), *rows])
    place, listed = tmp_path / "pack", ("--list", "bj-2024")
    imported = call("lists", "import", copy, *listed, "--pack", place)
    assert imported.status == 0, imported.out + imported.err
    assert "bj-2024: 198 of 198 slots, 18 of 18" in imported.out
    for by in ("Li Na", "Wang Wei"):
        work.confirmed(place, range(1, 199), by, DAY)
    stated = tmp_path / "item.ttl"
    stated.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> .\n"
        "<urn:x:h> a qd:DataHandler ; qd:zone qd:bj-ftz ; qd:sector qd:Pharmaceuticals ;"
        " qd:zoneTie qd:RegisteredInZone , qd:OperatingInZone ; qd:criticalInfrastructureOperator false .\n"
        "<urn:x:i> a qd:DataItem ; qd:heldBy <urn:x:h> ; qd:secrecy qd:NotClassified ; qd:coreData false ;"
        " qd:controlRegime qd:NoControlRegime ; qd:importantDataStatus qd:ReviewedNotImportant ;"
        " qd:containsPersonalInformation false .\n"
        "<urn:x:e> a qd:Export ; qd:exportOf <urn:x:i> ; qd:recipientRestricted false ;"
        " qd:requestedByForeignAuthority false .\n",
        "utf-8",
    )
    answer = tmp_path / "answer.ttl"
    for matched, outcome, cited in (
        ([], "NeedsReview", ""),
        ([5], "SecurityAssessment", "bj-2024, slot 5"),
    ):
        text = turtle(
            ledger.read(place), ["urn:x:i"], range(1, 199), matched, "C", DAY
        )
        answer.write_text(text, "utf-8")
        told = call(
            "why", stated, answer, "urn:x:i", *listed, "--pack", place,
            "--as-of", str(DAY),
        )  # fmt: skip
        assert f"[{outcome}]" in told.out, told.out + told.err
        assert cited in told.out
    wrong = turtle(ledger.read(place), ["urn:x:i"], [1], [5], "C", DAY)
    answer.write_text(wrong.replace("1 , 5", "1 , 999"), "utf-8")
    refused = call("why", stated, answer, "urn:x:i", *listed, "--pack", place)
    assert refused.status == 2
    assert "999 is no slot of the edition pack" in refused.err


def interviewed(given: dict[str, str], lang: str = "en") -> dict[str, object]:
    """The next screen of the interview, or its answer."""
    from qingdan.serving import interview

    fields = [(name, [value]) for name, value in given.items()]
    asked = interview.options_of([*fields, ("asOf", [str(DAY)])], lang)
    answer = interview.ask(asked, b"")
    result = json.loads(answer.content)
    assert isinstance(result, dict)
    return result


FREE = {
    "zone": "cq-ftz",
    "zoneTie": "RegisteredInZone",
    "sector": "IntelligentConnectedVehicles",
    "secrecy": "NotClassified",
    "coreData": "false",
    "controlRegime": "NoControlRegime",
    "requestedByForeignAuthority": "false",
    "recipientRestricted": "false",
    "criticalInfrastructureOperator": "false",
    "importantDataStatus": "ReviewedNotImportant",
    "containsPersonalInformation": "false",
}


def test_the_interview_asks_slot_by_slot(slots: tuple[Slot, ...]) -> None:
    """Each slot of important data has its question; all answered with no clears, one yes does not."""
    pack = pack_of(slots)
    bare = pack_of((replace(slots[0], confirmed=()), *slots[1:]))
    all_no = {f"slot-{number}": "false" for number in pack.important}
    for taken in (pack, bare):
        use(taken)
        try:
            screen = interviewed({**FREE, "matchesNoListedItem": "true"})
            (asked,) = [screen["question"]]
            assert isinstance(asked, dict)
            names = [field["field"] for field in asked["fields"]]
            assert names == [f"slot-{n}" for n in sorted(pack.important)]
            assert "（虚构）重要数据项17" in json.dumps(
                asked, ensure_ascii=False
            )
            some = interviewed({**FREE, **dict([*all_no.items()][:30])}, "zh")
            assert isinstance(some["question"], dict)
            assert len(some["question"]["fields"]) == 1
            done = interviewed({**FREE, **all_no})
            assert done["question"] is None
            clear = "Free" if taken is pack else "facts are missing"
            assert clear in str(done["html"])
            hit = interviewed({**FREE, "slot-17": "true"})
            assert "security assessment" in str(hit["html"])
            assert any(
                "matches: 17" in str(line)
                for line in hit["answered"]  # type: ignore[attr-defined]
            )
        finally:
            leave(taken)
    assert "slot-17" not in str(interviewed({**FREE, "slot-17": "true"}))


def test_an_inventory_that_was_read_before_is_decided_with_the_pack(
    slots: tuple[Slot, ...], tmp_path: Path
) -> None:
    """What is kept of an inventory is not that of another pack, or of none."""
    ledger.write(pack_of(slots), tmp_path / "pack")
    loaded = door.opened([MAKER])

    def outcome() -> str:
        rows = door.decide(loaded, DAY, in_bulk=True).subject.rows()
        return next(
            each.verdict.outcome for item, _, each in rows if item == ITEM
        )

    def undetermined() -> int:
        report = door.validate(loaded, engine="distinct").report
        return sum(
            number
            for cause, number in report.counts
            if "Known-MatchesListedItem" in cause.shape
        )

    plain = outcome(), undetermined()
    assert plain[0] == "NoRegulatedData"
    with edition_pack(tmp_path / "pack"):
        assert outcome() == "NeedsFacts"
        assert undetermined() > plain[1]
    assert (outcome(), undetermined()) == plain


def test_a_table_states_slots(slots: tuple[Slot, ...], tmp_path: Path) -> None:
    """Columns of a table say the same as facts in Turtle."""
    pack = pack_of(slots)
    ledger.write(pack, tmp_path / "pack")
    table_of_slots = tmp_path / "slots.csv"
    compared = ";".join(map(str, sorted(pack.numbers)))
    table_of_slots.write_text(
        f"item,comparedWith,comparedSlot\n{ITEM},{pack.iri},{compared}\n",
        "utf-8",
    )
    with edition_pack(tmp_path / "pack"):
        answer = door.why([MAKER, table_of_slots], ITEM, DAY)
    assert answer.outcome == "NoRegulatedData"
