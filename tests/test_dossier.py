"""The filing of a handler: its papers, its checklist, its folder, and what a newer inventory changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from calls import call
from corpus import corpus
from qingdan.files import folder
from qingdan.law.load import law
from qingdan.rdf.names import DCTERMS, expand
from qingdan.reporting.blocks import BLANK
from qingdan.reporting.dossier.words import OURS

WORKED = folder("data") / "inventories" / "icv-filing.ttl"
MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")
PAPERS = (
    "0-cover",
    "4-power-of-attorney",
    "5-usage-report",
    "6-commitment",
    "outline-impact-assessment",
    "outline-self-assessment",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of the worked inventory."""
    out = tmp_path_factory.mktemp("dossier") / "filing"
    told = call("dossier", WORKED, *DAY, "--out", out)
    assert told.status == 0, told.err
    return out


def texts(path: Path) -> str:
    """Every text of a Word document, its footers included."""
    with ZipFile(path) as archive:
        parts = [
            parse_xml(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        ]
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for part in parts
        for paragraph in part.iter(qn("w:p"))
    )


def newer(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The worked inventory with some words replaced."""
    text = WORKED.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / "newer.ttl"
    path.write_text(text, "utf-8")
    return path


def test_the_manifest_tells_each_file_by_its_digest(made: Path) -> None:
    """Every paper as Word document and page, nothing else, each with its digest."""
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    wanted = {
        f"jialing/{name}.{suffix}"
        for name in PAPERS
        for suffix in ("docx", "html")
    }
    found = {
        str(path.relative_to(made))
        for path in made.rglob("*.*")
        if path.is_file()
    }
    assert found == wanted | {"manifest.json"}
    assert set(manifest["files"]) == wanted
    for name, told in manifest["files"].items():
        content = (made / name).read_bytes()
        assert told["digest"] == "sha256:" + sha256(content).hexdigest()
        assert told["bytes"] == len(content)
    assert manifest["rules"] == law().digest


def test_the_same_input_gives_the_same_bytes(
    made: Path, tmp_path: Path
) -> None:
    """No time of writing stands in a paper or in the manifest."""
    assert (
        call("dossier", WORKED, *DAY, "--out", tmp_path / "again").status == 0
    )
    for path in made.rglob("*.*"):
        if path.is_file():
            again = tmp_path / "again" / path.relative_to(made)
            assert again.read_bytes() == path.read_bytes(), path


def test_the_cover_has_the_day_the_block_and_the_checklist(made: Path) -> None:
    """Fifteen working days from 2026-02-09; three materials ready, one of them lapsed."""
    cover = texts(made / "jialing" / "0-cover.docx")
    for told in (
        "2026年3月6日",
        "两江片区",
        "重庆嘉陵江智能汽车有限公司",
        "已失效（有效期已于2026-02-28届满）",
        "草稿见《承诺书》，待补齐、签字并盖章",
        "自贸板块可以责令暂停出境",
    ):
        assert told in cover, told
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    (filing,) = manifest["filings"]
    assert filing["due"] == "2026-03-06"
    assert [one["state"] for one in filing["materials"]] == [
        *("there", "there", "stale"),
        *("missing", "missing", "missing"),
    ]
    assert [one["provision"] for one in filing["materials"]] == [
        f"cq25:guide-filing-material-{number}" for number in range(1, 7)
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_each_page_says_that_the_layout_is_ours(made: Path, name: str) -> None:
    """At the foot of each page, as the official templates are not in our source."""
    document = Document(str(made / "jialing" / f"{name}.docx"))
    for section in document.sections:
        assert section.footer.paragraphs[0].text.startswith(OURS)
    page = (made / "jialing" / f"{name}.html").read_text("utf-8")
    assert f'@bottom-center {{ content: "{OURS}' in page
    assert f"<footer>{OURS}</footer>" in page


@pytest.mark.parametrize("name", PAPERS)
def test_word_and_page_say_the_same(made: Path, name: str) -> None:
    """Each text of a paper stands in both, and both mark the same blanks."""
    page = (made / "jialing" / f"{name}.html").read_text("utf-8")
    word = texts(made / "jialing" / f"{name}.docx")
    assert sorted(BLANK.findall(word)) == sorted(BLANK.findall(page))
    plain = page.replace("<mark>", "").replace("</mark>", "")
    for line in word.splitlines():
        if line and OURS not in line and not line[0].isdigit():
            assert line in plain, line


def test_the_report_tells_what_article_11_names(made: Path) -> None:
    """Scenario, categories and fields, volume, recipient; what nobody stated is a marked blank."""
    report = texts(made / "jialing" / "5-usage-report.docx")
    for told in (
        "车辆测试",
        "车道中心线、高程、标线和标志位置",
        "每季度1次，约40公里道路",
        "嘉陵江研发中心（慕尼黑）",
        "182400",
        "【待填写：出境数量】",
        "【待填写：业务场景】",
    ):
        assert told in report, told


def test_what_another_law_takes_stands_in_no_paper(made: Path) -> None:
    """A state secret, and what is no export, are counted on the cover and named nowhere."""
    for path in made.rglob("*.*"):
        if path.is_file():
            told = (
                texts(path)
                if path.suffix == ".docx"
                else path.read_text("utf-8")
            )
            assert "装甲" not in told, path
            assert "armour" not in told, path
            assert "来访工程师" not in told, path
    assert "不在本表报告：2项" in texts(made / "jialing" / "0-cover.docx")


def test_the_promises_are_the_duties_of_those_who_use_the_list(
    made: Path,
) -> None:
    """Each duty that follows from the regime stands in the letter with its provision."""
    letter = texts(made / "jialing" / "6-commitment.docx")
    regime = expand("cq25:regime")
    duties = [duty for duty in law().duties if regime in duty.follows_from]
    assert len(duties) > 5
    for duty in duties:
        assert f"{duty.label['zh']}（《" in letter, duty.iri


def test_the_headings_are_those_of_the_law(made: Path) -> None:
    """Those of the Personal Information Protection Law word for word, each in the outline."""
    (day,) = corpus().versions("中华人民共和国个人信息保护法")
    article = corpus().articles("中华人民共和国个人信息保护法", day)[56]
    outline = texts(made / "jialing" / "outline-impact-assessment.docx")
    headings = law().graph.subjects(
        DCTERMS + "isPartOf", expand("cn:pipl-article-56")
    )
    assert len(headings) == 3
    for heading in headings:
        told = law().label(heading)["zh"]
        assert told in article
        assert told in outline
    contract = law().graph.subjects(
        DCTERMS + "isPartOf", expand("cn:standard-contract-measures-article-5")
    )
    assert len(contract) == 6
    assert "天气瓦片" not in outline
    own = texts(made / "jialing" / "outline-self-assessment.docx")
    assert "试车场高精度地图" in own
    assert "客户关系管理系统" not in own


def test_beyond_the_calendar_the_cover_has_bounds(tmp_path: Path) -> None:
    """No day is guessed; the earliest and the latest are told."""
    path = newer(
        tmp_path,
        ("2026-02-09", "2026-12-15"),
        ('"2026-03-02"', '"2026-12-20"'),
    )
    out = tmp_path / "filing"
    told = call("dossier", path, "--as-of", "2026-12-20", "--out", out)
    assert told.status == 0, told.err
    assert "最早2027-01-04，最晚2027-01-22" in texts(
        out / "jialing" / "0-cover.docx"
    )


def test_what_is_stated_nowhere_stays_a_blank(tmp_path: Path) -> None:
    """An inventory without names: no tail of an IRI is taken for one; a folder for each handler."""
    out = tmp_path / "filing"
    told = call("dossier", MAKER, *DAY, "--out", out, "--format", "json")
    assert told.status == 0, told.err
    manifest = json.loads(told.out)
    folders = [one["folder"] for one in manifest["filings"]]
    assert folders == [
        f"huashan-{name}"
        for name in ("auto", "charging", "connected", "dealers", "proving")
    ]
    report = texts(out / "huashan-auto" / "5-usage-report.docx")
    for name in (
        "报送单位",
        "统一社会信用代码",
        "自贸板块（block-liangjiang）",
    ):
        assert f"【待填写：{name}】" in report


# A template of the user


def template(path: Path, *texts: str) -> Path:
    """A Word document with a text in the body, split into runs, and in other places."""
    document = Document()
    for text in texts:
        paragraph = document.add_paragraph()
        for letter in text:
            paragraph.add_run(letter)
    document.save(str(path))
    return path


def test_fields_are_replaced_wherever_they_stand(tmp_path: Path) -> None:
    """In the body across runs, in a table, a header and a text box; nothing else changes."""
    path = template(
        tmp_path / "own.docx",
        "报送：{{报送单位}}，{{ 截止日期 }}。",
        "{{自贸板块}}{{自贸板块}}",
    )
    document = Document(str(path))
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{统一社会信用代码}}"
    document.sections[0].header.paragraphs[0].text = "{{经办人}}"
    box = (
        f"<w:p {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:r><w:pict><v:shape>"
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>{{法定代</w:t></w:r><w:r><w:t>表人}}</w:t>"
        "</w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(box))
    document.add_paragraph("{{境外接收方}}")
    document.save(str(path))
    out = tmp_path / "filing"
    told = call(
        "dossier",
        WORKED,
        *DAY,
        "--out",
        out,
        "--template",
        f"usage-report={path}",
    )
    assert told.status == 0, told.err
    filled = out / "jialing" / "5-usage-report.docx"
    lines = texts(filled).splitlines()
    for line in (
        "报送：重庆嘉陵江智能汽车有限公司，2026年3月6日。",
        "两江片区两江片区",
        "91500000MA0000000X",
        "吴某",
        "周某",
    ):
        assert line in lines, line
    body = Document(str(filled))
    recipients = body.paragraphs[-1].text.split("\n")
    assert recipients[0] == "大阪呼叫中心；"
    assert len(recipients) == 4
    assert not (out / "jialing" / "5-usage-report.html").exists()
    assert OURS not in texts(filled)


BAD_TEMPLATES = {
    "an unknown field": (
        "{{开户行}}",
        "the field {{开户行}} is not known; use one of 报送单位、",
    ),
    "a field left open": (
        "致{{报送单位",
        "a field is not closed in “致{{报送单位”",
    ),
}


@pytest.mark.parametrize("case", BAD_TEMPLATES)
def test_a_template_with_a_wrong_field(tmp_path: Path, case: str) -> None:
    """One line that names the file and the field; nothing is written."""
    text, message = BAD_TEMPLATES[case]
    path = template(tmp_path / "own.docx", text)
    out = tmp_path / "filing"
    told = call(
        "dossier",
        WORKED,
        *DAY,
        "--out",
        out,
        "--template",
        f"commitment={path}",
    )
    assert told.status == 2
    assert f"{path}: {message}" in told.err
    assert told.err.count("\n") == 1
    assert not out.exists()


def _zipped(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


NO_DOCX = {
    "text": lambda path: path.write_text("{{报送单位}}", "utf-8"),
    "nothing": lambda path: path.write_bytes(b""),
    "another archive": _zipped,
    "a workbook": lambda path: (
        call("template", path.with_suffix(".xlsx"))
        and shutil.move(path.with_suffix(".xlsx"), path)
    ),
}


@pytest.mark.parametrize("kind", NO_DOCX)
def test_a_template_that_is_no_word_document(
    tmp_path: Path, kind: str
) -> None:
    """One line, exit status 2."""
    path = tmp_path / "own.docx"
    NO_DOCX[kind](path)
    told = call(
        "dossier",
        WORKED,
        *DAY,
        "--out",
        tmp_path / "f",
        "--template",
        f"commitment={path}",
    )
    assert told.status == 2
    assert (
        f"{path}: the template is no Word document; save it as .docx"
        in told.err
    )


# The folder


def _calls() -> Iterator[tuple[str, tuple[Any, ...], str]]:
    yield (
        "no paper",
        ("--template", "letter=x.docx"),
        "names no paper; write PAPER=FILE",
    )
    yield "no file", ("--template", "commitment=x.docx"), "'x.docx' is no file"
    yield (
        "no handler",
        ("--handler", "other"),
        "owes no filing on 2026-03-02; choose one of jialing",
    )
    yield "no dossier", ("--check",), "there is no dossier; make one first"


@pytest.mark.parametrize(("more", "message"), [one[1:] for one in _calls()])
def test_a_wrong_call(
    tmp_path: Path, more: tuple[Any, ...], message: str
) -> None:
    """One thing wrong, told in a line."""
    told = call("dossier", WORKED, *DAY, "--out", tmp_path / "filing", *more)
    assert told.status == 2
    assert message in told.err
    assert not (tmp_path / "filing").exists()


def test_no_handler_that_uses_the_list(tmp_path: Path) -> None:
    """Before the use of the list has begun nobody owes a filing."""
    out = tmp_path / "filing"
    told = call("dossier", WORKED, "--as-of", "2025-08-01", "--out", out)
    assert told.status == 2
    assert "no handler owes a filing on 2025-08-01" in told.err
    assert told.err.count("\n") == 1


def test_nothing_is_written_over_that_is_not_ours(
    made: Path, tmp_path: Path
) -> None:
    """A folder of others, a file in its place, a paper that somebody has filled in, a link."""
    out = tmp_path / "filing"
    shutil.copytree(made, out)
    again = ("dossier", WORKED, *DAY, "--out", out)
    assert call(*again).status == 0
    paper = out / "jialing" / "6-commitment.docx"
    template(paper, "signed")
    signed = paper.read_bytes()
    told = call(*again)
    assert told.status == 2
    assert (
        f"{paper} was changed since it was made, and is not written over"
        in told.err
    )
    assert paper.read_bytes() == signed
    paper.unlink()
    paper.symlink_to(made / "jialing" / "6-commitment.docx")
    assert call(*again).status == 2
    paper.unlink()
    assert call(*again).status == 0
    (out / "notes.txt").write_text("mine", "utf-8")
    assert call(*again).status == 0
    assert (out / "notes.txt").read_text("utf-8") == "mine"

    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine", "utf-8")
    told = call("dossier", WORKED, *DAY, "--out", other)
    assert told.status == 2
    assert f"{other} holds files that are not of a dossier" in told.err
    told = call("dossier", WORKED, *DAY, "--out", other / "notes.txt")
    assert told.status == 2
    assert "is no folder" in told.err
    assert [path.name for path in other.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_folder_of_a_handler_that_is_taken(
    tmp_path: Path, kind: str
) -> None:
    """A file or a link in its place, beside a dossier of ours: one line, nothing is written there."""
    out, elsewhere = tmp_path / "filing", tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert call("dossier", WORKED, *DAY, "--out", out).status == 0
    shutil.rmtree(out / "jialing")
    if kind == "file":
        (out / "jialing").write_text("mine", "utf-8")
    else:
        (out / "jialing").symlink_to(elsewhere)
    again = call("dossier", WORKED, *DAY, "--out", out)
    assert again.status == 2
    assert f"{out / 'jialing'} cannot be made a folder" in again.err
    assert not list(elsewhere.iterdir())


MANIFESTS = {
    "no JSON": "{",
    "another kind": '{"kind": "other", "files": {}, "filings": []}',
    "a list": "[]",
    "files outside": json.dumps(
        {
            "kind": "qingdan-dossier",
            "files": {"../victim": {"digest": "sha256:0"}},
            "filings": [],
        }
    ),
    "files at the root": json.dumps(
        {
            "kind": "qingdan-dossier",
            "files": {"/etc/victim": {"digest": "sha256:0"}},
            "filings": [],
        }
    ),
}


@pytest.mark.parametrize("kind", MANIFESTS)
@pytest.mark.parametrize("more", [(), ("--check",)])
def test_a_manifest_that_is_not_ours(
    tmp_path: Path, kind: str, more: tuple[str, ...]
) -> None:
    """Refused, whoever wrote it; nothing outside of the folder is touched."""
    out, victim = tmp_path / "filing", tmp_path / "victim"
    out.mkdir()
    victim.write_text("mine", "utf-8")
    (out / "manifest.json").write_text(MANIFESTS[kind], "utf-8")
    told = call("dossier", WORKED, *DAY, "--out", out, *more)
    assert told.status == 2
    assert "this is no manifest of a dossier" in told.err
    assert victim.read_text("utf-8") == "mine"


def test_papers_that_are_no_longer_made_go(tmp_path: Path) -> None:
    """Without personal information there is no impact assessment; its outline is taken away."""
    out = tmp_path / "filing"
    assert call("dossier", MAKER, *DAY, "--out", out).status == 0
    assert (out / "huashan-connected").is_dir()
    one = ("--handler", "huashan-auto")
    assert call("dossier", MAKER, *DAY, "--out", out, *one).status == 0
    assert not list((out / "huashan-connected").iterdir())


# A newer inventory


def changes(
    path: Path, out: Path, *day: str
) -> tuple[int, list[tuple[str, str]]]:
    """The exit status, and what has to be done about what."""
    told = call(
        "dossier",
        path,
        *(day or DAY),
        "--out",
        out,
        "--check",
        "--format",
        "json",
    )
    assert told.status in (0, 1), told.err
    found = json.loads(told.out)["changes"]
    return told.status, [(one["kind"], one["about"]) for one in found]


def test_nothing_has_changed(made: Path) -> None:
    """Nothing to report, exit status 0; a week later newer numbers of persons are asked for."""
    assert changes(WORKED, made) == (0, [])
    later = changes(WORKED, made, "--as-of", "2026-03-09")
    assert later[0] == 1
    assert {kind for kind, _ in later[1]} == {"facts"}
    told = call("dossier", WORKED, *DAY, "--out", made, "--check")
    assert told.out == "Nothing has changed since 2026-03-02\n"


CUSTOMERS = "urn:x:jialing-auto:customers"
CHANGES = {
    "another recipient": (
        "report",
        CUSTOMERS,
        ("大阪呼叫中心", "里昂呼叫中心"),
    ),
    "another volume": (
        "report",
        CUSTOMERS,
        ("约18万名自然人", "约19万名自然人"),
    ),
    "another scenario": (
        "report",
        CUSTOMERS,
        ("scenario-after-sales", "scenario-supply-chain"),
    ),
    "more persons": ("report", "个人信息人数", ("182400", "191000")),
    "another agent": ("papers", "经办人", ("吴某", "郑某")),
    "another block": ("papers", "自贸板块", ("两江片区", "西永片区")),
    "an identity that lapsed": (
        "material",
        "cq25:guide-filing-material-2",
        ("2034-05-31", "2026-03-01"),
    ),
    "an item no longer exported": (
        "report",
        "urn:x:jialing-auto:weather-tiles",
        ("qd:exportOf h:weather-tiles", "qd:exportOf h:customers"),
    ),
    "the use has ended": (
        "use",
        "urn:x:jialing-auto:jialing",
        (
            'qd:usesListSince "2026-02-09"^^xsd:date ;',
            'qd:usesListSince "2026-02-09"^^xsd:date ; qd:listUseEnded "2026-03-01"^^xsd:date ;',
        ),
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_has_to_be_reported_again(
    made: Path, tmp_path: Path, case: str
) -> None:
    """Each change with what follows from it, exit status 1."""
    kind, about, change = CHANGES[case]
    status, found = changes(newer(tmp_path, change), made)
    assert status == 1
    assert (kind, about) in found


def test_a_new_export_and_a_changed_file_are_told(
    made: Path, tmp_path: Path
) -> None:
    """In words, in Chinese too."""
    out = tmp_path / "filing"
    shutil.copytree(made, out)
    (out / "jialing" / "0-cover.html").write_text("mine", "utf-8")
    (out / "jialing" / "6-commitment.docx").unlink()
    path = newer(tmp_path, ("qd:ReadInChinaOnly", "qd:AccessibleFromAbroad"))
    told = call("dossier", path, *DAY, "--out", out, "--check", "--lang", "zh")
    assert told.status == 1
    assert (
        "[须再次报告] urn:x:jialing-auto:design-review：新增出境" in told.out
    )
    assert "jialing/0-cover.html：文件生成后被修改" in told.out
    assert "jialing/6-commitment.docx：文件缺失" in told.out


# Facts of the papers


BAD_FACTS = {
    "a material of nothing": (
        ("cq25:guide-filing-material-3", "cq25:guide-filing-material-9"),
        "qd:serves cq25:guide-filing-material-9 is no material of the filing; name one of cq25:",
    ),
    "a material that ends before it was issued": (
        (
            'qd:issuedOn "2024-08-01"^^xsd:date',
            'qd:issuedOn "2024-08-01"^^xsd:date ; qd:validUntil "2024-07-31"^^xsd:date',
        ),
        "qd:validUntil 2024-07-31 is before qd:issuedOn 2024-08-01",
    ),
    "two names": (
        ('"周某"@zh', '"周某"@zh , "李某"@zh'),
        "qd:legalRepresentative",
    ),
}


@pytest.mark.parametrize("case", BAD_FACTS)
def test_bad_facts(tmp_path: Path, case: str) -> None:
    """One line: what, where, how to mend it."""
    change, message = BAD_FACTS[case]
    path = newer(tmp_path, change)
    told = call("dossier", path, *DAY, "--out", tmp_path / "filing")
    assert told.status == 2
    assert message in told.err
    assert told.err.count("\n") == 1


STALE = {
    "there": 'qd:issuedOn "2024-08-01"^^xsd:date',
    "still to come": 'qd:issuedOn "2026-03-03"^^xsd:date',
    "lapsed": 'qd:validUntil "2026-03-01"^^xsd:date',
    "its last day": 'qd:validUntil "2026-03-02"^^xsd:date',
}


@pytest.mark.parametrize("case", STALE)
def test_a_material_is_stale(tmp_path: Path, case: str) -> None:
    """By its term or by its day; on its last day it still serves."""
    path = newer(tmp_path, ('qd:issuedOn "2024-08-01"^^xsd:date', STALE[case]))
    out = tmp_path / "filing"
    told = call("dossier", path, *DAY, "--out", out, "--format", "json")
    (filing,) = json.loads(told.out)["filings"]
    wanted = "there" if case in ("there", "its last day") else "stale"
    assert filing["materials"][0]["state"] == wanted


def test_a_material_made_before_a_change_is_stale(tmp_path: Path) -> None:
    """A relocation after the certificate was issued asks for a new one."""
    change = (
        "qd:tally h:tally-2026 ;",
        "qd:tally h:tally-2026 ; qd:hasEvent [ a qd:Event ; qd:eventKind qd:MaterialChange ;"
        ' qd:happenedOn "2026-02-20"^^xsd:date ] ;',
    )
    told = call(
        "dossier",
        newer(tmp_path, change),
        *DAY,
        "--out",
        tmp_path / "f",
        "--format",
        "json",
    )
    assert told.status == 0, told.err
    (filing,) = json.loads(told.out)["filings"]
    assert (
        filing["materials"][0]["why"]["en"]
        == "made before the change of 2026-02-20"
    )
