"""What a need may be about, a theme or a form of support, and how each is asked for and served."""

from __future__ import annotations

from dataclasses import dataclass

from dse.figures.offer import columns as c
from schemas import Column, codelists

# Pairs of a member and a subject, over the chosen years. Requests count by their date, what is served by its start.
_MARKED = """
select distinct carriers.organisation_id as unit_id, marks.theme as subject
from {events} as events
join carriers on carriers.accompaniment_id = events.accompaniment_id
join marks on marks.subject = 'accompaniment' and marks.subject_id = events.accompaniment_id and marks.score > 0
where events.year between $first_year and $last_year
"""
_OF_KIND = """
select distinct carriers.organisation_id as unit_id, events.kind as subject
from {events} as events join carriers on carriers.accompaniment_id = events.accompaniment_id
where events.year between $first_year and $last_year
"""
_CAME = """
select distinct organisation_id as unit_id, kind as subject from attendances
where year between $first_year and $last_year
"""
# The last request of each member on each subject, over the chosen years.
_LAST = """
select carriers.organisation_id as unit_id, {subject} as subject, requested.accompaniment_id,
    requested.requested_on, requested.status,
    date_diff('day', requested.requested_on, least(reference.as_of, make_date($last_year, 12, 31))) as days_since
from requested cross join reference
join carriers on carriers.accompaniment_id = requested.accompaniment_id
{join}
where requested.year between $first_year and $last_year
qualify row_number() over (
    partition by carriers.organisation_id, {subject}
    order by requested.requested_on desc, requested.accompaniment_id desc
) = 1
"""
_MARKS = """
join marks on marks.subject = 'accompaniment' and marks.subject_id = requested.accompaniment_id and marks.score > 0
"""


@dataclass(frozen=True)
class Subject:
    """A way to cut the offer. `question` is the column of a survey question that names it; `requests`, `last_requests`
    and `services` are SQL; `filter` chooses among its codes; `noun` and `nouns` name one and several in French."""

    column: Column
    question: str
    requests: str
    last_requests: str
    services: str
    filter: str
    noun: str
    nouns: str

    @property
    def codes(self) -> list[codelists.Code]:
        """The codes that it may be, in the order of their lists."""
        return [code for name in self.column.codelists for code in codelists.load(name)]

    def is_asked_for(self, code: str) -> bool:
        """Whether members file requests for it: one comes to an activity without asking."""
        return code not in codelists.codes("activity_kinds")


THEME = Subject(
    column=c.THEME,
    question="theme",
    requests=_MARKED.format(events="requested"),
    last_requests=_LAST.format(subject="marks.theme", join=_MARKS),
    services=_MARKED.format(events="delivered"),
    filter="themes",
    noun="thème",
    nouns="thèmes",
)
SUPPORT = Subject(
    column=c.SUPPORT,
    question="kind_asked_about",
    requests=_OF_KIND.format(events="requested"),
    last_requests=_LAST.format(subject="requested.kind", join=""),
    services=f"{_OF_KIND.format(events='delivered')} union {_CAME}",
    filter="kinds",
    noun="type d’appui",
    nouns="formes d’appui",
)
