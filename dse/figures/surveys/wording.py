"""Pieces of SQL and of wording shared by the figures on surveys."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import numpy
import pandas as pd

from dse import french, sentences
from dse.disclosure import marks
from dse.figures import columns as c
from dse.figures.events import MEMBER_FILTERS
from dse.figures.rows import Row, to_rows
from dse.query import Query
from dse.query.survey_relations import VOICE_COUNTS, VOICE_KEYS
from dse.stats.estimate import Estimate
from dse.stats.intervals import share_of
from schemas import codelists

_SAY = sentences.read(__file__)

PAGE = "enquetes"
SOURCE = "Enquête auprès des membres"
ON_DAY = "au jour de l’enquête"  # after how many members there were when it closed
PEOPLE_FILTERS = MEMBER_FILTERS
QUESTION_FILTERS = ("themes", "kinds")
EVERY_FILTER = (*PEOPLE_FILTERS, *QUESTION_FILTERS)
MEMBER = "MEMBRE"
UNREGISTERED = "SANS_REGISTRE"  # where nobody is recorded as a member
# How one of a population is called; a person where it is none of these.
_NOUNS = {
    MEMBER: "membre",
    "HORS_REGISTRE": "organisation",
    UNREGISTERED: "organisation",
    "PARTENAIRE": "partenaire",
}
SHARE_NAMES = ("share_pct", "low_pct", "high_pct")  # a share and its interval
AT = {True: "au moins", False: "au plus"}
LONGEST_WAVE = 24  # letters of a title that a sentence can bear
_PLAIN_WAVE = re.compile(r"(?:vague|enquête)(?: de)? (?:19|20)\d\d\s*", re.IGNORECASE)
_OF_YEAR = re.compile(r"\b(?:19|20)\d\d\s*$")
_FIRST_LETTERS = re.compile(r"(?:^|[\s’'«])(\w+)")
# What a part of a question may begin with, and be understood without the words before it.
_OPENING = re.compile(
    r"l|le|la|les|un|une|des|du|au|aux|ce|cet|cette|ces|votre|vos|notre|nos|leurs?|"
    r"à|avec|sur|pour|par|dans|chez|en|entre|depuis|avant|après|pendant|vers",
    re.IGNORECASE,
)
# What says how much or the contrary, or leaves a bracket open: without it, the words after it say something else.
_TURNS = re.compile(
    r"[(\[«]|\b(?:ne|n|ni|non|pas|plus|moins|jamais|aucune?|rien|sans|sauf|hors|dehors|guère|trop|peu|assez|très|bien|mal|mieux|pire|"
    r"beaucoup|davantage|autant|aussi|seule?s?|seulement|uniquement|rarement|parfois|souvent|toujours|suffisamment|"
    r"(?:insatis|insuffis|mécont|déçu|difficil|difficult|rédui|diminu|baiss|manqu|renonc|refus|abandon|empêch|frein|cess|arrêt|évit|perd)\w*)\b",
    re.IGNORECASE,
)
_OF_GRID = re.compile(r"\[([^\[\]]+)\]\s*$")

# Members who could answer each wave, among the people chosen.
SIZES = """
sizes as (
    select wave_id, count(*) as members from chosen_registers where is_eligible group by wave_id
)
"""
# What the people chosen said, in cells. A voice that is split is first put together from the parts that are chosen.
SPLIT_VOICES = """
split_voices as (
    select wave_id, question_id, option, population, unit_number, max(actor_family) as actor_family,
        max(region) as region, max(size_band) as size_band, bool_or(has_profile) as has_profile,
        sum(answers) as answers, sum(on_scale) as on_scale,
        least(1, round(coalesce(sum(favourable), 0), 6)) as favourable, max(reason) as reason
    from chosen_split_voices
    group by wave_id, question_id, option, population, unit_number
)
"""
VOICE_CELLS = f"""
{SPLIT_VOICES},
voice_cells as (
    select * from chosen_voice_cells
    union all
    select {VOICE_KEYS}, {VOICE_COUNTS} from split_voices group by {VOICE_KEYS}
)
"""
# Questions of one form in the latest of the chosen years' waves that has any; of those who were asked each, or each option: how
# many answered, how many did not and why; and how many gave each answer.
_LATEST = f"""
chosen as (select * from chosen_questions where {{which}}),
latest as (select wave_id from chosen order by closed_on desc, wave_id desc limit 1),
asked as (select chosen.* from chosen join latest using (wave_id)),
{{voice_cells}}, {SIZES},
totals as (
    select asked.wave_id, asked.question_id, voices.option, voices.population,
        cast(sum(voices.base) as bigint) as base,
        cast(sum(voices.dont_know) as bigint) as dont_know,
        cast(sum(voices.not_concerned) as bigint) as not_concerned,
        cast(sum(voices.no_answer) as bigint) as no_answer,
        cast(sum(voices.not_asked) as bigint) as not_asked,
        max(case when voices.population = 'MEMBRE' then sizes.members end) as members
    from voice_cells as voices
    join asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
    left join sizes on sizes.wave_id = asked.wave_id
    group by asked.wave_id, asked.question_id, voices.option, voices.population
),
given as (
    select answers.question_id, answers.option, answers.population, answers.value, sum(answers.voices) as voices
    from chosen_answer_cells as answers
    join asked on asked.wave_id = answers.wave_id and asked.question_id = answers.question_id
    group by answers.question_id, answers.option, answers.population, answers.value
)
"""

NONRESPONSE = (_SAY("detail.nonresponse"),)
VOICE_DETAIL = (_SAY("detail.voice"),)
SHARE_DETAIL = (_SAY("detail.share"), *NONRESPONSE)
TOP_DETAIL = (_SAY("detail.top"),)
FAVOURABLE_DETAIL = (*TOP_DETAIL, *VOICE_DETAIL, *SHARE_DETAIL)


def latest(query: Query, which: str) -> str:
    """The common table expressions `asked`, `totals` and `given` of the questions that a condition picks, in the latest wave that asks any."""
    return _LATEST.format(which=which, voice_cells=voice_cells(query))


def voice_cells(query: Query) -> str:
    """The common table expression `voice_cells`; without what puts split voices together where a version has none, which takes as long
    as the rest."""
    return VOICE_CELLS if has_split_voices(query) else "voice_cells as (select * from chosen_voice_cells)"


def has_split_voices(query: Query) -> bool:
    """Whether a voice of the version is split. The same whatever is chosen."""
    return query.read("select wave_id from survey_split_voices limit 1").num_rows > 0


def with_shares(
    frame: pd.DataFrame,
    count: str,
    names: tuple[str, str, str] = SHARE_NAMES,
    base: str = "base",
    population: str = "members",
) -> pd.DataFrame:
    """The frame with the share of `count` in `base`, in percent, and its interval; empty where not known."""
    estimates = [
        share_of(float(yes), int(n), None if pd.isna(members) else int(members)).in_unit(100)
        for yes, n, members in zip(frame[count], frame[base], frame[population], strict=True)
    ]
    return frame.assign(**numbers(estimates, names, frame.index))


def numbers(
    estimates: list[Estimate | None], names: tuple[str, str, str], index: pd.Index
) -> dict[str, pd.Series]:
    """Value, low and high of some estimates as columns, empty where there is none."""
    parts = [[getattr(estimate, part, None) for estimate in estimates] for part in ("value", "low", "high")]
    return {
        name: pd.Series(part, index=index, dtype="double[pyarrow]")
        for name, part in zip(names, parts, strict=True)
    }


def main(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of those for whom each wave was made: members where any answered, else the first others known."""
    are_main = _are_main(frame["population"].tolist(), frame["wave_id"].tolist())
    return frame[numpy.array(are_main, dtype=bool)]


