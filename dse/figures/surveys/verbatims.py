"""What respondents wrote freely: a list for the team."""

from __future__ import annotations

import pandas as pd

from dse import french, sentences
from dse.disclosure import Rule
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.surveys.silence import explain_silence
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    PAGE,
    SOURCE,
)
from dse.query import Query

_SAY = sentences.read(__file__)

# `coalesce` hides from the engine that a reply and a question are of the same wave: it would join all replies of a wave to all of its
# questions, and only then look for texts.
_TEXTS = """
select asked.wave, asked.wording, replies.population, replies.actor_family, answers.text
from chosen_questions as asked
join survey_answers as answers on answers.wave_id = asked.wave_id and answers.question_id = asked.question_id
join chosen_replies as replies
    on replies.respondent_id = answers.respondent_id and coalesce(replies.wave_id = answers.wave_id, false)
where answers.text is not null and answers.missing is null and trim(answers.text) <> ''
order by asked.closed_on desc, asked.position, replies.actor_family nulls last, answers.text, replies.population nulls last
"""


def verbatims(query: Query) -> pd.DataFrame:
    """One row a free answer, also what was written beside « autre », the latest wave first."""
    return query(_TEXTS)


def _finding(frame: pd.DataFrame) -> Finding:
    questions, waves = (int(frame[name].nunique()) for name in ("wording", "wave"))
    return Finding(_SAY("verbatims.written", n=len(frame), questions=questions, waves=waves))


FIGURE = Figure(
    id="verbatims",
    page=PAGE,
    position=("autres", 40),
    question="Que disent-ils avec leurs mots ?",
    rows=verbatims,
    columns=(c.WAVE, c.WORDING, c.FAMILY, c.TEXT, c.POPULATION, c.MARK),
    finding=_finding,
    method=_SAY("verbatims.method"),
    source=SOURCE,
    breakdowns=EVERY_FILTER,
    size=lambda frame: french.count(len(frame), "réponse libre"),
    when_empty=explain_silence(otherwise="no_text"),
    rule=Rule("rows"),
)
