"""What an organisation wishes to take part in, and whether it came."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dse.figures.network.wishes import is_refusal, kinds_of
from dse.members.answers import HALF, VOICES_OF_UNITS, of_one
from dse.query import Query
from schemas import codelists

_LABELS = "select distinct label from survey_options where missing is null"
# What each organisation wishes in the last wave that offered it anything: what half of its respondents chose, and what refuses nothing.
# The text of common table expressions, after VOICES_OF_UNITS.
WISHES = f"""
offered as (
    select voices.organisation_id, voices.wave_id, voices.year, voices.closed_on, voices.position, voices.question_id,
        voices.option, options.label, sum(voices.total) as chosen
    from voices_of_units as voices
    join survey_options as options
        on options.scale_id = voices.scale_id and options.option = voices.option and options.missing is null
    where voices.form = 'CHOIX_MULTIPLE' and voices.dimension = 'expectation'
    group by voices.organisation_id, voices.wave_id, voices.year, voices.closed_on, voices.position, voices.question_id,
        voices.option, options.label
),
last_offered as (
    select * from offered qualify rank() over (partition by organisation_id order by closed_on desc, wave_id desc) = 1
),
wishes as (
    select * from last_offered where chosen >= {HALF} and not list_contains($refusals, label)
)
"""
_WISHES = f"""
with {VOICES_OF_UNITS}, {WISHES}
select label, year, closed_on as said_on from wishes order by position, question_id, option
"""
_CAME = """
select kind, max(last_on) as last_on from yearly_presences_by_kind where organisation_id = $organisation_id group by kind
"""


class Wish(NamedTuple):
    """An option that an organisation chose in the last wave that it answered, on `said_on`; `kinds` are the activities that it names,
    `last_on` the day on which it last came to one of these: None where it never did."""

    label: str
    year: int
    said_on: date
    kinds: tuple[str, ...]
    last_on: date | None

    @property
    def is_unmet(self) -> bool:
        """Whether it never came to what it wishes."""
        return bool(self.kinds) and self.last_on is None


def read_wishes(query: Query, organisation_id: str) -> list[Wish]:
    """Its wishes of the last wave in which it was offered any, in the order of the options."""
    rows = of_one(with_refusals(query), organisation_id)
    came = {row["kind"]: row["last_on"] for row in rows.read(_CAME).to_pylist()}
    wishes = []
    for row in rows.read(_WISHES).to_pylist():
        kinds = tuple(kinds_of(row["label"], tuple(codelists.codes("activity_kinds"))))
        last_on = max((came[kind] for kind in kinds if kind in came), default=None)
        wishes.append(Wish(**row, kinds=kinds, last_on=last_on))
    return wishes


def with_refusals(query: Query) -> Query:
    """The same question, which knows which options wish for nothing."""
    labels = query.read(_LABELS)["label"].to_pylist()
    return query.with_parameters(refusals=[label for label in labels if is_refusal(label)])
