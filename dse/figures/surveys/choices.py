"""Questions whose answers have no order: one to choose, or several."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, sentences
from dse.disclosure import Rule, marks
from dse.disclosure.rule import Form
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.paging import Paging
from dse.figures.rows import Row, to_rows
from dse.figures.surveys import bounded
from dse.figures.surveys.silence import Reading, explain_silence
from dse.figures.surveys.wording import (
    EVERY_FILTER,
    PAGE,
    QUESTION_FILTERS,
    SHARE_DETAIL,
    SHARE_NAMES,
    SOURCE,
    VOICE_DETAIL,
    between,
    describe_base,
    describe_share,
    latest,
    main,
    name_wave,
    quoted,
    say_share,
    short,
    size,
    with_shares,
)
from dse.query import Query

_SAY = sentences.read(__file__)

MOST = 24  # answers drawn
# How an answer is that of an option, and how many voices it has; each option is asked apart in a multiple choice.
FORMS = {
    "CHOIX_MULTIPLE": {
        "SAME": "totals.option = options.option",
        "MATCH": "given.option = options.option",
        "VOICE": "given.voices * given.value",
    },
    "CHOIX_UNIQUE": {"SAME": "true", "MATCH": "given.value = options.rank", "VOICE": "given.voices"},
}
_CHOICES = """
with LATEST
select
    asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, totals.population,
    options.label as answer, min(options.rank) as rank, round(coalesce(sum(VOICE), 0), 6) as voices,
    totals.base, totals.members, asked.most_choices, totals.dont_know, totals.not_concerned, totals.no_answer, totals.not_asked
from asked
join survey_options as options on options.scale_id = asked.scale_id and options.missing is null
join totals on totals.question_id = asked.question_id and SAME
join codelist_survey_populations as populations on populations.code = totals.population
left join given
    on given.question_id = asked.question_id and given.population = totals.population and MATCH
group by asked.wave_id, asked.wave, asked.question_id, asked.wording, asked.position, totals.population, options.label,
    totals.base, totals.members, asked.most_choices, totals.dont_know, totals.not_concerned, totals.no_answer, totals.not_asked,
    populations.rank
order by populations.rank, asked.position, asked.question_id, min(options.rank), options.label
"""


def choices(query: Query, form: str, which: str = "true") -> pd.DataFrame:
    """One row a population, question and answer offered, in the order of the questionnaire; of the questions that `which` picks."""
    sql = _CHOICES.replace("LATEST", latest(query, f"form = '{form}' and {which}"))
    for placeholder, expression in FORMS[form].items():
        sql = sql.replace(placeholder, expression)
    return shares(query(sql))


def shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The share of each answer with its interval, in percent."""
    return with_shares(frame, "voices")


def _finding(frame: pd.DataFrame) -> Finding:
    rows = main(frame)
    shown_rows = [row for row in to_rows(rows) if _read(row)]
    if not shown_rows:
        return Finding(_SAY("answers.none"))
    firsts = bounded.find_firsts(shown_rows, _read)
    if len(firsts) > 1 or marks.bound(firsts[0]["mark"]):
        return Finding(
            _SAY("choices.either", wave=name_wave(firsts[0]["wave"]), candidates=_either(firsts)),
            named=tuple(row["question_id"] for row in firsts),
        )
    row = firsts[0]
    others = [
        other for other in shown_rows if other["question_id"] == row["question_id"] and other is not row
    ]
    tied = french.tied_with(
        [f"« {other['answer']} »" for other in bounded.find_tied([row, *others], "share_pct")]
    )
    return Finding(
        _SAY(
            "choices.first",
            wave=name_wave(row["wave"]),
            question=quoted(row["wording"]),
            answer=row["answer"],
            share=_describe_first(row),
            next=tied or _describe_next(bounded.find_firsts(others, _read)),
        ),
        named=(row["question_id"],),
    )


def _describe_first(row: Row) -> str:
    """`51 % (53 réponses ; marge d’erreur : 43 à 59 %)`, or `1 sur 3` of a few."""
    if row["base"] < french.FEWEST:
        return describe_share(row)
    return _SAY("choices.share", share=row["share_pct"], n=row["base"], between=between(row))


def _read(row: Row) -> bounded.Limits | None:
    return bounded.read(row, "share_pct")


def _either(rows: list[Row]) -> str:
    """The first answer; those of which one is the first, where it cannot be told which."""
    candidates = [f"« {row['answer']} » à {quoted(row['wording'])}, {say_share(row)}" for row in rows]
    return candidates[0] if len(rows) == 1 else french.either(candidates)


