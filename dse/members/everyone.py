"""All organisations in one table: what each is, where it stands, and what the team asks of all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.figures.records import with_whole_since
from dse.ingest.organisations import name_comparison
from dse.ingest.spelling import canonical_texts, words
from dse.members import directory
from dse.members.answers import DISPLEASED as DISPLEASED_SQL
from dse.members.answers import EVERYONE, VOICES_OF_UNITS
from dse.members.needs import read_never_served
from dse.members.recorded import Recorded
from dse.members.standing import FORMER, MEMBER, NEVER_MEMBER, STANDINGS
from dse.members.wishes import WISHES, with_refusals
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

_EVERYONE = f"""
with {VOICES_OF_UNITS}, {DISPLEASED_SQL}, {WISHES},
wished as (
    select organisation_id, max(year) as wished_in, string_agg(label, ' ; ' order by position, question_id, option) as wishes
    from wishes group by organisation_id
),
standings as ({STANDINGS})
select standings.*, profile.actor_family, profile.region, profile.size_band, displeased.year as displeased_in,
    last_place.place as least_place, wished.wishes, wished.wished_in
from standings
left join profile_spans as profile on profile.organisation_id = standings.organisation_id
    and standings.as_of >= profile.valid_from and standings.as_of < profile.valid_until
left join displeased on displeased.organisation_id = standings.organisation_id
left join (select organisation_id, min(place) as place from last_pleased group by organisation_id) as last_place
    on last_place.organisation_id = standings.organisation_id
left join wished on wished.organisation_id = standings.organisation_id
where ($all_families or list_contains($families, profile.actor_family))
and ($all_regions or list_contains($regions, profile.region))
order by standings.name, standings.organisation_id
"""
_TEXT = pa.string()


def _declare(name: str, title: str, description: str, kind: pa.DataType = _TEXT) -> Column:
    return Column("members", name, title, description, kind, "text", nullable=True)


COLUMNS = (
    column("organisations", "name"),
    _declare("standing", "Situation", "Membre, ancien membre ou non membre au dernier jour connu."),
    column("organisation_profiles", "actor_family"),
    column("organisation_profiles", "region"),
    column("organisation_profiles", "size_band"),
    _declare("joined_on", "Première adhésion", "Premier jour dans le réseau.", pa.date32()),
    _declare(
        "returned_on", "Retour", "Premier jour de sa dernière adhésion, si elle était partie.", pa.date32()
    ),
    _declare("left_on", "Départ", "Dernier jour dans le réseau d’un ancien membre.", pa.date32()),
    _declare(
        "last_service",
        "Dernier service",
        "Accompagnement commencé ou participation à une activité.",
        pa.date32(),
    ),
    _declare(
        "is_never_reached",
        "Jamais touchée",
        "Membre sans aucun service depuis son adhésion ; vide si ce n’est pas connu, faute de services enregistrés depuis.",
        pa.bool_(),
    ),
    _declare(
        "unserved",
        "Besoins jamais servis",
        "Besoins dits à la dernière enquête où elle en a parlé, à propos desquels elle n’a jamais rien reçu.",
    ),
    _declare(
        "displeased_in",
        "Insatisfaite à l’enquête de",
        "La dernière où elle a répondu sur sa satisfaction, si une réponse y est défavorable.",
        pa.int64(),
    ),
    _declare("wishes", "Souhaite", "Ce à quoi elle souhaite prendre part."),
    _declare(
        "wished_in",
        "Souhait dit à l’enquête de",
        "La dernière où on lui a proposé de participer.",
        pa.int64(),
    ),
    _declare("organisation_id", "Identifiant", "Identifiant de l’organisation."),
)


def list_columns(recorded: Recorded) -> tuple[Column, ...]:
    """The columns of a file of the list, whose needs were never served as far as services are recorded."""
    if recorded.is_complete:
        return COLUMNS
    title = "Besoins sans service enregistré"
    return tuple(replace(column, title=title) if column.name == "unserved" else column for column in COLUMNS)


STANDING_LABELS = {MEMBER: "Membre", FORMER: "Ancien membre", NEVER_MEMBER: "Non membre"}


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

    `unserved` names the needs, among the themes and kinds chosen, on which nothing ever served it.
    """
    ever = query.with_years(FIRST_YEAR, LAST_YEAR)
    return ever.once("members.everyone", lambda: _read(ever))


