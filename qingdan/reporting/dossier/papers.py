"""What a handler reports in, the papers of its filing out: headings, lines, tables, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ...language import phrase
from ...law.model import Duty, Law
from ...rdf.names import DCTERMS, QD, SKOS, expand
from ..blocks import Block, Grid, Heading, Line, Points, Signature
from ..phrases import cited, say, short_name
from . import words
from .materials import STATES
from .reported import Filing, Item

_PARTY = (
    "报送单位",
    "统一社会信用代码",
    "注册地址",
    "法定代表人",
    "经办人",
    "联系方式",
)
_USE = (
    "自贸板块",
    "与自贸试验区的联系",
    "所属行业",
    "适用清单",
    "开始使用日期",
)
_COUNTS = ("累计截至", "个人信息人数", "敏感个人信息人数", "两类兼有人数")
_COLUMNS = {
    "数据项": "name",
    "业务场景": "scenario",
    "类别和字段": "categories",
    "出境数量": "volume",
    "境外接收方": "recipient",
    "国家/地区": "country",
    "出境方式": "access",
    "对照清单的结论": "answer",
    "已有机制": "held",
}
_CHECKLIST = (8, 36, 22, 34)
_CONCERNED = (18, 28, 18, 16, 20)
_EXPORTS = (4, 11, 10, 15, 10, 11, 8, 10, 13, 8)
_SEAL = ("单位（盖章）：", "法定代表人（签字）：")
_DATE = "日期：　　　　年　　月　　日"


class Paper(NamedTuple):
    """One paper: the name of its file, its title, its content; wide ones lie on their side."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False

    def texts(self) -> Iterator[str]:
        """Every text of the paper."""
        for block in self.blocks:
            if isinstance(block, Grid):
                for row in block.rows:
                    yield from row
            elif isinstance(block, (Points, Signature)):
                yield from block[0]
            else:
                yield block.text


def papers(law: Law, filing: Filing, as_of: date) -> list[Paper]:
    """The cover and every paper of a filing."""
    made = [
        _attorney(filing),
        _report(filing),
        _commitment(law, filing, as_of),
        *_outlines(law, filing),
    ]
    return [_cover(law, filing, made), *made]


def _checklist(
    law: Law, filing: Filing, drafted: dict[str, Paper]
) -> list[tuple[str, ...]]:
    """Each material with its state, and where it is or what stands in for it."""
    rows = list[tuple[str, ...]]()
    for material in filing.materials:
        state = phrase(STATES[material.state], "zh")
        why = ""
        if material.why:
            why = f"（{say(material.why, 'zh')}）"
        draft = drafted.get(material.paper or "")
        remark = ""
        if draft:
            remark = f"草稿见《{draft.title}》，待补齐、签字并盖章"
        rows.append(
            (
                material.number,
                _material(law, material.provision),
                state + why,
                material.kept or remark or words.blank("复印件"),
            )
        )
    return rows


def _cover(law: Law, filing: Filing, made: list[Paper]) -> Paper:
    fields = filing.fields
    names = (
        "报送单位",
        "自贸板块",
        "截止日期",
        "适用清单",
        "开始使用日期",
        "编制日期",
    )
    drafted = {
        paper.name.split("-", 1)[1]: paper
        for paper in made
        if paper.name[0].isdigit()
    }
    rows = _checklist(law, filing, drafted)
    forms = "、".join(
        say(form, "zh") for form in filing.entry.duty.terms.forms
    )
    missed = filing.entry.duty.terms.if_missed
    open_yet = words.blanks(
        text for paper in drafted.values() for text in paper.texts()
    )
    blocks: list[Block] = [
        Grid((), tuple((name, fields[name]) for name in names)),
        Heading("材料清单"),
        Grid(
            columns=("序号", "材料", "状态", "存放处或者说明"),
            rows=tuple(rows),
            widths=_CHECKLIST,
        ),
        Line(f"提交形式：{forms}。"),
        *(
            Line(f"逾期后果：{say(text, 'zh')}（{cited(law, cites, 'zh')}）。")
            for text, cites in missed
        ),
        *(
            Line(f"{why}：{many}项。", note=True)
            for why, many in filing.left_out.items()
        ),
        Heading(f"尚待填写（{len(open_yet)}处）"),
        *([Points(tuple(open_yet))] if open_yet else [Line("无。")]),
    ]
    return Paper("0-cover", "数据出境负面清单使用情况报送材料", tuple(blocks))


def _material(law: Law, provision: str) -> str:
    return say(law.graph.text(expand(provision), QD + "summary"), "zh").rstrip(
        "。"
    )


def _attorney(filing: Filing) -> Paper:
    fields = filing.fields
    party = fields["报送单位"]
    agent = fields["经办人"]
    blocks: tuple[Block, ...] = (
        Line(f"{fields['自贸板块']}："),
        Line(
            f"兹委托{agent}（身份证件号码：{words.blank('经办人身份证件号码')}）"
            f"作为{party}的经办人，办理{fields['适用清单']}"
            "项下数据出境活动的报送事宜，包括提交材料、"
            "补充和更正材料、接收有关通知以及配合核验。"
        ),
        Line(f"委托期限：{words.blank('委托期限')}。"),
        Line("经办人在上述权限内办理的事项，本单位予以认可。"),
        Grid(
            (),
            tuple((name, fields[name]) for name in _PARTY),
        ),
        Signature((*_SEAL, "经办人（签字）：", _DATE)),
    )
    return Paper("4-power-of-attorney", "授权委托书", blocks)


