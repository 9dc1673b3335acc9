"""Who answered, against the register on the day the wave closed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dse import charts, french, sentences, stats
from dse.disclosure import Rule, marks
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.figures.records import MEMBERSHIPS
from dse.figures.rows import Row, last_number, to_columns, to_frame, to_rows
from dse.figures.surveys.silence import explain_silence
from dse.figures.surveys.wording import (
    ON_DAY,
    PAGE,
    PEOPLE_FILTERS,
    SOURCE,
    group_named,
    wave_title,
)
from dse.query import Query
from schemas import Column, codelists

_SAY = sentences.read(__file__)

# Waves whose respondents are known: an anonymous one has no rate.
WAVES = """
select wave_id, series, title as wave, closed_on, year from chosen_waves
where not is_anonymous
and wave_id in (select wave_id from survey_respondents where organisation_id is not null)
order by closed_on, wave_id
"""
# How far the members of each wave got, all of them or group by group; where nobody could answer, nothing.
_RATES = f"""
with waves as ({WAVES})
select waves.wave_id, waves.series, waves.wave, waves.closed_on, waves.year, {{group}}
    count(*) filter (where response_status <> 'ineligible') as members,
    count(*) filter (where response_status in ('complete', 'partial', 'invited')) as invited,
    count(*) filter (where response_status = 'partial') as partial,
    count(*) filter (where response_status in ('complete', 'partial')) as answered