def main_rows(rows: list[Row]) -> list[Row]:
    """The same of rows."""
    are_main = _are_main([row["population"] for row in rows], [row["wave_id"] for row in rows])
    return list(compress(rows, are_main))


def _are_main(populations: list[str], waves: list[str]) -> list[bool]:
    order = codelists.ranks("survey_populations")
    ranks = [order[population] for population in populations]
    least: dict[str, int] = {}
    for wave, rank in zip(waves, ranks, strict=True):
        least[wave] = min(rank, least.get(wave, rank))
    return [rank == least[wave] for wave, rank in zip(waves, ranks, strict=True)]


def is_public(rows: list[Row]) -> bool:
    """Whether they are shown to a public, and what only the team sees is withheld, or more is hidden."""
    return any(row["mark"] == marks.TEAM_ONLY or marks.hides(row["mark"]) for row in rows)


def size(frame: pd.DataFrame) -> str:
    """`62 membres ayant répondu, sur 85 au jour de l’enquête` for the rows of the latest wave; `En 2021, 58 à 62 membres…` where there are several waves."""
    text = size_of_rows(to_rows(frame[["wave_id", "population", "base", "members"]]))
    is_of_several = "year" in frame and frame["wave_id"].nunique() > 1
    return f"En {frame['year'].iloc[-1]}, {text}" if text and is_of_several else text


