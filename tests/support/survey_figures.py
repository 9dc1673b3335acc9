"""Random surveys of 85 organisations, and figures of every form over them, built like those of the project."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy
import pandas as pd
import pyarrow as pa

from dse import charts, french
from dse.disclosure import Rule
from dse.figures import Figure, Finding
from dse.figures import columns as c
from dse.query import Query, relations, survey_relations, versions
from dse.query.cache import Cache
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.query.tables import create_codelists, load_codelists
from schemas import Column, codelists

ORGANISATIONS = 85
FAMILIES = codelists.codes("actor_families")
REGIONS = codelists.codes("regions")
OPTIONS = ("1", "2", "3", "4", "5")
SIDES = {"1": "Pas d’accord", "2": "Pas d’accord", "3": "Neutre", "4": "D’accord", "5": "D’accord"}
FAVOURABLE = {each: "D’accord" if each in "45" else "Autre réponse" for each in OPTIONS}
CHOICES = ("a", "b")
WAVES = {"V16": date(2016, 3, 1), "V19": date(2019, 3, 1)}


def survey(seed: int, waves: int = 1, sizes: tuple[float, ...] | None = None) -> DuckDBEngine:
    """A survey whose response and answers depend on the family, many of them small."""
    rng = numpy.random.default_rng(seed)
    weights = numpy.array(sizes) if sizes else rng.dirichlet(numpy.linspace(4, 0.5, len(FAMILIES)))
    members = pd.DataFrame(
        {
            "organisation_id": [f"O{at}" for at in range(ORGANISATIONS)],
            "actor_family": rng.choice(FAMILIES, ORGANISATIONS, p=weights),
            "region": rng.choice(REGIONS[:6], ORGANISATIONS),
        }
    )
    rates = dict(zip(FAMILIES, rng.uniform(0.3, 0.95, len(FAMILIES)), strict=True))
    tastes = {family: rng.dirichlet(rng.uniform(0.2, 3, 5)) for family in FAMILIES}
    chosen = {family: rng.beta(0.8, 0.8, len(CHOICES)) for family in FAMILIES}
    respondents, answers = [], []
    for wave in list(WAVES)[:waves]:
        for row in members.itertuples():
            answered = rng.random() < rates[row.actor_family]
            status = "complete" if answered else "invited"
            respondents.append((wave, f"R{row.Index}", row.organisation_id, status))
            if not answered:
                continue
            if rng.random() > 0.05:
                answers.append(
                    (wave, f"R{row.Index}", "Q1", "-", float(rng.choice(5, p=tastes[row.actor_family]) + 1))
                )
            answers += [
                (wave, f"R{row.Index}", "Q2", choice, float(rng.random() < chosen[row.actor_family][at]))
                for at, choice in enumerate(CHOICES)
            ]
    return _connection(members, respondents, answers)


def _connection(members: pd.DataFrame, respondents: list, answers: list) -> DuckDBEngine:
    engine = DuckDBEngine(answers=Cache(versions.ANSWERS), threads=1)
    tables = {
        "survey_waves": pd.DataFrame(
            {"wave_id": list(WAVES), "opened_on": list(WAVES.values()), "closed_on": list(WAVES.values())}
        ),
        "survey_respondents": pd.DataFrame(
            respondents, columns=["wave_id", "respondent_id", "organisation_id", "status"]
        ).assign(actor_family=pd.Series(dtype="str"), is_partner=False),
        "survey_answers": pd.DataFrame(
            answers, columns=["wave_id", "respondent_id", "question_id", "option", "value"]
        ),
        "memberships": members[["organisation_id"]].assign(joined_on=date(2010, 1, 1), left_on=None),
        "organisations": members[["organisation_id"]].assign(name="Fictive"),
        "organisation_profiles": members.assign(field="AUTRE", size_band=None, valid_from=date(2010, 1, 1)),
    }
    dates = {"joined_on", "left_on", "valid_from", "opened_on", "closed_on"}
    for name, frame in tables.items():
        told = pa.Table.from_pandas(frame, preserve_index=False)
        for at, field in enumerate(told.schema):
            if field.name in dates or pa.types.is_null(field.type):
                kind = pa.date32() if field.name in dates else pa.string()
                told = told.set_column(at, field.name, told.column(at).cast(kind))
        engine.create_from_rows(name, told)
    create_codelists(engine, load_codelists())
    engine.create(
        "create table reference as select date '2019-12-31' as as_of, date '2019-12-31' as known_on"
    )
    for sql in (
        relations.PROFILE_SPANS,
        survey_relations.KNOWN_WAVES,
        survey_relations.REGISTERS,
        survey_relations.REPLIES,
        survey_relations.UNITS,
    ):
        engine.create(sql)
    return engine


_UNITS = """
with units as (
    select
        replies.wave_id, replies.respondent_id, {group} as "group", replies.status in ('partial', 'complete') as answered
    from survey_respondents as replies
    join survey_waves on survey_waves.wave_id = replies.wave_id
    left join profile_spans as profile on profile.organisation_id = replies.organisation_id
        and survey_waves.closed_on >= profile.valid_from and survey_waves.closed_on < profile.valid_until
    where extract(year from survey_waves.closed_on) between $first_year and $last_year
    and ($all_families or profile.actor_family in (select unnest($families)))
    and ($all_regions or profile.region in (select unnest($regions)))
),
groups as (select wave_id, "group", count(*) as members, count(*) filter (answered) as answered from units group by all)
"""
_LIKERT = (
    _UNITS
    + """
