"""What members say they wish to take part in, and whether they came: row by row, counted, by family, and member by member."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from dse import sentences
from dse.figures.network.joining import KINDS
from dse.figures.records import VISITS, read_records
from dse.figures.surveys.wording import MEMBER
from dse.query import Query
from schemas import codelists

_SAY = sentences.read(__file__)

# « Ni expérimentation ni communauté », « Aucune », « Je ne souhaite pas… » wish for nothing.
_REFUSES = re.compile(r"^(ni|aucune?|pas|non|sans)\b|\bne\b|\bn['’]")


def _name_options(kind: str) -> str:
    """The parameter that holds the options that name a kind."""
    return f"options_{kind.lower()}"


# The options of the multiple choices on what is to come, the latest wave first.
_OFFERED = """
select asked.wave_id, asked.wave, asked.question_id || '|' || options.option as offered, options.label
from chosen_asked as asked
join survey_options as options on options.scale_id = asked.scale_id and options.missing is null
where asked.form = 'CHOIX_MULTIPLE' and asked.dimension = 'expectation'
order by asked.closed_on desc, asked.wave_id desc, asked.question_id, options.option
"""
_OF_KINDS = " union all ".join(
    f"select '{kind}' as kind, {rank} as rank, voices.* from voices where list_contains(${_name_options(kind)}, offered)"
    for rank, kind in enumerate(KINDS, start=1)
)
# How far each member chose an option of each kind, 1 where all its respondents did, and when it last came to one. A wish is that of
# half of them.
_WISHES = f"""
with voices as (
    select question_id || '|' || option as offered, unit_number, actor_family, region, total from chosen_voices
    where wave_id = $wave_id and population = '{MEMBER}' and option is not null and answers > 0
),
options as (
    select kind, rank, offered, unit_number, max(actor_family) as actor_family, max(region) as region, sum(total) as voice
    from ({_OF_KINDS}) as of_kinds
    group by kind, rank, offered, unit_number
),
members as (
    select kind, rank, unit_number, max(actor_family) as actor_family, max(region) as region, max(voice) >= cast(0.5 as double) as is_wish
    from options group by kind, rank, unit_number
),
units as (
    select distinct unit_number, unit_id from survey_units where wave_id = $wave_id and population = '{MEMBER}'
),
wishes as (
    select members.kind, members.rank, members.actor_family, members.region, members.is_wish, units.unit_id, organisations.name,
        waves.title, waves.closed_on, came.last_on, lasts.last_on as last_activity
    from members
    join units on units.unit_number = members.unit_number
    join organisations on organisations.organisation_id = units.unit_id
    join survey_waves as waves on waves.wave_id = $wave_id
    left join yearly_presences_by_kind as came
        on came.organisation_id = units.unit_id and came.kind = members.kind and came.until_year = 9999
    left join yearly_presences as lasts on lasts.organisation_id = units.unit_id and lasts.until_year = 9999
)
"""
_COUNTED = """
select title, wishes.kind, {family} as actor_family, count(*) as answered, count(*) filter (where is_wish) as wishing,
    count(*) filter (where not is_wish) as not_wishing, cast(100 as double) * count(*) filter (where is_wish) / count(*) as wishing_pct,
    count(*) filter (where is_wish and last_on > closed_on) as came_since,
    count(*) filter (where is_wish and last_on <= closed_on) as came_before,
    case when $is_whole then count(*) filter (where is_wish and last_on is null) end as never_came
from wishes left join codelist_actor_families as families on families.code = {family}
group by title, wishes.kind, wishes.rank, {family}, families.rank
order by wishes.rank, families.rank nulls last
"""
_NEVER = """
select wishes.*, cast($is_whole as boolean) as has_visits from wishes
where is_wish and last_on is null and unit_id in (select organisation_id from members_now)
order by last_activity nulls first, name, kind, unit_id
"""


def kinds_of(option: str, kinds: tuple[str, ...] = KINDS) -> list[str]:
    """Which kinds of activity an option names, by their label: « Une communauté de pratiques »; none where it refuses them."""
    if is_refusal(option):
        return []
    labels, text = codelists.labels("activity_kinds"), _plain(option)
    return [kind for kind in kinds if _plain(labels[kind]) in text]


def is_refusal(option: str) -> bool:
    """Whether an option wishes for nothing."""
    return _REFUSES.search(_plain(option)) is not None


def _plain(text: str) -> str:
    """Letters without accents, small."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold().strip())
        if not unicodedata.combining(letter)
    )


def _read(query: Query, select: str) -> pd.DataFrame:
    """What `select` reads of `wishes`, one row a member and kind that the latest wave offering one offered it: whether it wishes
    (`is_wish`), when it last came to one (`last_on`), and to any activity; `$is_whole`: whether who has no visit never came. Nothing
    where no wave offers any."""
    offered = query(_OFFERED).to_dict("records")
    latest = next((row["wave_id"] for row in offered if kinds_of(row["label"])), None)
    if latest is None:
        return pd.DataFrame()
    options = {
        _name_options(kind): [
            row["offered"] for row in offered if row["wave_id"] == latest and kind in kinds_of(row["label"])
        ]
        for kind in KINDS
    }
    is_whole = read_records(query).is_whole(VISITS)
    return query.with_parameters(wave_id=latest, is_whole=is_whole, **options)(_WISHES + select)


def find_unnamed(query: Query) -> str:
    """That no answer offered names a kind of activity; empty where one does."""
    labels = query.read(_OFFERED)["label"].to_pylist()
    return "" if any(map(kinds_of, labels)) else _SAY("wishes_and_coming.unnamed")


def counted(query: Query) -> pd.DataFrame:
    """One row a kind: members that answered, that wish, and of these how many came since the wave, before only, or never; none
    never where visits are not recorded each year."""
    return _read(query, _COUNTED.format(family="cast(null as varchar)"))


def by_family(query: Query) -> pd.DataFrame:
    """The same, one row a kind and family, in the order of their lists."""
    return _read(query, _COUNTED.format(family="wishes.actor_family"))


def never_came(query: Query) -> pd.DataFrame:
    """One row a member of today and kind that it wishes and of which it has no visit, those that were seen least lately first."""
    return _read(query, _NEVER)
