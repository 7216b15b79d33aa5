"""How the papers write days, numbers, names and what is still to be filled in, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ...deciding.missing import value_label
from ...duties.deadlines import Deadline
from ...law.model import Law
from ...rdf.graph import Text, Value
from ...rdf.names import Iri, curie, readable, tail
from ..blocks import BLANK
from ..duties.phrases import day_of
from ..phrases import say

OURS = "本版式由清单工具（Qingdan）自行编排，并非《实施指南》所附模板；正式报送前请以官方模板为准。"
_CHINESE = re.compile("[\u3400-\u9fff]")


def blank(name: str) -> str:
    """A marked blank: something that nobody has stated."""
    return f"【待填写：{name}】"


def told(value: Value | None, name: str, code: bool = False) -> str:
    """
    A stated text, or a blank; an IRI is no name, so it stands in the blank as a hint.

    A code, such as a number of telephone, has no Chinese.
    """
    if value is None or not str(value).strip():
        return blank(name)
    if isinstance(value, Iri):
        return blank(f"{name}（{readable(tail(str(value)))}）")
    if code:
        return str(value)
    return chinese({"zh": str(value)})


def chinese(text: Text) -> str:
    """A text in Chinese, or what there is of it marked as still to be translated."""
    whole = say(text, "zh")
    if not whole:
        return ""
    if _CHINESE.search(whole):
        return whole
    return f"{whole}【待译为中文】"


def terms(law: Law, values: Iterable[Value]) -> str:
    """Known terms by their Chinese names, others as they are stated."""
    return "、".join(
        dict.fromkeys(chinese(value_label(law, value)) for value in values)
    )


def day(calendar_day: date) -> str:
    """A day as Chinese papers write it."""
    return f"{calendar_day.year}年{calendar_day.month}月{calendar_day.day}日"


def due(deadline: Deadline | None) -> str:
    """The last day of a filing, its bounds, or a blank where nobody has said what starts it."""
    if deadline is None:
        return blank("截止日期（未陈述开始使用清单的日期）")
    if deadline.due:
        return day(deadline.due)
    return day_of(deadline, "zh")


def named(iri: str, title: Text) -> str:
    """An item by its title, else by the end of its name."""
    return (
        chinese(title) or f"{readable(tail(curie(iri)))}【待填写：数据项名称】"
    )


def blanks(texts: Iterable[str]) -> list[str]:
    """What is still to be filled in, each once."""
    return list(
        dict.fromkeys(mark for text in texts for mark in BLANK.findall(text))
    )
