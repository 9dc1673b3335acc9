"""All organisations in one table: what each is, where it stands, and what the team asks of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.figures.network.wishes import is_refusal
from dse.figures.surveys.wording import MEMBER as VOICE
from dse.ingest.organisations import name_comparison
from dse.ingest.spelling import canonical_texts, words
from dse.members import directory
from dse.members.answers import HALF
from dse.members.needs import list_unserved
from dse.members.standing import FORMER, MEMBER, NEVER_MEMBER, STANDINGS
from dse.query import FIRST_YEAR, LAST_YEAR, Query
from schemas import Column, column

NEVER_REACHED, QUIET, UNSERVED, DISPLEASED, WISHING = (
    "jamais",
    "sans-service",
    "besoin",
    "insatisfait",
    "souhait",
)
SITUATIONS = (NEVER_REACHED, QUIET, UNSERVED, DISPLEASED, WISHING)
STANDING_CODES = (MEMBER, FORMER, NEVER_MEMBER)
NAME, JOINED, SERVED_LAST, NEEDS, PLEASED = "nom", "adhesion", "service", "besoins", "satisfaction"
ORDERS = (NAME, JOINED, SERVED_LAST, NEEDS, PLEASED)
QUIET_YEARS = (1, 2, 3, 5)

# What each says of its satisfaction in the last wave that it answered, where the least is on the unfavourable side; what it wishes in
# the last wave that offered it anything. As on the sheets.
_DISPLEASED = f"""
with units as (select distinct wave_id, unit_number, unit_id from survey_units where population = '{VOICE}'),
pleased as (
    select units.unit_id, asked.year, asked.question_id, sum(voices.place) / sum(voices.on_scale) as place
    from survey_voices as voices
    join units on units.wave_id = voices.wave_id and units.unit_number = voices.unit_number
    join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
    where voices.population = '{VOICE}' and voices.on_scale > 0 and asked.form = 'ECHELLE' and asked.dimension = 'satisfaction'
    group by units.unit_id, asked.year, asked.question_id
),
lasts as (select unit_id, max(year) as year from pleased group by unit_id),
displeased as (
    select pleased.unit_id, pleased.year as displeased_in, min(pleased.place) as least_place
    from pleased join lasts on lasts.unit_id = pleased.unit_id and lasts.year = pleased.year
    group by pleased.unit_id, pleased.year having min(pleased.place) < 0
),
"""
_WISHES = f"""
offered as (
    select units.unit_id, asked.closed_on, options.label, sum(voices.total) as chosen
    from survey_voices as voices
    join units on units.wave_id = voices.wave_id and units.unit_number = voices.unit_number
    join survey_asked as asked on asked.wave_id = voices.wave_id and asked.question_id = voices.question_id
    join survey_options as options on options.scale_id = asked.scale_id and options.option = voices.option
    where voices.population = '{VOICE}' and voices.answers > 0 and asked.form = 'CHOIX_MULTIPLE'
        and asked.dimension = 'expectation'
    group by units.unit_id, asked.closed_on, options.label
),
last_offers as (select unit_id, max(closed_on) as closed_on from offered group by unit_id),
wishes as (
    select offered.unit_id, string_agg(offered.label, ' ; ' order by offered.label) as wishes
    from offered join last_offers on last_offers.unit_id = offered.unit_id and last_offers.closed_on = offered.closed_on
    where offered.chosen >= {HALF} and not list_contains($refusals, offered.label)
    group by offered.unit_id
),
"""
_EVERYONE = f"""
{_DISPLEASED}{_WISHES}standings as ({STANDINGS})
select standings.*, profile.actor_family, profile.region, profile.size_band, displeased.displeased_in, displeased.least_place,
    wishes.wishes
from standings
left join profile_spans as profile on profile.organisation_id = standings.organisation_id
    and standings.as_of >= profile.valid_from and standings.as_of < profile.valid_until
left join displeased on displeased.unit_id = standings.organisation_id
left join wishes on wishes.unit_id = standings.organisation_id
where ($all_families or list_contains($families, profile.actor_family))
and ($all_regions or list_contains($regions, profile.region))
order by standings.name, standings.organisation_id
"""
_LABELS = "select distinct label from survey_options where missing is null"


_TEXT = pa.string()


def _declare(name: str, title: str, description: str, kind: pa.DataType = _TEXT) -> Column:
    return Column("members", name, title, description, kind, "text", nullable=True)


COLUMNS = (
    column("organisations", "name"),
    _declare("standing", "Adhérente ?", "Membre, ancien membre ou non membre au dernier jour connu."),
    column("organisation_profiles", "actor_family"),
    column("organisation_profiles", "region"),
    column("organisation_profiles", "size_band"),
    _declare("joined_on", "Première adhésion", "Premier jour dans le réseau.", pa.date32()),
    _declare("left_on", "Départ", "Dernier jour dans le réseau d’un ancien membre.", pa.date32()),
    _declare(
        "last_service", "Dernier service", "Accompagnement commencé ou venue à une activité.", pa.date32()
    ),
    _declare(
        "is_never_reached", "Jamais touchée", "Membre sans aucun service depuis son adhésion.", pa.bool_()
    ),
    _declare("unserved", "Besoins non servis", "Besoins dits à la dernière enquête et non servis."),
    _declare("displeased_in", "Insatisfaite à l’enquête de", "Une réponse du côté défavorable.", pa.int64()),
    _declare("wishes", "Souhaite", "Ce à quoi elle souhaite prendre part."),
    _declare("organisation_id", "Identifiant", "Identifiant de l’organisation."),
)


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to, and its order. `standings` and `situations` are empty where all are meant; every situation is to hold."""

    text: str = ""
    standings: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    quiet_years: int = 2
    order: str = NAME