def size_of_rows(rows: list[Row]) -> str:
    """The same of rows."""
    rows = main_rows(rows)
    last = [row for row in rows if row["wave_id"] == rows[-1]["wave_id"] and row["base"] is not None]
    if not last:
        return ""
    bases = [int(row["base"]) for row in last]
    members = max((row["members"] for row in last if row["members"] is not None), default=None)
    who = count_of(max(bases), last[0]["population"])
    total = "" if members is None else f" ayant répondu, sur {french.number(members)} {ON_DAY}"
    return (who if min(bases) == max(bases) else f"{french.number(min(bases))} à {who}") + total


def count_of(how_many: int, population: str) -> str:
    """`62 membres`, `348 répondant·es`."""
    return french.count(how_many, _NOUNS.get(population, "répondant·e"))


def interval(low: float, high: float) -> str:
    """`(52 à 71 %)`; empty where there is no interval, or where it is a single number, as where all were asked and answered."""
    if pd.isna(low) or pd.isna(high):
        return ""
    ends = [french.number(bound) for bound in (low, high)]
    return f"({' à '.join(ends)}{french.NARROW}%)" if ends[0] != ends[1] else ""


def describe_share(
    row: Mapping[str, Any] | pd.Series, names: tuple[str, str, str] = SHARE_NAMES, base: str = "base"
) -> str:
    """`64 % (52 à 71 %)`, `1 sur 3` of a few, or `au moins 90 %` where the share is bounded."""
    if (bound := marks.bound(row.get("mark"))) is not None:
        return describe_bound(bound)
    value, low, high = (row[name] for name in names)
    if row[base] < french.FEWEST:
        return french.share(value, row[base])
    return f"{french.percent(value)} {interval(low, high)}".strip()


def describe_bound(bound: marks.Bound) -> str:
    """`au moins 90 %`."""
    return f"{AT[bound.is_least]} {french.percent(bound.percent)}"


def describe_hidden(mark: str) -> str:
    """What stands in a chart in place of a number: the bound of it, else the mark, in words."""
    bound = marks.bound(mark)
    return marks.to_words(mark) if bound is None else describe_bound(bound)


def share_and_base(
    row: Mapping[str, Any] | pd.Series, names: tuple[str, str, str] = SHARE_NAMES, base: str = "base"
) -> str:
    """`64 % (52 à 71 %), 62 réponses`, or `1 sur 3` of a few: beside a bar."""
    share = describe_share(row, names, base)
    return share if row[base] < french.FEWEST else f"{share}, {french.count(row[base], 'réponse')}"


def say_share(
    row: Mapping[str, Any] | pd.Series, names: tuple[str, str, str] = SHARE_NAMES, base: str = "base"
) -> str:
    """`64 % (62 réponses)`, or `1 sur 3` of a few: within a sentence."""
    if row[base] < french.FEWEST:
        return describe_share(row, names, base)
    return _SAY("answers.share", share=say_point(row, names[0]), n=int(row[base]))


def say_point(row: Mapping[str, Any] | pd.Series, name: str) -> str:
    """`64 %`, or `au moins 90 %` where the share is bounded."""
    bound = marks.bound(row.get("mark"))
    return french.percent(row[name]) if bound is None else describe_bound(bound)


def choose_wording(name: str, name_of_need: str, dimension: str) -> str:
    """The name of a phrase on favourable answers; to a question about a need they say that there is one."""
    return name_of_need if dimension == "need" else name


def describe_favourable(
    row: Mapping[str, Any] | pd.Series, dimension: str, names: tuple[str, str, str] = SHARE_NAMES
) -> str:
    """`64 % de réponses favorables (62 réponses ; marge d’erreur : 52 à 71 %)`, or `1 réponse favorable sur 3` of a few."""
    base = int(row["base"])
    if base < french.FEWEST:
        return _SAY(
            choose_wording("answers.few", "answers.few_need", dimension),
            yes=row[names[0]] * base / 100,
            n=base,
        )
    name = choose_wording("answers.favourable", "answers.favourable_need", dimension)
    return _SAY(name, share=say_point(row, names[0]), n=base, between=between(row, names))


def describe_unsaid(row: Mapping[str, Any] | pd.Series) -> str:
    """`5 sans avis, non posée à 2`: how many are not in the base, where the team looks."""
    counts = [0 if pd.isna(row[column.name]) else int(row[column.name]) for column in c.MISSING]
    without_opinion, not_asked = sum(counts[:-1]), counts[-1]
    parts = (
        _SAY("answers.without_opinion", n=without_opinion) if without_opinion else "",
        _SAY("answers.not_asked", n=not_asked) if not_asked else "",
    )
    return ", ".join(filter(None, parts))