def _read(query: Query) -> pd.DataFrame:
    frame = with_refusals(with_whole_since(query)).with_parameters(**EVERYONE)(_EVERYONE)
    never_served = read_never_served(query).to_pandas(types_mapper=pd.ArrowDtype)
    frame = frame.merge(never_served, on="organisation_id", how="left")
    in_order = np.argsort(canonical_texts(frame["name"].tolist()), kind="stable")
    return frame.assign(needs=frame["needs"].fillna(0).astype(int)).iloc[in_order].reset_index(drop=True)


def choose(query: Query, everyone: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of a choice in its order; those that have no value to be ordered by come last, but who was never served comes first of
    who was served longest ago."""
    rows = everyone[_is_chosen(everyone, choice)]
    if text := choice.text.strip():
        rows = rows[rows["organisation_id"].isin(find_ids(query, text))]
    by, ascending = _ORDER[choice.order]
    never = "first" if choice.order == SERVED_LAST else "last"
    return rows if by is None else rows.sort_values(by, ascending=ascending, kind="stable", na_position=never)


# What each order goes by, and whether the least is first: who was served longest ago, who has most needs, who is least pleased.
_ORDER = {
    NAME: (None, True),
    JOINED: ("joined_on", True),
    SERVED_LAST: ("last_service", True),
    NEEDS: ("needs", False),
    PLEASED: ("least_place", True),
}


def name_standings(rows: pd.DataFrame, recorded: Recorded) -> pd.DataFrame:
    """The same rows with their standing as readers say it: for files."""
    labels = STANDING_LABELS | {NEVER_MEMBER: recorded.name_outsider()}
    return rows.assign(standing=rows["standing"].map(labels))


def _is_chosen(rows: pd.DataFrame, choice: Choice) -> pd.Series:
    chosen = pd.Series(True, index=rows.index)
    if choice.standings:
        chosen &= rows["standing"].isin(choice.standings)
    tests = {
        NEVER_REACHED: lambda: rows["is_never_reached"].fillna(True),
        QUIET: lambda: _is_quiet(rows, choice.quiet_years),
        UNSERVED: lambda: rows["needs"] > 0,
        DISPLEASED: lambda: rows["displeased_in"].notna(),
        WISHING: lambda: rows["wishes"].notna(),
    }
    for situation in choice.situations:
        chosen &= tests[situation]().fillna(False).astype(bool)
    return chosen


def _is_quiet(rows: pd.DataFrame, years: int) -> pd.Series:
    """Whether nothing came in so many years before the last day known, or ever, and no accompaniment is running."""
    never = rows["last_service"].isna() & ~rows["is_accompanied"].astype(bool)
    return never | (rows["idle_years"] >= years).fillna(False).astype(bool)


def find_ids(query: Query, text: str) -> list[str]:
    """The organisations that have every word of a text in their names or other names, or its digits in their SIREN or identifier; the
    nearest by spelling where none has."""
    spelled = read_spelled(query)
    rows = pa.array([True] * len(spelled))
    for word in words(text).split():
        rows = pc.and_(rows, pc.match_substring(spelled["spelling"], word))
    matches = spelled["organisation_id"].filter(rows).to_pylist()
    digits = "".join(text.split())
    matches += spelled["organisation_id"].filter(pc.equal(spelled["siren"], digits)).to_pylist()
    return matches or name_comparison.nearest(text, directory.index_spellings(query), 10)


def read_spelled(query: Query) -> pa.Table:
    """All the words that each organisation is called by, and its SIREN."""
    return query.once("members.spelled", lambda: _spell(query))


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
