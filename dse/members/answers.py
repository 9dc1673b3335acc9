"""What an organisation answered to surveys, wave by wave, beside its family: its respondents together are one voice, as in the figures."""

from __future__ import annotations

from typing import Any, NamedTuple

from dse import french
from dse.figures.surveys.wording import MEMBER, short
from dse.query import Query

DIMENSIONS = ("satisfaction", "effect", "expertise")
RECOMMENDATION = "RECOMMANDATION"
# An answer is given by half of the respondents of an organisation, as the figures count it.
HALF = 0.5 - 1e-9

_GIVEN = f"""
with units as (
    select distinct wave_id, unit_number from survey_units
    where unit_id = $organisation_id and population = '{MEMBER}'
)
select asked.wave_id, asked.wave, asked.year, asked.closed_on, asked.question_id, asked.wording, asked.position,
    asked.dimension, asked.theme, asked.kind_asked_about, asked.form, asked.scale_id, voices.option,
    sum(voices.answers) as answers, sum(voices.on_scale) as on_scale,
    least(1, round(sum(voices.favourable), 6)) as favourable, sum(voices.total) as total, sum(voices.place) as place
from survey_voices as voices
join units on units.wave_id = voices.wave_id and units.unit_number = voices.unit_number
join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
where voices.population = '{MEMBER}' and voices.answers > 0
group by asked.wave_id, asked.wave, asked.year, asked.closed_on, asked.question_id, asked.wording, asked.position,
    asked.dimension, asked.theme, asked.kind_asked_about, asked.form, asked.scale_id, voices.option
order by asked.closed_on, asked.wave_id, asked.position, asked.question_id, voices.option
"""
# The same of the members of its family in that wave, itself among them.
_FAMILY = f"""
with families as (
    select wave_id, min(actor_family) as actor_family from survey_units
    where unit_id = $organisation_id and population = '{MEMBER}' group by wave_id
)
select voices.wave_id, voices.question_id, count(*) as members, avg(voices.total) as mean
from survey_voices as voices
join families on families.wave_id = voices.wave_id and families.actor_family = voices.actor_family
join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
where voices.population = '{MEMBER}' and voices.answers > 0 and asked.form in ('ECHELLE', '{RECOMMENDATION}')
group by voices.wave_id, voices.question_id
"""
_STEPS = "select scale_id, rank, label, steps from survey_steps order by scale_id, rank"
_TEXTS = """
select asked.year, asked.wording, given.text
from survey_given as given
join survey_asked as asked on asked.wave_id = given.wave_id and asked.question_id = given.question_id
where given.unit_id = $organisation_id and given.population = 'MEMBRE' and given.text is not null
order by asked.closed_on desc, asked.position, given.respondent_id
"""
Row = dict[str, Any]


class Answer(NamedTuple):
    """An answer on a scale of an organisation to a question of a wave, and the mean of its family. `place` is from -1 to 1."""

    dimension: str
    wave: str
    year: int
    question_id: str
    question: str
    value: float
    told: str
    place: float | None
    respondents: int
    family_mean: float | None
    family_members: int
    highest: int

    @property
    def family_told(self) -> str:
        """The mean of the family, as it is written."""
        return "" if self.family_mean is None else f"{_write(self.family_mean)} sur {self.highest}"


class Text(NamedTuple):
    """An answer in the words of a respondent."""

    year: int
    question: str
    text: str


def read_given(query: Query, organisation_id: str) -> list[Row]:
    """One row a wave, question and option of a multiple choice that an organisation answered; the first wave first."""
    return query.with_parameters(organisation_id=organisation_id).read(_GIVEN).to_pylist()


def read_answers(query: Query, organisation_id: str, given: list[Row]) -> list[Answer]:
    """Its answers on satisfaction, effects, expertise and recommendation."""
    of_one = query.with_parameters(organisation_id=organisation_id)
    family = {(row["wave_id"], row["question_id"]): row for row in of_one.read(_FAMILY).to_pylist()}
    labels, highest = _read_steps(query)
    return [
        _make_answer(row, family.get((row["wave_id"], row["question_id"])), labels, highest)
        for row in given
        if row["form"] == RECOMMENDATION or (row["form"] == "ECHELLE" and row["dimension"] in DIMENSIONS)
    ]


def read_texts(query: Query, organisation_id: str) -> list[Text]:
    """Its answers in words, the latest wave first."""
    rows = query.with_parameters(organisation_id=organisation_id).read(_TEXTS).to_pylist()
    return [Text(row["year"], short(row["wording"]), row["text"]) for row in rows]


def _read_steps(query: Query) -> tuple[dict[tuple[str, int], str], dict[str, int]]:
    steps = query.read(_STEPS).to_pylist()
    return {(row["scale_id"], row["rank"]): row["label"] for row in steps}, {
        row["scale_id"]: row["rank"] for row in steps
    }


def _make_answer(
    row: Row, family: Row | None, labels: dict[tuple[str, int], str], highest: dict[str, int]
) -> Answer:
    is_note = row["form"] == RECOMMENDATION
    value, most = row["total"], 10 if is_note else highest[row["scale_id"]]
    label = None if is_note or value != int(value) else labels.get((row["scale_id"], int(value)))
    return Answer(
        RECOMMENDATION if is_note else row["dimension"],
        row["wave"],
        row["year"],
        row["question_id"],
        short(row["wording"]),
        value,
        label or f"{_write(value)} sur {most}",
        None if is_note else row["place"] / row["on_scale"],
        row["answers"],
        family["mean"] if family else None,
        family["members"] if family else 0,
        most,
    )


def _write(value: float) -> str:
    return french.number(value, 1).removesuffix(",0")