def describe_base(row: Mapping[str, Any] | pd.Series) -> str:
    """`40 réponses ; 3 choix au plus ; 5 sans avis`: how many answered, how many answers each could choose, how many are not in the base."""
    most = row["most_choices"]
    choices = "" if pd.isna(most) else _SAY("answers.most_choices", n=int(most))
    return " ; ".join(filter(None, (french.count(row["base"], "réponse"), choices, describe_unsaid(row))))


def between(row: Mapping[str, Any] | pd.Series, names: tuple[str, str, str] = SHARE_NAMES) -> str:
    """` ; marge d’erreur : 52 à 71 %`; empty of a bounded share, and where all answered."""
    low, high = (row[name] for name in names[1:])
    if marks.bound(row.get("mark")) is not None or not interval(low, high):
        return ""
    low, high = map(french.number, (low, high))
    return _SAY("answers.between", low=low, high=high)


def short(wording: str) -> str:
    """What tells a question of a grid from its neighbours: the text in its last brackets, else the whole wording."""
    return match[1] if (match := _OF_GRID.search(wording)) else wording


def name_wave(wave: str) -> str:
    """A survey at the head of a sentence: `Dans l’enquête de 2021`."""
    return _SAY("answers.wave", wave=wave_title(wave))


def wave_title(wave: str) -> str:
    """`l’enquête de 2021` for a long title that ends with its year, else the title between quotes."""
    year = _OF_YEAR.search(wave)
    says_only_year = year is not None and (len(wave) > LONGEST_WAVE or _PLAIN_WAVE.fullmatch(wave))
    return f"l’enquête de {year[0].strip()}" if says_only_year else f"« {wave} »"


def group_named(label: str) -> str:
    """A group within a sentence that gives its own n: groups shown together lose that of their name."""
    return label if label == marks.WHOLE or not marks.is_name(label) else label.partition(" (")[0]


def identify_wording(wording: str) -> str:
    """What tells a question as sentences name it, however it is typed: its words in small letters."""
    return " ".join(re.findall(r"\w+", name_question(wording).casefold()))


def find_told(wordings: Iterable[str], words: str) -> list[str]:
    """The questions, of some, that words tell: all of their words, or else their last ones."""
    questions, end = list(dict.fromkeys(wordings)), identify_wording(words)
    alike = [wording for wording in questions if identify_wording(wording) == end]
    return alike or [
        wording for wording in questions if end and identify_wording(wording).endswith(f" {end}")
    ]


def cut_told(wording: str, words: str) -> str:
    """The words that tell a question (`find_told`), as they are typed in it; empty where it does not end with them."""
    name = name_question(wording)
    ends = (name[match.start() :] for match in re.finditer(r"\w+", name))
    return next((_strip_end(end) for end in ends if identify_wording(end) == identify_wording(words)), "")


def shorten_questions(wordings: Iterable[str]) -> dict[str, str]:
    """Of each question, by `identify_wording`, what tells it among them: its last words, `l’accompagnement reçu`, or all of them."""
    names = {identify_wording(wording): name_question(wording) for wording in wordings}
    return {words: _leave_start_out(name, names.keys() - {words}) for words, name in names.items()}


def _leave_start_out(name: str, others: Iterable[str]) -> str:
    """From its first article or preposition, where the words before it, which others have too, do not turn the sense of those after it, some
    of which none has; else all of its words."""
    common = {"de", "d", *(word for other in others for word in other.split())}
    words = _FIRST_LETTERS.finditer(name)
    start = next((match.start(1) for match in words if _OPENING.fullmatch(match[1])), 0)
    left_out, rest = name[:start], name[start:]
    is_common = [common.issuperset(identify_wording(part).split()) for part in (left_out, rest)]
    is_told = is_common == [True, False] and not _TURNS.search(left_out)
    return _strip_end(rest if is_told else name)


def _strip_end(name: str) -> str:
    return name.rstrip(" \u00a0\u202f?.!")


def quoted(wording: str) -> str:
    """A question's wording between French quotes, within a sentence: shortened where long, without the full stop of its own."""
    return f"« {name_question(wording)} »"


def name_question(wording: str) -> str:
    """The same without the quotes."""
    return textwrap.shorten(short(wording).removesuffix("."), 110, placeholder="…")
