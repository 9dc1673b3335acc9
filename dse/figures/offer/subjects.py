"""What a need may be about, a theme or a form of support, and how each is asked for and served."""

from __future__ import annotations

from dataclasses import dataclass

from dse.figures import columns as c
from schemas import Column, codelists

_THEME_RANKS = "select code as subject, rank from codelist_themes"
# Studies come before meetings.
_SUPPORT_RANKS = """
select code as subject, rank from codelist_accompaniment_kinds
union all
select code as subject, 1000 + rank as rank from codelist_activity_kinds
"""


@dataclass(frozen=True)
class Subject:
    """A way to cut the offer. `cut` names it in the views of requests and services, `question` is the column of a survey question
    that names it, `ranks` the SQL of the order of its codes; `filter` chooses among them; `noun` and `nouns` name one and several in
    French."""

    column: Column
    cut: str
    question: str
    ranks: str
    filter: str
    noun: str
    nouns: str

    @property
    def codes(self) -> list[codelists.Code]:
        """The codes that it may be, in the order of their lists."""
        return [code for name in self.column.codelists for code in codelists.load(name)]

    @property
    def has_both(self) -> bool:
        """Whether accompaniments and activities serve one code: both may aim at a theme, but each has kinds of its own."""
        return self.cut == "theme"

    def is_asked_for(self, code: str) -> bool:
        """Whether members file requests for it: one comes to an activity without asking."""
        return code not in codelists.codes("activity_kinds")


THEME = Subject(
    column=c.THEME,
    cut="theme",
    question="theme",
    ranks=_THEME_RANKS,
    filter="themes",
    noun="thème",
    nouns="thèmes",
)
SUPPORT = Subject(
    column=c.SUPPORT,
    cut="kind",
    question="kind_asked_about",
    ranks=_SUPPORT_RANKS,
    filter="kinds",
    noun="type d’appui",
    nouns="formes d’appui",
)