, given as (
    select units.wave_id, units."group", cast(cast(value as integer) as varchar) as option
    from units join survey_answers as answers
        on answers.wave_id = units.wave_id and answers.respondent_id = units.respondent_id and question_id = 'Q1'
)
select groups.wave_id, groups."group", options.option, count(given.option) as answers,
    (select count(*) from given as all_given
     where all_given.wave_id = groups.wave_id and all_given."group" = groups."group") as base
from groups cross join (select unnest(['1', '2', '3', '4', '5']) as option) as options
left join given on given.wave_id = groups.wave_id and given."group" = groups."group" and given.option = options.option
group by all order by all
"""
)
_CHOICES = (
    _UNITS
    + """
select units.wave_id, units."group", answers.option, cast(sum(value) as bigint) as answers, count(*) as base
from units join survey_answers as answers
    on answers.wave_id = units.wave_id and answers.respondent_id = units.respondent_id and question_id = 'Q2'
group by all order by all
"""
)
_RATE = _UNITS + """select wave_id, "group", members, answered from groups order by all"""
GROUPS = {
    "": "''",
    "actor_family": "coalesce(profile.actor_family, '?')",
    "region": "coalesce(profile.region, '?')",
}


def _query_group(query: Query, sql: str, group: str) -> pd.DataFrame:
    return query(sql.format(group=GROUPS[group])).rename(columns={"group": group or "_"})


def likert(query: Query, group: str = "") -> pd.DataFrame:
    """One row a wave, group and option."""
    frame = _query_group(query, _LIKERT, group)
    told = frame.assign(side=frame["option"].map(SIDES), favourable=frame["option"].map(FAVOURABLE))
    return shares(told)


def top_two(query: Query, group: str = "actor_family") -> pd.DataFrame:
    """One row a wave and group: the share of those who agree."""
    frame = _query_group(query, _LIKERT, group).assign(is_top=lambda frame: frame["option"].isin(["4", "5"]))
    keys = ["wave_id", group]
    tops = (
        frame[frame["is_top"]]
        .groupby(keys, as_index=False)
        .agg(answers=("answers", "sum"), base=("base", "first"))
    )
    return shares(tops.assign(others=tops["base"] - tops["answers"]))


def choices(query: Query, group: str = "") -> pd.DataFrame:
    """One row a wave, group and choice; several may be chosen."""
    return shares(_query_group(query, _CHOICES, group))


def response(query: Query, group: str = "") -> pd.DataFrame:
    """One row a wave and group: those who answered among the members."""
    return shares(_query_group(query, _RATE, group), "answered", "members")


def shares(frame: pd.DataFrame, count: str = "answers", base: str = "base") -> pd.DataFrame:
    """The share in percent, with Wilson's interval."""
    n = frame[base].to_numpy(dtype=float, na_value=numpy.nan)
    n = numpy.where(n > 0, n, numpy.nan)
    p = frame[count].to_numpy(dtype=float, na_value=numpy.nan) / n
    spread = 1.96 * (p * (1 - p) / n + 1.96**2 / (4 * n**2)) ** 0.5
    middle, scale = p + 1.96**2 / (2 * n), 1 + 1.96**2 / n
    told = {
        "share_pct": 100 * p,
        "low_pct": 100 * (middle - spread) / scale,
        "high_pct": 100 * (middle + spread) / scale,
    }
    kind = pd.ArrowDtype(pa.float64())
    return frame.assign(
        **{name: pd.Series(values, index=frame.index, dtype=kind) for name, values in told.items()}
    )


def _column(name: str, kind: pa.DataType = pa.string(), role: str = "dimension", **more: object) -> Column:
    return Column("figures", name, name.capitalize(), "Colonne d’essai.", kind, role, nullable=True, **more)