def read_everyone(query: Query) -> pd.DataFrame:
    """One row an organisation of the families and regions chosen, in the order of names; whatever the years.

    `unserved` names the needs of the latest wave, among the themes and kinds chosen, that got nothing in its three years.
    """
    ever = query.with_years(FIRST_YEAR, LAST_YEAR)
    return ever.once("members.everyone", lambda: _read(ever))


def _read(query: Query) -> pd.DataFrame:
    labels = query.read(_LABELS)["label"].to_pylist()
    frame = query.with_parameters(refusals=[label for label in labels if is_refusal(label)])(_EVERYONE)
    unserved = list_unserved(query)
    frame["needs"] = (
        frame["organisation_id"].map(unserved.groupby("organisation_id").size()).fillna(0).astype(int)
    )
    names = unserved.groupby("organisation_id")["name"].agg(" ; ".join)
    frame["unserved"] = frame["organisation_id"].map(names)
    return frame


def choose(query: Query, everyone: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of a choice in its order; those that have no value to be ordered by come last."""
    rows = everyone[_is_chosen(everyone, choice)]
    if text := choice.text.strip():
        rows = rows[rows["organisation_id"].isin(find_ids(query, text))]
    by, ascending = _ORDER[choice.order]
    return (
        rows if by is None else rows.sort_values(by, ascending=ascending, kind="stable", na_position="last")
    )


# What each order goes by, and whether the least is first: who was served longest ago, who has most needs, who is least pleased.
_ORDER = {
    NAME: (None, True),
    JOINED: ("joined_on", True),
    SERVED_LAST: ("last_service", True),
    NEEDS: ("needs", False),
    PLEASED: ("least_place", True),
}


def _is_chosen(rows: pd.DataFrame, choice: Choice) -> pd.Series:
    chosen = pd.Series(True, index=rows.index)
    if choice.standings:
        chosen &= rows["standing"].isin(choice.standings)
    tests = {
        NEVER_REACHED: lambda: rows["is_never_reached"],
        QUIET: lambda: _is_quiet(rows, choice.quiet_years),
        UNSERVED: lambda: rows["needs"] > 0,
        DISPLEASED: lambda: rows["displeased_in"].notna(),
        WISHING: lambda: rows["wishes"].notna(),
    }
    for situation in choice.situations:
        chosen &= tests[situation]().fillna(False).astype(bool)
    return chosen


def _is_quiet(rows: pd.DataFrame, years: int) -> pd.Series:
    """Whether nothing came for more than so many years before the last day known, or ever."""
    as_of = rows["as_of"].dropna()
    if as_of.empty:
        return pd.Series(False, index=rows.index)
    limit = (pd.Timestamp(as_of.iloc[0]) - pd.DateOffset(years=years)).date()
    return rows["last_service"].isna() | (rows["last_service"] < limit)


def find_ids(query: Query, text: str) -> list[str]:
    """The organisations that have every word of a text in their names or other names, or its digits in their SIREN or identifier; the
    nearest by spelling where none has."""
    spelled = query.once("members.spelled", lambda: _spell(query))
    rows = pa.array([True] * len(spelled))
    for word in words(text).split():
        rows = pc.and_(rows, pc.match_substring(spelled["spelling"], word))
    matches = spelled["organisation_id"].filter(rows).to_pylist()
    digits = "".join(text.split())
    matches += spelled["organisation_id"].filter(pc.equal(spelled["siren"], digits)).to_pylist()
    return matches or name_comparison.nearest(text, directory.index_spellings(query), 10)


_SPELLED = """
select spellings.organisation_id, coalesce(organisations.siren, '') as siren, string_agg(spelling, ' ') as spelling
from (
    select organisation_id, name as spelling from organisations
    union all select organisation_id, alias from organisation_aliases
    union all select organisation_id, organisation_id from organisations
) as spellings
join organisations on organisations.organisation_id = spellings.organisation_id
group by spellings.organisation_id, organisations.siren
"""


def _spell(query: Query) -> pa.Table:
    rows = query.read(_SPELLED)
    spelled = [words(text) for text in canonical_texts(rows["spelling"].to_pylist())]
    return rows.set_column(rows.column_names.index("spelling"), "spelling", pa.array(spelled, pa.string()))