from chosen_registers as registers join waves on waves.wave_id = registers.wave_id
group by {{group}} waves.wave_id, waves.series, waves.wave, waves.closed_on, waves.year
having count(*) filter (where response_status <> 'ineligible') > 0
order by waves.closed_on, waves.wave_id
"""
DETAIL = (_SAY("detail.response"),)


def rates(query: Query, group: Column | None = None) -> pd.DataFrame:
    """One row a wave; or one a group of the register in the latest wave, unknown groups last."""
    rows = query.read(_RATES.format(group=f"{group.name}," if group else "")).to_pylist()
    if group is not None:
        last = query.read(WAVES)["wave_id"].to_pylist()[-1:]
        ranks = codelists.ranks(group.codelists[0])
        rows = [row for row in rows if row["wave_id"] in last]
        rows.sort(key=lambda row: ranks.get(row[group.name], len(ranks)))
    return to_frame([row | {"rate_pct": _rate(row)} for row in rows], _columns(group))


def find_unnamed(query: Query) -> str:
    """That no survey says who answered; empty where one does."""
    return "" if query.read(WAVES).num_rows else _SAY("silence.unnamed")


def with_rate(frame: pd.DataFrame) -> pd.DataFrame:
    """The response rate in percent; empty where nobody could answer."""
    rows = [{"rate_pct": _rate(row)} for row in to_rows(frame)]
    return frame.assign(**to_columns(rows, ("rate_pct",), frame.index))


def _rate(row: Row) -> float | None:
    return 100 * row["answered"] / row["members"] if row["members"] else None


def _columns(group: Column | None) -> tuple[Column, ...]:
    return (
        c.WAVE_ID,
        c.WAVE,
        c.CLOSED_ON,
        *([group] if group else []),
        c.ANSWERED,
        c.MEMBERS_ASKED,
        c.RESPONSE_RATE,
        c.INVITED,
        c.PARTIAL,
        *([] if group else [c.SURVEY_SERIES]),
        c.MARK,
    )


def _finding(frame: pd.DataFrame) -> Finding:
    rows = to_rows(frame)
    row = rows[-1]
    # Before a public the wave before may be hidden: the one that is told is named by its year.
    before = next((other for other in rows[-2::-1] if other["series"] == row["series"]), None)
    was = (
        ""
        if before is None
        else _SAY(
            "response.before",
            share=french.share(before["rate_pct"], before["members"]),
            year=before["closed_on"].year,
        )
    )
    return Finding(_describe(row, was))


def _describe(row: Row, was: str = "") -> str:
    rate = "" if row["members"] < french.FEWEST else _SAY("response.rate", rate=row["rate_pct"])
    return _SAY(
        "response.answered",
        n=int(row["answered"]),
        members=row["members"],
        wave=wave_title(row["wave"]),
        rate=rate,
        was=was,
    )


def _group_finding(frame: pd.DataFrame, group: Column) -> Finding:
    every = to_rows(frame)
    rows = [row for row in every if row["members"] >= stats.FEWEST_IN_GROUP] or every
    among = "" if len(rows) == len(every) else _SAY("response.among", n=stats.FEWEST_IN_GROUP)
    rows.sort(key=lambda row: row["rate_pct"])
    if len(rows) == 1:
        return Finding(_describe(rows[0]))
    ends = (rows[0], rows[-1])
    labels = charts.labels_of((row[group.name] for row in ends), group)
    least, most = (
        _SAY(
            "response.group", share=french.share_of(row["answered"], row["members"]), group=group_named(label)
        )
        for row, label in zip(ends, labels, strict=True)
    )
    return Finding(
        _SAY("response.range", wave=wave_title(rows[0]["wave"]), least=least, most=most, among=among)
    )


def _chart(frame: pd.DataFrame, row: Column) -> charts.Chart:
    text = pd.Series(
        [
            marks.to_words(row.mark) if marks.hides(row.mark) else french.share_of(row.answered, row.members)
            for row in frame.itertuples()
        ]
    )
    drawn = frame[[row.name, c.RESPONSE_RATE.name, marks.MARK]]
    has_order = row not in (c.FAMILY, c.REGION)  # of its own: waves follow one another, sizes grow
    return charts.ranked_bars(drawn, row=row, value=c.RESPONSE_RATE, text=text, sort=not has_order)


def _size(frame: pd.DataFrame) -> str:
    rows = to_rows(frame[["wave_id", "answered", "members"]])
    last = [row for row in rows if row["wave_id"] == rows[-1]["wave_id"]]
    answered, members = (sum(row[name] or 0 for row in last) for name in ("answered", "members"))
    return f"{french.count(answered, 'membre')} sur {french.number(members)} {ON_DAY}"


_RULE: dict[str, Any] = {
    "form": "rate",
    "base": "members",
    "counts": ("answered",),
    "strata": ("wave_id",),
    "wave": "wave_id",
    "derived": ("rate_pct",),
    "percentages": ("rate_pct",),
    "derive": with_rate,
    "withheld": ("invited", "partial"),
}


def _by_group(
    identity: str, position: tuple[str, int], group: Column, breakdown: str, question: str
) -> Figure:
    return Figure(
        id=identity,
        requires=(MEMBERSHIPS,),
        page=PAGE,
        position=position,
        question=question,
        rows=partial(rates, group=group),
        columns=_columns(group),
        finding=partial(_group_finding, group=group),
        chart=partial(_chart, row=group),
        method=_SAY(f"{identity}.method"),
        detail=(_SAY("detail.by_group", group=stats.FEWEST_IN_GROUP), *DETAIL),
        source=f"{SOURCE}, adhésions",
        breakdowns=PEOPLE_FILTERS,
        size=_size,
        when_empty=explain_silence(find_cause=find_unnamed, otherwise="none_eligible"),
        rule=Rule(**_RULE, group=group.name, breakdown=breakdown),
    )


RATE_FIGURE = Figure(
    id="response_rate",
    requires=(MEMBERSHIPS,),
    page=PAGE,
    position=("participation", 10),
    question="Quelle part des membres répond à l’enquête ?",
    rows=rates,
    columns=_columns(None),
    report_columns=("closed_on", "answered", "members", "rate_pct", "invited", "partial"),
    finding=_finding,
    chart=partial(_chart, row=c.WAVE),
    method=_SAY("response_rate.method"),
    detail=DETAIL,
    source=f"{SOURCE}, adhésions",
    breakdowns=PEOPLE_FILTERS,
    size=_size,
    when_empty=explain_silence(find_cause=find_unnamed, otherwise="none_eligible"),
    scalars={"rate_pct": partial(last_number, name="rate_pct")},
    rule=Rule(**_RULE),
)
FAMILY_FIGURE = _by_group(
    "response_by_family",
    ("participation", 20),
    c.FAMILY,
    "families",
    "Quelles familles d’acteurs répondent moins ?",
)
SIZE_FIGURE = _by_group(
    "response_by_size",
    ("representativite", 20),
    c.SIZE,
    "sizes",
    "Les petites structures répondent-elles moins ?",
)
REGION_FIGURE = _by_group(
    "response_by_region", ("representativite", 30), c.REGION, "regions", "Répond-on autant partout ?"
)