def _report(filing: Filing) -> Paper:
    fields = filing.fields
    rows = tuple(
        _row(number, export)
        for number, export in enumerate(filing.items, start=1)
    )
    blocks: tuple[Block, ...] = (
        Heading("一、报送单位"),
        Grid((), tuple((name, fields[name]) for name in _PARTY)),
        Heading("二、清单使用情况"),
        Grid((), tuple((name, fields[name]) for name in _USE)),
        Heading("三、自当年1月1日起累计出境人数（按自然人去重）"),
        Grid(_COUNTS, (tuple(fields[name] for name in _COUNTS),)),
        Heading(f"四、数据出境活动（{len(rows)}项）"),
        Grid(("序号", *_COLUMNS), rows, _EXPORTS)
        if rows
        else Line("无已陈述的数据出境活动。"),
        Line(
            "“对照清单的结论”和“已有机制”由工具依所陈述的事实得出，报送前须由本单位复核。",
            note=True,
        ),
        Signature((*_SEAL, _DATE)),
    )
    return Paper(
        name="5-usage-report",
        title="数据出境负面清单使用情况报告表",
        blocks=blocks,
        wide=True,
    )


def _row(number: int, export: Item) -> tuple[str, ...]:
    return (
        str(number),
        *(str(getattr(export, column)) for column in _COLUMNS.values()),
    )


def _commitment(law: Law, filing: Filing, as_of: date) -> Paper:
    fields = filing.fields
    points = tuple(
        f"{say(duty.label, 'zh')}（{_sources(law, duty, as_of)}）。"
        for duty in _promised(law, filing)
    )
    blocks: tuple[Block, ...] = (
        Line(f"{fields['自贸板块']}："),
        Line(
            f"{fields['报送单位']}（统一社会信用代码：{fields['统一社会信用代码']}）"
            f"自{fields['开始使用日期']}起使用{fields['适用清单']}开展数据出境活动，"
            "现就下列事项作出承诺："
        ),
        Points(points),
        Line(
            "本单位知悉：违反承诺的，应当立即终止数据出境活动，并依法承担责任。"
        ),
        Signature((*_SEAL, _DATE)),
    )
    return Paper("6-commitment", "承诺书", blocks)


def _promised(law: Law, filing: Filing) -> list[Duty]:
    """The duties of those who use the list, what always holds first."""
    regime = f"{expand(filing.entry.duty.duty).rsplit('/', 1)[0]}/regime"
    duties = [duty for duty in law.duties if regime in duty.follows_from]
    *passing, lasting = law.ordered("Phase")
    phases = (lasting, *passing)
    return sorted(
        duties, key=lambda duty: (phases.index(duty.phase), duty.iri)
    )


def _sources(law: Law, duty: Duty, as_of: date) -> str:
    """The provisions of a promise by name, without each material on its own."""
    apart = set(law.graph.iris(duty.iri, QD + "asksFor"))
    sources = tuple(source for source in duty.sources if source not in apart)
    names = [short_name(law, cite, "zh") for cite in law.cited(sources, as_of)]
    return "；".join(dict.fromkeys(names))


def _concerned(filing: Filing, name: str) -> list[Item]:
    """The exports that an assessment is about."""
    return [export for export in filing.items if name in export.concerns]


def _outlines(law: Law, filing: Filing) -> Iterator[Paper]:
    """An outline of each report of an assessment that some export needs."""
    for report in law.graph.members(QD + "AssessmentReport"):
        name = str(law.graph.one(report, SKOS + "notation"))
        if _concerned(filing, name):
            yield _outline(law, filing, report, name)


def _outline(law: Law, filing: Filing, report: str, name: str) -> Paper:
    fields = filing.fields
    rows = tuple(
        (
            export.name,
            export.categories,
            export.recipient,
            export.volume,
            export.answer,
        )
        for export in _concerned(filing, name)
    )
    columns = (
        "数据项",
        "类别和字段",
        "境外接收方",
        "出境数量",
        "对照清单的结论",
    )
    blocks: list[Block] = [
        Line(
            "评估事项出自所列条款；本提纲仅列出事项和已陈述的事实，评估结论须由本单位撰写。",
            note=True,
        ),
        Heading("基本情况"),
        Grid(
            (),
            tuple(
                (field, fields[field]) for field in ("报送单位", "编制日期")
            ),
        ),
        Grid(columns, rows, _CONCERNED),
    ]
    for provision in law.graph.iris(report, DCTERMS + "source"):
        blocks.append(Heading(say(law.label(provision), "zh")))
        for heading in law.graph.subjects(DCTERMS + "isPartOf", provision):
            number = law.graph.one(heading, QD + "number")
            blocks += [
                Line(f"{number} {say(law.label(heading), 'zh')}"),
                Line(words.blank("评估情况")),
            ]
    return Paper(
        f"outline-{name}", say(law.label(report), "zh"), tuple(blocks)
    )
