"""What was made for a filing, and what has changed since, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ...output import plain
from ...rdf.graph import Text
from ...rdf.names import curie
from ..duties.phrases import day_of
from ..phrases import say
from ..style import Style
from .build import Filed
from .check import KINDS, Checked
from .materials import STATES

_WORDS: dict[str, Text] = {
    "made": {
        "en": "Filing of {who}, as of {day}",
        "zh": "{who}的报送材料，截至{day}",
    },
    "due": {"en": "to {block}, {day}", "zh": "报送{block}，{day}"},
    "unknown": {
        "en": "day not known, as nobody has stated when the use of the list began",
        "zh": "截止日期未知（未陈述开始使用清单的日期）",
    },
    "exports": {
        "en": "exports reported: {many}",
        "zh": "报告的出境活动：{many}",
    },
    "left": {
        "en": "left out, as another law takes it or no export is stated: {many}",
        "zh": "依其他法律办理或者未陈述出境活动而未列入：{many}",
    },
    "blanks": {"en": "still to fill in: {many}", "zh": "尚待填写：{many}处"},
    "folder": {"en": "papers in {folder}", "zh": "材料存于{folder}"},
    "same": {
        "en": "Nothing has changed since {day}",
        "zh": "自{day}以来没有变化",
    },
    "since": {"en": "Changed since {day}", "zh": "自{day}以来的变化"},
    "missing": {"en": "the file is missing", "zh": "文件缺失"},
    "changed": {
        "en": "the file was changed since it was made",
        "zh": "文件制作后被修改",
    },
}


def written(filed: Filed, style: Style) -> Iterator[str]:
    """What was made, in each language."""
    for lang in style.langs:
        yield from _made(filed, lang)


def changes_written(checked: Checked, style: Style) -> Iterator[str]:
    """What has changed, in each language."""
    for lang in style.langs:
        yield from _changed(checked, lang)


def _made(filed: Filed, lang: str) -> Iterator[str]:
    """For each handler the day, the checklist, what is still to be filled in."""
    for filing in filed.filings:
        who = curie(filing.handler)
        yield _line(0, "made", lang, who=who, day=filed.as_of)
        deadline = filing.entry.deadline
        day = day_of(deadline, lang) if deadline else _WORDS["unknown"][lang]
        yield _line(1, "due", lang, block=filing.fields["自贸板块"], day=day)
        for material in filing.materials:
            why = ""
            if material.why:
                why = f": {say(material.why, lang)}"
            state = STATES[material.state][lang]
            yield f"  {material.number} [{state}{why}] {say(material.label, lang)}\n"
        yield _line(1, "exports", lang, many=len(filing.items))
        if filing.left_out:
            yield _line(1, "left", lang, many=sum(filing.left_out.values()))
        yield _line(1, "blanks", lang, many=len(filed.still[filing.handler]))
        yield _line(1, "folder", lang, folder=filed.out / filing.folder)


def _changed(checked: Checked, lang: str) -> Iterator[str]:
    """What has to be reported again, what has to be made anew, which files are not as they were."""
    key = "same" if checked.as_it_was else "since"
    yield _line(0, key, lang, day=checked.manifest["asOf"])
    for change in checked.since:
        text = plain(say(change.text, lang))
        yield f"  [{KINDS[change.kind][lang]}] {plain(curie(change.about))}: {text}\n"
    for name, what in checked.moved.items():
        yield f"  {plain(name)}: {_WORDS[what][lang]}\n"


def _line(level: int, key: str, lang: str, **names: object) -> str:
    line = _WORDS[key][lang].format(**names)
    return f"{'  ' * level}{plain(line)}\n"