WAVE, OPTION = _column("wave_id"), _column("option")
ANSWERS, BASE = _column("answers", pa.int64(), "measure"), _column("base", pa.int64(), "measure")
MEMBERS, ANSWERED = _column("members", pa.int64(), "measure"), _column("answered", pa.int64(), "measure")
SHARES = tuple(
    _column(f"{name}_pct", pa.float64(), "measure", unit="%", decimals=1) for name in ("share", "low", "high")
)
_SHARES = tuple(each.name for each in SHARES)


def describe_lowest(frame: pd.DataFrame, count: str = "answers", base: str = "base") -> Finding:
    """The lowest row, named with its counts: what a finding would tell if it could."""
    exact = frame[frame["share_pct"].notna()]
    if exact.empty:
        return Finding("Rien d’exact.")
    row = exact.sort_values("share_pct").iloc[0]
    names = [str(row[each]) for each in ("wave_id", "actor_family", "region", "option") if each in frame]
    return Finding(f"Le plus bas : {' / '.join(names)} : {int(row[count])} sur {int(row[base])}.", 1.0)


def _bars(frame: pd.DataFrame, row: Column) -> object:
    text = pd.Series(
        [
            mark if pd.isna(share) else french.percent(share)
            for share, mark in zip(frame["share_pct"], frame["mark"], strict=True)
        ]
    )
    return charts.ranked_bars(frame, row=row, value=SHARES[0], text=text)


def _figure(
    id_: str, rows: object, rule: Rule, about: tuple[Column, ...], numbers: tuple[Column, ...], **more: object
) -> Figure:
    count, base = numbers[0].name, numbers[1].name
    return Figure(
        id=id_,
        page="enquetes",
        question=f"Que disent les membres, {id_} ?",
        rows=rows,
        columns=(*about, *numbers, *SHARES, c.MARK),
        finding=partial(describe_lowest, count=count, base=base),
        method="Essai.",
        source="Enquête",
        breakdowns=("families", "regions"),
        size=lambda frame: french.count(int(frame[base].iloc[0]), "réponse"),
        chart=partial(_bars, row=about[-1]),
        rule=rule,
        **more,
    )


_SHARED = {"strata": ("wave_id",), "wave": "wave_id", "derived": _SHARES, "percentages": _SHARES}
_LADDER = ("option", "side", "favourable")
_BY_FAMILY = {"group": "actor_family", "breakdown": "families"}
_COUNTED = {"base": "base", "counts": ("answers",), "derive": shares}
_ASKED = {
    "base": "members",
    "counts": ("answered",),
    "derive": partial(shares, count="answered", base="members"),
}

FIGURES = (
    _figure(
        "whole",
        likert,
        Rule("distribution", category=_LADDER, **_COUNTED, **_SHARED),
        (WAVE, OPTION),
        (ANSWERS, BASE),
    ),
    _figure(
        "by_family",
        partial(likert, group="actor_family"),
        Rule("distribution", category=_LADDER, **_COUNTED, **_SHARED, **_BY_FAMILY),
        (WAVE, c.FAMILY, OPTION),
        (ANSWERS, BASE),
    ),
    _figure(
        "by_region",
        partial(likert, group="region"),
        Rule("distribution", category=_LADDER, **_COUNTED, **_SHARED, group="region", breakdown="regions"),
        (WAVE, c.REGION, OPTION),
        (ANSWERS, BASE),
    ),
    _figure(
        "top_two",
        top_two,
        Rule("statistic", base="base", counts=("answers", "others"), derive=shares, **_SHARED, **_BY_FAMILY),
        (WAVE, c.FAMILY),
        (ANSWERS, BASE),
    ),
    _figure(
        "choices",
        choices,
        Rule("options", category=("option",), **_COUNTED, **_SHARED),
        (WAVE, OPTION),
        (ANSWERS, BASE),
    ),
    _figure(
        "choices_by_family",
        partial(choices, group="actor_family"),
        Rule("options", category=("option",), **_COUNTED, **_SHARED, **_BY_FAMILY),
        (WAVE, c.FAMILY, OPTION),
        (ANSWERS, BASE),
    ),
    _figure("rate", response, Rule("rate", **_ASKED, **_SHARED), (WAVE,), (ANSWERED, MEMBERS)),
    _figure(
        "rate_by_family",
        partial(response, group="actor_family"),
        Rule("rate", **_ASKED, **_SHARED, **_BY_FAMILY),
        (WAVE, c.FAMILY),
        (ANSWERED, MEMBERS),
    ),
)
