"""What an organisation answered to surveys, wave by wave, beside its family: its respondents together are one voice, as in the figures."""

from __future__ import annotations

from typing import Any, NamedTuple

from dse import french
from dse.figures.surveys.response import WAVES
from dse.figures.surveys.wording import MEMBER, UNREGISTERED, short
from dse.query import Query

DIMENSIONS = ("satisfaction", "effect", "expertise")
RECOMMENDATION = "RECOMMANDATION"
# An answer is given by half of the respondents of an organisation, as the figures count it.
OUTSIDE = "HORS_REGISTRE"
HALF = 0.5 - 1e-9
FEWEST_OTHERS = 2  # of its family, that it is compared with

EVERYONE = {"of_everyone": True, "organisation_id": ""}
# What the organisations of the register said in each wave, of `$organisation_id` or of all: the text of common table expressions.
VOICES_OF_UNITS = f"""
units as (
    select distinct wave_id, unit_number, unit_id from survey_units
    where population = '{MEMBER}' and ($of_everyone or unit_id = $organisation_id)
),
voices_of_units as (
    select units.unit_id as organisation_id, asked.wave_id, asked.wave, asked.year, asked.closed_on, asked.question_id,
        asked.wording, asked.position, asked.dimension, asked.theme, asked.kind_asked_about, asked.form, asked.scale_id,
        voices.option, voices.answers, voices.on_scale, voices.favourable, voices.total, voices.place
    from survey_voices as voices
    join units on units.wave_id = voices.wave_id and units.unit_number = voices.unit_number
    join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
    where voices.population = '{MEMBER}' and voices.answers > 0
)
"""
_ANSWER_SUMS = f"""
with {VOICES_OF_UNITS}
select wave_id, wave, year, closed_on, question_id, wording, position, dimension, theme, kind_asked_about, form, scale_id, option,
    sum(answers) as answers, sum(on_scale) as on_scale, least(1, round(sum(favourable), 6)) as favourable,
    sum(total) as total, sum(place) as place
from voices_of_units
group by wave_id, wave, year, closed_on, question_id, wording, position, dimension, theme, kind_asked_about, form, scale_id, option
order by closed_on, wave_id, position, question_id, option
"""
# Who says it is not satisfied: in the last wave in which it answered of its satisfaction, the answer that lies lowest on its scale lies
# below the middle. The text of common table expressions, after the former ones.
DISPLEASED = """
pleased as (
    select organisation_id, wave_id, year, closed_on, question_id, sum(place) / sum(on_scale) as place
    from voices_of_units where form = 'ECHELLE' and dimension = 'satisfaction' and on_scale > 0
    group by organisation_id, wave_id, year, closed_on, question_id
),
last_pleased as (
    select * from pleased qualify rank() over (partition by organisation_id order by closed_on desc, wave_id desc) = 1
),
displeased as (
    select organisation_id, wave_id, year, question_id, place from last_pleased
    where place < 0
    qualify row_number() over (partition by organisation_id order by place, question_id) = 1
)
"""
_DISPLEASED = f"with {VOICES_OF_UNITS}, {DISPLEASED} select wave_id, question_id from displeased"
# The mean of the members of its family in that wave, itself among them; none where there are too few others.
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
having count(*) > {FEWEST_OTHERS}
"""
_STEPS = "select scale_id, rank, label, steps from survey_steps order by scale_id, rank"
_TEXTS = f"""
select asked.year, asked.dimension, asked.wording, given.text
from survey_given as given
join survey_asked as asked on asked.wave_id = given.wave_id and asked.question_id = given.question_id
where given.unit_id = $organisation_id and given.population = '{MEMBER}' and given.text is not null
order by asked.closed_on desc, asked.position, given.respondent_id
"""
_PARTICIPATION = f"""
with known as ({WAVES})
select known.year, known.series, known.closed_on <= reference.known_on as is_closed, replies.population
from known cross join reference left join (
    select distinct wave_id, population from survey_replies where unit_id = $organisation_id
) as replies on replies.wave_id = known.wave_id
order by known.closed_on, known.wave_id
"""
_HAS_WAVES = "select wave_id from survey_known_waves limit 1"
_ASKED = f"""
select distinct asked.year, asked.closed_on, asked.wave_id, asked.position, asked.dimension, asked.form, asked.theme, asked.kind_asked_about,
    asked.is_of_choice
