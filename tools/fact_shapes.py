"""The shapes of facts: what the vocabulary says of each fact, as SHACL, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator

from qingdan.inventory.kinds import KINDS, LINKED, may_state
from qingdan.law.editions import declared
from qingdan.law.model import FactType, Law
from qingdan.rdf.names import NEAR, PREFIXES, QD, XSD, curie, local

HEAD = """\
# What an inventory may state, and in which form. Written from ontology/facts.ttl by `nox -s facts`:
# do not edit it, but the fact there. How the parts of an inventory hang together is in
# inventory.ttl; which zones and editions are known is added from the files of data/lists/.

"""
_PREFIXES = (
    "cq25",
    "dcat",
    "dcterms",
    "prov",
    "qd",
    "rdf",
    "rdfs",
    "sh",
    "shape",
)
_BESIDE = {"dcat": "http://www.w3.org/ns/dcat#"}
_IGNORED = (
    "rdf:type rdfs:comment rdfs:label rdfs:seeAlso dcterms:created dcterms:description"
    " dcterms:identifier dcterms:modified dcterms:source dcterms:title skos:note"
    " skos:prefLabel dcat:keyword prov:wasAttributedTo"
)
_LIKE_OURS = (
    r"^https://w3id\.org/qingdan/ns[/#]|^http://(www\.)?w3id\.org/[Qq]ingdan"
    r"|^https://www\.w3id\.org/[Qq]ingdan"
)
_PAGE = "docs/inventories.md"
Told = tuple[str, str]


def shapes(law: Law) -> str:
    """The file shapes/facts.ttl."""
    facts = sorted(
        (fact for fact in law.facts.values() if not fact.is_a("ComputedFact")),
        key=lambda fact: fact.name,
    )
    blocks = [
        "# The classes",
        *(_class(law, facts, kind) for kind in KINDS),
        _has_class(facts),
        _known_class(),
        *(_only(law, number) for number in range(1, len(KINDS))),
        "# The facts, A to Z",
        *(block for fact in facts for block in _of_fact(law, facts, fact)),
    ]
    prefixes = {**PREFIXES, **_BESIDE}
    names = sorted((*_PREFIXES, "skos", "xsd"))
    head = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in names)
    return HEAD + head + "\n" + "\n\n".join(blocks) + "\n"


def _block(name: str, kind: str, lines: list[str]) -> str:
    body = "".join(f"    {line} ;\n" for line in (f"a sh:{kind}", *lines))
    return f"shape:{name}\n{body}    ."


def _text(predicate: str, told: Told) -> str:
    english, chinese = (text.replace('"', '\\"') for text in told)
    return f'{predicate} "{english}"@en , "{chinese}"@zh'


def _said(message: Told, mend: Told) -> list[str]:
    return [_text("sh:message", message), _text("qd:mend", mend)]


def _called(law: Law, fact: FactType) -> Told:
    """A fact by name, in Chinese with its label."""
    return f"qd:{fact.name}", f"qd:{fact.name}（{fact.label['zh']}）"


def _class(law: Law, facts: list[FactType], kind: str) -> str:
    """The closed shape of a class: the facts that its subjects may state."""
    mend = (
        "use a fact of the vocabulary, and state it where it belongs:"
        f" {_PAGE} lists the facts of each class",
        f"请使用词汇表中的事实，并在其所属的对象上陈述：见 {_PAGE}",
    )
    label = law.label(QD + kind)["zh"]
    message = (
        f"This is no fact that a qd:{kind} may state",
        f"qd:{kind}（{label}）不得陈述该项事实",
    )
    stated = [fact for fact in facts if may_state(fact, kind)]
    names = {fact.name for fact in stated}
    return _block(
        kind,
        "NodeShape",
        [
            f"sh:targetClass qd:{kind}",
            "sh:closed true",
            f"sh:ignoredProperties ( {_IGNORED} )",
            *_said(message, mend),
            *(
                f"sh:property {' , '.join(_properties(fact, names))}"
                for fact in stated
            ),
        ],
    )


def _properties(fact: FactType, beside: set[str]) -> Iterator[str]:
    """The property shapes of a fact on a class that may state the facts beside it."""
    yield f"shape:Value-{fact.name}"
    if not fact.is_a("ManyValued"):
        yield f"shape:Once-{fact.name}"
    for other in sorted(beside & {*fact.within, *fact.not_before}):
        yield f"shape:{_order(fact)}-{fact.name}-{other}"


def _order(fact: FactType) -> str:
    return "Within" if fact.within else "NotBefore"


def _has_class(facts: list[FactType]) -> str:
    classes = ", ".join(f"qd:{kind}" for kind in KINDS)
    message = (
        "The subject states facts and has no class of the vocabulary",
        "该主体陈述了事实，但不属于词汇表的任何一类",
    )
    mend = (
        f"state its class: {classes}",
        f"请陈述其类别：{classes.replace(', ', '、')}",
    )
    return _block(
        "HasClass",
        "NodeShape",
        [
            *(f"sh:targetSubjectsOf qd:{fact.name}" for fact in facts),
            f"sh:or ( {' '.join(f'[ sh:class qd:{kind} ]' for kind in KINDS)} )",
            *_said(message, mend),
        ],
    )


def _known_class() -> str:
    classes = ", ".join(f"qd:{kind}" for kind in KINDS)
    chinese = classes.replace(", ", "、")
    own = " ".join(f"qd:{kind}" for kind in KINDS)
    near = _quoted(rf"{_LIKE_OURS}|[Qq]ingdan.*[/#]({'|'.join(KINDS)})$")
    message = (
        "This is no class that an inventory may use",
        "该类不得用于清册",
    )
    mend = (f"use one of {classes}", f"请使用 {chinese} 之一")
    inner = [
        "sh:path rdf:type",
        f"sh:or ( [ sh:in ( {own} ) ] [ sh:not [ sh:pattern {near} ] ] )",
        *_said(message, mend),
    ]
    lines = "".join(f"        {line} ;\n" for line in inner)
    return _block(
        "KnownClass",
        "NodeShape",
        ["sh:targetSubjectsOf rdf:type", f"sh:property [\n{lines}    ]"],
    )


def _only(law: Law, number: int) -> str:
    """A subject of one class is of no other; each pair is told once."""
    kind = KINDS[number]
    others = " ".join(f"[ sh:class qd:{other} ]" for other in KINDS[:number])
    label = law.label(QD + kind)["zh"]
    message = (
        f"A qd:{kind} is of another class of the vocabulary as well",
        f"qd:{kind}（{label}）同时属于词汇表的另一类",
    )
    mend = "give each of the two an IRI of its own", "请分别使用不同的 IRI"
    return _block(
        f"Only{kind}",
        "NodeShape",
        [
            f"sh:targetClass qd:{kind}",
            f"sh:not [ sh:or ( {others} ) ]",
            *_said(message, mend),
        ],
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\") + '"'


def _of_fact(law: Law, facts: list[FactType], fact: FactType) -> Iterator[str]:
    """The shapes of one fact: its values, that it has one, what it may not stand beside."""
    path = f"sh:path qd:{fact.name}"
    yield _block(
        f"Value-{fact.name}", "PropertyShape", [path, *_value(law, fact)]
    )
    english, chinese = _called(law, fact)
    if not fact.is_a("ManyValued"):
        message = (
            f"{english} has contradicting values",
            f"{chinese}有相互矛盾的多个取值",
        )
        mend = (
            "keep one value, or split the subject",
            "请保留一个取值，或者拆分该主体",
        )
        lines = [path, "sh:maxCount 1", *_said(message, mend)]
        yield _block(f"Once-{fact.name}", "PropertyShape", lines)
    for other in sorted((*fact.within, *fact.not_before)):
        yield _ordered(law, fact, law.facts[other])
    for value in sorted(fact.alone):
        yield _alone(fact, value, chinese)
    if fact.closed_by:
        yield _closed(law, fact, law.facts[fact.closed_by])
    for other in fact.needs:
        yield _needs(law, fact, law.facts[other])


def _ordered(law: Law, fact: FactType, other: FactType) -> str:
    """A number within another, or a day that is not before another."""
    (one, one_zh), (two, two_zh) = _called(law, fact), _called(law, other)
    if fact.within:
        order = [f"sh:path {one}", f"sh:lessThanOrEquals {two}"]
        message = f"{one} is larger than {two}", f"{one_zh}大于 {two_zh}"
        mend = (
            f"count in {one} only persons who are counted in {two} too",
            f"{one} 仅计同时计入 {two} 的人数",
        )
    else:
        order = [f"sh:path {two}", f"sh:lessThanOrEquals {one}"]
        message = f"{one} is before {two}", f"{one_zh}早于 {two_zh}"
        mend = f"correct {two} or {one}", f"请更正 {two} 或者 {one}"
    name = f"{_order(fact)}-{fact.name}-{other.name}"
    return _block(name, "PropertyShape", [*order, *_said(message, mend)])


def _targets(fact: FactType) -> str:
    return f"sh:targetClass {' , '.join(f'qd:{k}' for k in KINDS if may_state(fact, k))}"


def _alone(fact: FactType, value: str, chinese: str) -> str:
    """A value that denies every other."""
    name = curie(value)
    has = f"[ sh:property [ sh:path qd:{fact.name} ; sh:hasValue {name} ] ]"
    more = f"[ sh:property [ sh:path qd:{fact.name} ; sh:minCount 2 ] ]"
    message = (
        f"qd:{fact.name} is {name} beside another value",
        f"{chinese}既陈述为 {name}，又陈述了其他取值",
    )
    mend = "keep what is so, and leave out the other", "请保留属实的一项"
    return _block(
        f"Alone-{local(value)}",
        "NodeShape",
        [
            _targets(fact),
            f"sh:not [ sh:and ( {has} {more} ) ]",
            *_said(message, mend),
        ],
    )


def _closed(law: Law, fact: FactType, closer: FactType) -> str:
    """A fact that has a value although another says that it has none."""
    told = f"[ sh:property [ sh:path qd:{closer.name} ; sh:hasValue true ] ]"
    any_value = f"[ sh:property [ sh:path qd:{fact.name} ; sh:minCount 1 ] ]"
    (one, one_zh), (two, two_zh) = _called(law, fact), _called(law, closer)
    message = (
        f"{one} has a value, although {two} is true",
        f"{one_zh}有取值，而 {two_zh}陈述为 true",
    )
    mend = (
        f"keep one of {one} and {two} true",
        f"{one} 有取值的，{two} 不得为 true，请保留其一",
    )
    homes = " , ".join(f"qd:{kind}" for kind in sorted(fact.about))
    return _block(
        f"Closed-{fact.name}",
        "NodeShape",
        [
            f"sh:targetClass {homes}",
            f"sh:not [ sh:and ( {told} {any_value} ) ]",
            *_said(message, mend),
        ],
    )


def _needs(law: Law, fact: FactType, other: FactType) -> str:
    """A fact that may not be stated without another."""
    told = f"[ sh:property [ sh:path qd:{fact.name} ; sh:minCount 1 ] ]"
    without = f"[ sh:property [ sh:path qd:{other.name} ; sh:maxCount 0 ] ]"
    (one, one_zh), (two, two_zh) = _called(law, fact), _called(law, other)
    message = (
        f"{one} is stated without {two}",
        f"陈述了{one_zh}，但未陈述 {two_zh}",
    )
    mend = f"state {two} as well", f"请一并陈述 {two}"
    return _block(
        f"Needs-{fact.name}-{other.name}",
        "NodeShape",
        [
            _targets(fact),
            f"sh:not [ sh:and ( {told} {without} ) ]",
            *_said(message, mend),
        ],
    )


def _value(law: Law, fact: FactType) -> list[str]:
    """The form of a value, what is said of one that does not have it, and the mend."""
    form = _FORMS.get(local(fact.value_type))
    if (
        fact.value_type.startswith(XSD)
        or local(fact.value_type) == "langString"
    ):
        if form is None:
            raise ValueError(
                f"{fact.name}: {fact.value_type} has no form here"
            )
        constraints, (english, chinese), mend = form
        one, one_zh = _called(law, fact)
        return [
            *constraints,
            *_said(
                (f"{one} must be {english}", f"{one_zh}应为{chinese}"), mend
            ),
        ]
    if local(fact.value_type) in LINKED:
        return _link(law, fact)
    return _term(law, fact)


_DIGITS = "[0-9]"
_FORMS: dict[str, tuple[list[str], Told, Told]] = {
    "boolean": (
        ["sh:datatype xsd:boolean"],
        ("true or false", " true 或 false"),
        (
            "state true or false, or leave it out: not stated is unknown",
            "请陈述 true 或 false，或者不陈述：未陈述即为未知",
        ),
    ),
    "nonNegativeInteger": (
        [
            "sh:or ( [ sh:datatype xsd:nonNegativeInteger ] [ sh:datatype xsd:integer ] )",
            f'sh:pattern "^{_DIGITS}{{1,15}}$"',
        ],
        (
            "a whole number of at most 15 digits 0-9, not negative",
            "不超过15位数字（0-9）的非负整数",
        ),
        ("state a whole number, without separators", "请陈述不带分隔符的整数"),
    ),
    "gYear": (
        [
            "sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:integer ] )",
            f'sh:pattern "^{_DIGITS}{{4}}$"',
        ],
        ("a year of four digits 0-9", "四位数字的年份"),
        ("state a year, for example 2026", "请陈述年份，例如 2026"),
    ),
    "date": (
        [
            "sh:datatype xsd:date",
            f'sh:pattern "^{_DIGITS}{{4}}-{_DIGITS}{{2}}-{_DIGITS}{{2}}$"',
        ],
        ("a day as YYYY-MM-DD", " YYYY-MM-DD 形式的日期"),
        ("state a day, for example 2026-03-02", "请陈述日期，例如 2026-03-02"),
    ),
    "langString": (
        ["sh:nodeKind sh:Literal"],
        ("a text", "文本"),
        (
            "state a text, with its language if it has one",
            "请陈述文本，并注明语言",
        ),
    ),
}


def _link(law: Law, fact: FactType) -> list[str]:
    """The shape of a fact that leads to another subject."""
    kinds = LINKED[local(fact.value_type)]
    one, one_zh = _called(law, fact)
    names = [f"qd:{kind}" for kind in kinds]
    if len(kinds) == 1:
        constraint = f"sh:class {names[0]}"
        english, chinese = (
            names[0],
            f"{names[0]}（{law.label(QD + kinds[0])['zh']}）",
        )
        mend = (
            f"describe it with `a {names[0]}`, or mend the IRI",
            f"请以 `a {names[0]}` 描述之，或者更正 IRI",
        )
    else:
        constraint = (
            f"sh:or ( {' '.join(f'[ sh:class {name} ]' for name in names)} )"
        )
        english = f"{', '.join(names[:-1])} or {names[-1]}"
        chinese = f"{'、'.join(names[:-1])} 或者 {names[-1]}"
        mend = (
            "describe it with its class, or mend the IRI",
            "请以其类别描述之，或者更正 IRI",
        )
    message = (
        f"{one} must lead to a described {english}",
        f"{one_zh}须指向有描述的 {chinese}",
    )
    return [constraint, *_said(message, mend)]


def _term(law: Law, fact: FactType) -> list[str]:
    """The shape of a fact whose values are terms."""
    one, one_zh = _called(law, fact)
    if not fact.members:
        message = (
            f"{one} must be an IRI or a text",
            f"{one_zh}应为 IRI 或者文本",
        )
        mend = "name it by IRI or text", "请以 IRI 或者文本指明"
        return ["sh:nodeKind sh:IRIOrLiteral", *_said(message, mend)]
    members = [curie(member) for member in sorted(fact.members)]
    known = f"sh:in ( {' '.join(members)} )"
    if fact.members & _of_lists():
        known = ""
    mend = (
        f"name the value by IRI, for example {members[0]}",
        f"请以 IRI 指明取值，例如 {members[0]}",
    )
    if not fact.is_a("OpenValued"):
        message = (
            f"{one} must be one of the known terms",
            f"{one_zh}应为已知术语之一",
        )
        return [*([known] if known else []), *_said(message, mend)]
    parts = [f"[ {known} ]", f"[ sh:not [ sh:pattern {_quoted(NEAR)} ] ]"]
    if fact.takes_text:
        parts.insert(1, "[ sh:nodeKind sh:Literal ]")
        message = (
            f"{one} must be a known term of the vocabulary, an IRI outside it, or a text",
            f"{one_zh}应为词汇表中的已知术语、词汇表以外的 IRI 或者文本",
        )
        mend = (
            f"name it by text or IRI, for example {members[0]}",
            f"请以文本或者 IRI 指明，例如 {members[0]}",
        )
        kind = "sh:nodeKind sh:IRIOrLiteral"
    else:
        message = (
            f"{one} must be a known term of the vocabulary, or an IRI outside it",
            f"{one_zh}应为词汇表中的已知术语，或者词汇表以外的 IRI",
        )
        kind = "sh:nodeKind sh:BlankNodeOrIRI"
    either = [f"sh:or ( {' '.join(parts)} )"] if known else []
    return [kind, *either, *_said(message, mend)]


def _of_lists() -> set[str]:
    """The terms that the files of the lists declare, which are added when shapes are read."""
    return {
        line.split(">")[0][1:] for line in declared().decode().splitlines()
    }
