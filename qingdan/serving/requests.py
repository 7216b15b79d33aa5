"""What is asked of the jobs: one typed request for each, as it is sent to a worker."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Sent(TypedDict):
    """An inventory that is sent: the suffix that names its format, the day asked about or none."""

    suffix: str
    as_of: str


class Decide(Sent):
    """
    Decide every item, under readings such as `Q3=literal` and the rules
    of an edition, in a format of determinations; JSON where none is named.
    """

    reading: list[str]
    edition: NotRequired[str]
    form: NotRequired[str]
    lang: NotRequired[str]


class Why(Sent):
    """
    Prove one item in a format of proofs, or as `both` JSON and text;
    `against` names an outcome, to say why it is not that one.
    """

    reading: list[str]
    edition: NotRequired[str]
    item: str
    lang: str
    detail: str
    form: str
    against: NotRequired[str]


class Validate(Sent):
    """Report what the shapes find, in a format of reports."""

    form: str


class Page(Sent):
    """
    The content of a page on an inventory, in a language, with the whole proofs
    where asked; of duties in a format where one is named.
    """

    lang: str
    whole: NotRequired[bool]
    form: NotRequired[str]


class Mapped(Page):
    """
    A mapping for a file of another form: proposed where none is given as TOML; with the
    outcomes under it where it is decided with.
    """

    mapping: str
    decides: bool


class Proof(TypedDict):
    """
    The proof of an item of the served inventory, in a format of proofs, or where none
    is named as the content of a page; a document with its annex where it is `whole`.
    """

    item: str
    lang: str
    form: NotRequired[str]
    whole: NotRequired[bool]


class Owing(TypedDict):
    """
    What is owed under the served inventory, of one debtor, in a
    state: in a format of duties, or where none is named for a page.
    """

    lang: str
    form: str
    debtor: str
    state: str


class Ask(TypedDict):
    """
    The answers of an interview so far, what was skipped, what is asked for by name,
    words that a long list is searched for, whether the answer is told in both languages,
    and the format of proofs that is wanted in the place of a page.
    """

    facts: dict[str, str]
    lang: str
    as_of: str
    skipped: list[str]
    asked: str
    find: str
    both: NotRequired[bool]
    form: NotRequired[str]
    whole: NotRequired[bool]


class Query(TypedDict):
    """A query over some graphs, with values of parameters, as one of some media types."""

    default: list[str]
    named: list[str]
    bindings: dict[str, str]
    accept: list[str]
    base: str | None