from survey_asked as asked join survey_replies as replies on replies.wave_id = asked.wave_id
where replies.unit_id = $organisation_id and replies.population = '{MEMBER}'
order by asked.closed_on, asked.wave_id, asked.position
"""
Row = dict[str, Any]


class Answer(NamedTuple):
    """An answer on a scale of an organisation to a question of a wave, and the mean of its family. `place` is from -1 to 1."""

    dimension: str
    wave_id: str
    wave: str
    year: int
    question_id: str
    question: str
    value: float
    label: str
    place: float | None
    respondents: int
    family_mean: float | None
    family_members: int
    highest: int

    @property
    def value_label(self) -> str:
        """The answer on its scale, in the unit of the mean of the family."""
        return f"{_write(self.value)} sur {self.highest}"

    @property
    def family_label(self) -> str:
        """The mean of the family, as it is written."""
        return "" if self.family_mean is None else f"{_write(self.family_mean)} sur {self.highest}"


class Text(NamedTuple):
    """An answer in the words of a respondent."""

    year: int
    question: str
    text: str
    is_wish: bool


class Participation(NamedTuple):
    """Whether there is any survey, whether any tells who answered, what those that an organisation answered as a member asked, and the years of those that an organisation answered: as a member, while it was none, or before
    anybody is recorded as one.

    `years_of_series` are those of the series of the last one that is closed.
    """

    has_waves: bool
    has_surveys: bool
    asked: tuple[Row, ...]
    years: tuple[int, ...]
    years_outside: tuple[int, ...]
    years_unrecorded: tuple[int, ...]
    years_of_series: tuple[int, ...]


def of_one(query: Query, organisation_id: str) -> Query:
    """The same question of the answers of one organisation."""
    return query.with_parameters(of_everyone=False, organisation_id=organisation_id)


def read_answer_sums(query: Query, organisation_id: str) -> list[Row]:
    """What the respondents of an organisation answered, summed: one row a wave, question and option of a multiple choice; the first wave first."""
    return of_one(query, organisation_id).read(_ANSWER_SUMS).to_pylist()


def read_answers(query: Query, organisation_id: str, answer_sums: list[Row]) -> list[Answer]:
    """Its answers on satisfaction, effects, expertise and recommendation."""
    rows = query.with_parameters(organisation_id=organisation_id).read(_FAMILY).to_pylist()
    family = {(row["wave_id"], row["question_id"]): row for row in rows}
    labels, highest = _read_steps(query)
    return [
        _make_answer(row, family.get((row["wave_id"], row["question_id"])), labels, highest)
        for row in answer_sums
        if row["form"] == RECOMMENDATION or (row["form"] == "ECHELLE" and row["dimension"] in DIMENSIONS)
    ]


def find_displeased(query: Query, organisation_id: str, answers: list[Answer]) -> Answer | None:
    """The answer that says that it is not satisfied; None where none does."""
    rows = of_one(query, organisation_id).read(_DISPLEASED).to_pylist()
    keys = [(row["wave_id"], row["question_id"]) for row in rows]
    return next((answer for answer in answers if (answer.wave_id, answer.question_id) in keys), None)


def read_texts(query: Query, organisation_id: str) -> list[Text]:
    """Its answers in words, the latest wave first."""
    rows = query.with_parameters(organisation_id=organisation_id).read(_TEXTS).to_pylist()
    return [
        Text(row["year"], short(row["wording"]), row["text"], row["dimension"] == "expectation")
        for row in rows
    ]


def read_participation(query: Query, organisation_id: str) -> Participation:
    """Which surveys an organisation answered."""
    rows = query.with_parameters(organisation_id=organisation_id).read(_PARTICIPATION).to_pylist()

    closed = [row["series"] for row in rows if row["is_closed"]]
    return Participation(
        query.read(_HAS_WAVES).num_rows > 0,
        bool(rows),
        tuple(query.with_parameters(organisation_id=organisation_id).read(_ASKED).to_pylist()),
        _list_years(rows, MEMBER),
        _list_years(rows, OUTSIDE),
        _list_years(rows, UNREGISTERED),
        _list_years([row for row in rows if row["series"] in closed[-1:]], MEMBER),
    )


def _list_years(rows: list[Row], population: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(row["year"] for row in rows if row["population"] == population))


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
        row["wave_id"],
        row["wave"],
        row["year"],
        row["question_id"],
        short(row["wording"]),
        value,
        label or f"{_write(value)} sur {most}",
        row["place"] / row["on_scale"] if row["on_scale"] and not is_note else None,
        row["answers"],
        family["mean"] if family else None,
        family["members"] if family else 0,
        most,
    )


def _write(value: float) -> str:
    return french.number(value, 1).removesuffix(",0")
