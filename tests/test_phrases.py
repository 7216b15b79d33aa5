"""The phrases of pages and reports: one catalogue, whole, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import phrases
import qingdan
import qingdan_server
from qingdan import language

ROOT = Path(qingdan.__file__).parent
FRONT = Path(qingdan_server.__file__).parent
MODULES = sorted([*ROOT.rglob("*.py"), *FRONT.rglob("*.py")])
TEMPLATES = sorted([*ROOT.rglob("*.j2"), *FRONT.rglob("*.html")])
HAN = re.compile("[\u3400-\u9fff]+")
ONLY_THERE = {
    "cli/dossier.py": "an example of a field of a document",
    "reporting/phrases.py": "how a provision is numbered",
    "counting/survey.py": "the range of the characters",
    "inventory/readers/csv_text.py": "the range of the characters",
    "counting/identity.py": "what people write where a name is missing",
    "inventory/readers/cells.py": "what people write in cells",
    "inventory/readers/grid.py": "headings of tables as people keep them",
    "inventory/readers/xlsx.py": "names of the sheets of a workbook",
    "packs/columns.py": "what people write in tables of a list",
    "packs/signs.py": "characters and the radicals that look like them",
    "rdf/names.py": "an example in a docstring",
    "serving/greeting.py": "a page before anything is loaded, in both languages at once",
    "serving/interview.py": "a title that is stated in the inventory, not told",
    "reporting/determination/view.py": "the full stop and the days of each language",
}
OF_A_FILING = {  # a filing is Chinese alone
    "as_docx",
    "as_text",
    "check",
    "papers",
    "reported",
    "template",
    "words",
}
NAMES = {"清单", "中文"}  # the product, and the language by its own name


def test_the_catalogue_is_whole() -> None:
    """
    Every phrase of code and templates has its Chinese, no other stands there,
    none is doubtful, and both languages have the same places.
    """
    assert phrases.amiss() == []


def test_what_is_amiss_is_found() -> None:
    """The check above sees a place that was lost, and a number written otherwise."""
    assert phrases.places("{many:,} items") != phrases.places("{many} items")
    assert phrases.places("{many:,} items") != phrases.places("items")
    assert phrases.places("{day:%B} {day.year}") == phrases.places(
        "{day.year}年"
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_chinese_stands_in_the_catalogue_alone(path: Path) -> None:
    """No module holds Chinese, but for what it reads from people."""
    if any(str(path).endswith(name) for name in ONLY_THERE):
        return
    if path.parent.name == "dossier" and path.stem in OF_A_FILING:
        return
    strings = [
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in strings if HAN.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_chinese(path: Path) -> None:
    """A template names its phrases in English."""
    if path.name != "dossier.html.j2":  # a filing is Chinese alone
        assert set(HAN.findall(path.read_text("utf-8"))) <= NAMES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_phrase_is_named_whole(path: Path) -> None:
    """
    What is asked of the catalogue is a text or a name of one: Babel
    reads neither a choice between two texts nor a text with values in it.
    """
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if phrases.name(node.func) in ("phrase", "in_both", "N_"):
            place = f"{path.name}:{node.lineno}"
            assert not isinstance(node.args[0], (ast.IfExp, ast.JoinedStr)), (
                place
            )


def test_a_changed_catalogue_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout compiles what is newer than what it has, whole or not at all."""
    whole = phrases.PHRASES.read_text("utf-8")
    folder = tmp_path / "zz" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    told = []
    for lang, word in (("zz", "是"), ("zz", "对")):
        source = folder / "qingdan.po"
        source.write_text(
            whole.replace('msgstr "是"', f'msgstr "{word}"'), "utf-8"
        )
        language.catalogue.cache_clear()
        told.append(language.phrase("yes", lang))
    language.catalogue.cache_clear()
    assert told == ["是", "对"]
    assert {one.name for one in folder.iterdir()} == {
        "qingdan.mo",
        "qingdan.po",
    }


def test_both_languages_are_told() -> None:
    """A phrase, a phrase with places, and one that depends on where it stands."""
    assert language.phrase("yes", "zh") == "是"
    assert language.in_both("{low:,} or more", low=10_000) == {
        "en": "10,000 or more",
        "zh": "10,000及以上",
    }
    below = language.phrase_in("below the limit", "margin", "zh")
    over = language.phrase_in("at the limit or over it", "margin", "zh")
    assert (below, over) == ("余量", "超出")