def _describe_next(seconds: list[Row]) -> str:
    """The second answer; nothing where it cannot be told."""
    if len(seconds) != 1 or marks.bound(seconds[0]["mark"]):
        return ""
    (second,) = seconds
    return f", devant « {second['answer']} », {french.share(second['share_pct'], second['base'])}"


def _chart(frame: pd.DataFrame, full_table: pd.DataFrame | None = None) -> charts.Chart:
    every = main(frame)
    shown = (
        every.groupby("question_id", sort=False, group_keys=False)[list(every.columns)]
        .apply(_ranked)
        .head(MOST)
    )
    left = len(every) - len(shown)
    return charts.intervals(
        to_rows(_points(shown)),
        title=f"Et {french.count(left, 'autre réponse')} dans le tableau." if left else "",
        full_table=None if full_table is None else to_rows(_points(main(full_table))),
    )


def _points(rows: pd.DataFrame) -> pd.DataFrame:
    bases = rows.apply(_based, axis=1).where(~rows["mark"].map(marks.is_silent), None)
    # Said once for a question, unless its options were not all put to the same people.
    is_shared = bases.groupby(rows["question_id"]).transform("nunique") == 1
    of_question = bases.groupby(rows["question_id"]).transform("first").where(is_shared)
    return pd.DataFrame(
        {
            "header": [
                short(wording) if pd.isna(base) else f"{short(wording)} ({base})"
                for wording, base in zip(rows["wording"], of_question, strict=True)
            ],
            "row": rows["answer"].map(marks.to_words),
            "value": rows["share_pct"],
            "low": rows["low_pct"],
            "high": rows["high_pct"],
            "said": [
                _describe(row, "" if shared else base)
                for (_, row), shared, base in zip(rows.iterrows(), is_shared, bases, strict=True)
            ],
            "broken": "",
            "is_hollow": False,
        }
    ).join(bounded.list_ends(rows))


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    return bounded.order_frame(rows, "share_pct")


def _based(row: pd.Series) -> str:
    """How many answered, how many answers each could choose and, where the team looks, how many did not answer, and why."""
    return "" if pd.isna(row["base"]) else describe_base(row)


def _describe(row: pd.Series, base: str) -> str:
    if marks.is_silent(row["mark"]):
        return marks.to_words(row["mark"])
    if pd.isna(row["share_pct"]) and not marks.bound(row["mark"]):
        return "aucune réponse"
    return ", ".join(part for part in (describe_share(row), base) if part)


_COLUMNS = (*c.QUESTION_OF_WAVE, c.OPTION, c.VOICES, *c.SHARE_OF_ANSWERS, c.MOST_CHOICES, *c.MISSING, c.MARK)


def _rule(kind: Form) -> Rule:
    return Rule(
        kind,
        base="base",
        counts=("voices",),
        category=("answer",),
        strata=("wave_id", "population", "question_id"),
        wave="wave_id",
        derived=SHARE_NAMES,
        percentages=SHARE_NAMES,
        derive=shares,
        withheld=tuple(column.name for column in c.MISSING),
        bounds={"share_pct": ""},
        filters=QUESTION_FILTERS,
    )


RULES = {"CHOIX_MULTIPLE": _rule("options"), "CHOIX_UNIQUE": _rule("distribution")}


def _figure(identity: str, position: tuple[str, int], form: str, question: str) -> Figure:
    return Figure(
        id=identity,
        page=PAGE,
        position=position,
        question=question,
        names_largest=True,
        rows=partial(choices, form=form),
        columns=_COLUMNS,
        report_columns=("share_pct", "base", "low_pct", "high_pct"),
        finding=_finding,
        chart=_chart,
        paging=Paging(("question_id",), among=main, is_scaled=True),
        method=_SAY(f"{identity}.method"),
        detail=(_SAY(f"{identity}.detail"), *VOICE_DETAIL, *SHARE_DETAIL),
        source=SOURCE,
        breakdowns=EVERY_FILTER,
        size=size,
        when_empty=explain_silence(Reading(_SAY(f"about.{identity}"), form=form)),
        rule=RULES[form],
    )


MULTIPLE_FIGURE = _figure(
    "choices",
    ("autres", 10),
    "CHOIX_MULTIPLE",
    "Que choisissent les membres quand ils peuvent choisir plusieurs réponses ?",
)
SINGLE_FIGURE = _figure(
    "single_choices",
    ("autres", 20),
    "CHOIX_UNIQUE",
    "Que choisissent les membres quand une seule réponse est possible ?",
)
