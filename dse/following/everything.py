"""Accompaniments, activities, experiments and partnerships in one table: what each is, how far it is, and what of it needs somebody."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.following.usual import read_usual
from dse.query import FIRST_YEAR, LAST_YEAR, Query
from dse.query.relations import UNDECIDED
from schemas import Column, codelists

ACCOMPANIMENT, ACTIVITY, EXPERIMENT, PARTNERSHIP = (
    "accompagnement",
    "activite",
    "experimentation",
    "partenariat",
)
SUBJECTS = (ACCOMPANIMENT, ACTIVITY, EXPERIMENT, PARTNERSHIP)
ASKED, TO_COME, UNDER_WAY, DONE, IN_VAIN = "demande", "a-venir", "en-cours", "fait", "sans-suite"
STAGES = (ASKED, TO_COME, UNDER_WAY, DONE, IN_VAIN)
# Why somebody is needed: no decision or no start after the usual delay, a status that the dates deny, nobody noted as having come.
NO_DECISION, NO_START, OLD_STATUS, NO_ATTENDANCE = "decision", "demarrage", "statut", "presences"
REASONS = (NO_DECISION, NO_START, OLD_STATUS, NO_ATTENDANCE)
RECENT, OLDEST, TITLE = "recent", "ancien", "intitule"
ORDERS = (RECENT, OLDEST, TITLE)

# How far an activity is, of a row of `activities` beside `reference`.
ACTIVITY_STAGE = f"""case when activities.held_on > reference.created_on then '{TO_COME}'
            when activities.ended_on > reference.created_on then '{UNDER_WAY}' else '{DONE}' end"""
# A partnership is a partner, a department and a kind, as on the chart of partnerships: its last depth says how far it is.
_EVERYTHING = f"""
with marked as (
    select distinct subject, subject_id from marks where score > 0 and list_contains($themes, theme)
),
came as (
    select activity_id, sum(participants) as people from participation_events group by activity_id having sum(participants) > 0
),
came_from as (
    select distinct activity_id from presences
    where ($all_families or list_contains($families, actor_family)) and ($all_regions or list_contains($regions, region))
),
depths as (
    select partnerships.*, min(started_on) over (partition by organisation_id, department, kind) as first_on,
        row_number() over (partition by organisation_id, department, kind order by started_on desc, partnership_id) as place
    from partnerships
),
works as (
    select '{ACCOMPANIMENT}' as subject, requested.accompaniment_id as id, requested.title, requested.kind, accompaniments.offer_id,
        requested.status, requested.organisation_id, cast(null as varchar) as detail, cast(null as bigint) as people,
        requested.requested_on as first_on,
        greatest(requested.requested_on, coalesce(requested.ended_on, requested.started_on, requested.decided_on,
            requested.requested_on)) as last_on,
        case when requested.status in {UNDECIDED} then '{ASKED}' when requested.status = 'ACCORDE' then '{TO_COME}'
            when requested.status = 'EN_COURS' then '{UNDER_WAY}' when requested.status = 'TERMINE' then '{DONE}'
            else '{IN_VAIN}' end as stage,
        case when requested.status in {UNDECIDED} then '{NO_DECISION}'
            when requested.status = 'ACCORDE' and requested.started_on is null then '{NO_START}'
            when requested.status = 'ACCORDE' or requested.status = 'EN_COURS' and requested.ended_on is not null
                then '{OLD_STATUS}' end as reason,
        case when requested.status in {UNDECIDED} then requested.requested_on
            when requested.status = 'ACCORDE' then coalesce(requested.started_on, requested.decided_on, requested.requested_on)
            else requested.ended_on end as since
    from requested
    join accompaniments on accompaniments.accompaniment_id = requested.accompaniment_id
    left join marked on marked.subject = 'accompaniment' and marked.subject_id = requested.accompaniment_id
    where ($all_families or list_contains($families, requested.actor_family))
    and ($all_regions or list_contains($regions, requested.region))
    and ($all_themes or marked.subject_id is not null)
    union all
    select case when activities.kind = 'EXPERIMENTATION' then '{EXPERIMENT}' else '{ACTIVITY}' end, activities.activity_id,
        activities.title, activities.kind, activities.offer_id, null, null, activities.series, cast(came.people as bigint),
        activities.held_on, coalesce(activities.ended_on, activities.held_on),
        {ACTIVITY_STAGE},
        case when activities.held_on <= reference.created_on and coalesce(activities.ended_on, activities.held_on) <= reference.created_on
            and came.activity_id is null and exists (select 1 from participations) then '{NO_ATTENDANCE}' end,
        coalesce(activities.ended_on, activities.held_on)
    from activities
    cross join reference
    left join came on came.activity_id = activities.activity_id
    left join came_from on came_from.activity_id = activities.activity_id
    left join marked on marked.subject = 'activity' and marked.subject_id = activities.activity_id
    where ($all_families and $all_regions or came_from.activity_id is not null)
    and ($all_themes or marked.subject_id is not null)
    union all
    select '{PARTNERSHIP}', depths.partnership_id, organisations.name, depths.kind, null, depths.depth, depths.organisation_id,
        depths.department, null, depths.first_on, coalesce(depths.ended_on, depths.started_on),
        case when depths.first_on > reference.created_on then '{TO_COME}'
            when depths.ended_on <= reference.created_on then '{DONE}' else '{UNDER_WAY}' end,
        null, null
    from depths
    cross join reference
    join organisations on organisations.organisation_id = depths.organisation_id
    left join profile_spans as profile on profile.organisation_id = depths.organisation_id
        and depths.started_on >= profile.valid_from and depths.started_on < profile.valid_until
    left join marked on marked.subject = 'partnership' and marked.subject_id = depths.partnership_id
    where depths.place = 1 and ($all_families or list_contains($families, profile.actor_family))
    and ($all_regions or list_contains($regions, profile.region))
    and ($all_themes or marked.subject_id is not null)
),
timed as (
    select works.*, reference.as_of, offers.title as offer, organisations.name as organisation,
        date_diff('day', works.since, reference.as_of) as waited_days,
        case works.reason when '{NO_DECISION}' then $usual_decision when '{NO_START}' then $usual_start end as usual_days,
        cast(extract(year from works.first_on) as bigint) as first_year,
        cast(extract(year from case when works.stage in ('{ASKED}', '{TO_COME}', '{UNDER_WAY}')
            then greatest(works.last_on, reference.as_of) else works.last_on end) as bigint) as last_year
    from works
    cross join reference
    left join offers on offers.offer_id = works.offer_id
    left join organisations on organisations.organisation_id = works.organisation_id
    where $all_kinds or list_contains($kinds, works.kind)
)
select subject, id, title, kind, offer_id, offer, status, stage, organisation_id, organisation, detail, people, first_on, last_on,
    first_year, last_year, as_of, since, waited_days, usual_days,
    case when reason in ('{OLD_STATUS}', '{NO_ATTENDANCE}') or waited_days > usual_days then reason end as reason
from timed
order by last_on desc, subject, title, id
"""
_TEXT = pa.string()


def _declare(name: str, title: str, description: str, kind: pa.DataType = _TEXT) -> Column:
    return Column("following", name, title, description, kind, "text", nullable=True)


COLUMNS = (
    _declare("subject", "Quoi", "Accompagnement, activité, expérimentation ou partenariat."),
    _declare("title", "Intitulé", "Intitulé ; d’un partenariat, le partenaire."),
    _declare("kind", "Type", "Type d’accompagnement, d’activité ou de partenariat."),
    _declare("offer", "Offre", "Offre dont cela relève."),
    _declare("stage", "Où cela en est", "Demandé, à venir, en cours, terminé ou sans suite."),
    _declare("status", "Statut", "Statut de l’accompagnement ; profondeur du partenariat."),
    _declare("organisation", "Organisation", "Porteur de l’accompagnement, ou partenaire."),
    _declare("detail", "Série ou service", "Série de l’activité ; service du partenaire."),
    _declare("first_on", "Depuis le", "Demande, premier jour de l’activité ou du partenariat.", pa.date32()),
    _declare("last_on", "Dernière date", "Dernière date connue.", pa.date32()),
    _declare("people", "Personnes venues", "Personnes venues à l’activité.", pa.int64()),
    _declare("reason", "À relancer", "Pourquoi quelqu’un doit s’en occuper."),
    _declare("waited_days", "Attend depuis", "Jours d’attente au dernier jour connu.", pa.int64()),
    _declare("id", "Identifiant", "Identifiant de l’accompagnement, de l’activité ou du partenariat."),
)
SUBJECT_LABELS = {
    ACCOMPANIMENT: "Accompagnement",
    ACTIVITY: "Activité",
    EXPERIMENT: "Expérimentation",
    PARTNERSHIP: "Partenariat",
}
STAGE_LABELS = {
    ASKED: "Demandé",
    TO_COME: "À venir",
    UNDER_WAY: "En cours",
    DONE: "Terminé",
    IN_VAIN: "Sans suite",
}
REASON_LABELS = {
    NO_DECISION: "Demandes sans décision",
    NO_START: "Accordés, pas commencés",
    OLD_STATUS: "Statut dépassé par les dates",
    NO_ATTENDANCE: "Activités sans présence notée",
}
KINDS = ("accompaniment_kinds", "activity_kinds", "partnership_kinds")


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to, and its order; a tuple is empty, or a code, where all are meant."""

    text: str = ""
    subjects: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    offer: str = ""
    kind: str = ""
    reason: str = ""
    order: str = RECENT


def read_everything(query: Query) -> pd.DataFrame:
    """One row each of what the filters leave, the latest first, whatever the years; `reason` where somebody is needed."""
    ever = query.with_years(FIRST_YEAR, LAST_YEAR)
    return ever.once("following.everything", lambda: _read(ever))


def has_any(query: Query) -> bool:
    """Whether the data have anything of it, whatever is chosen."""
    tables = ("accompaniments", "activities", "partnerships")
    return any(query.read(f"select 1 from {table} limit 1").num_rows for table in tables)


def _read(query: Query) -> pd.DataFrame:
    usual = read_usual(query)
    return query.with_parameters(usual_decision=usual.decision, usual_start=usual.start)(_EVERYTHING)


def list_reminders(everything: pd.DataFrame) -> pd.DataFrame:
    """The rows that need somebody: by reason, what waits longest first."""
    rows = everything[everything["reason"].notna()]
    ranks = rows["reason"].map({reason: place for place, reason in enumerate(REASONS)})
    return (
        rows.assign(rank=ranks)
        .sort_values(["rank", "waited_days"], ascending=[True, False], kind="stable")
        .drop(columns="rank")
    )


def choose(query: Query, everything: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of a choice in its order. Years are those that a row lasted in; what needs somebody does so whatever the years."""
    chosen = pd.Series(True, index=everything.index)
    years = query.selection
    if not choice.reason:
        chosen &= (everything["first_year"] <= years.last_year) & (
            everything["last_year"] >= years.first_year
        )
    for column, codes in (("subject", choice.subjects), ("stage", choice.stages)):
        if codes:
            chosen &= everything[column].isin(codes)
    for column, code in (("offer_id", choice.offer), ("kind", choice.kind), ("reason", choice.reason)):
        if code:
            chosen &= (everything[column] == code).fillna(False)
    if choice.text.strip():
        chosen &= _is_found(query, everything, choice.text)
    rows = everything[chosen.astype(bool)]
    if choice.order == RECENT:
        return rows
    by = "last_on" if choice.order == OLDEST else "title"
    return rows.sort_values(by, kind="stable")


def _is_found(query: Query, everything: pd.DataFrame, text: str) -> pd.Series:
    """Whether every word of a text is in the title, the organisation or the identifier, whatever accents and capitals."""
    ever = query.with_years(FIRST_YEAR, LAST_YEAR)
    spelled = ever.once("following.spelled", lambda: _spell(everything))
    found = pa.array([True] * len(spelled))
    for word in _to_plain(pa.array([text]))[0].as_py().split():
        found = pc.and_(found, pc.match_substring(spelled, word))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=everything.index)


def _spell(everything: pd.DataFrame) -> pa.Array:
    columns = [pa.array(everything[name], pa.string()) for name in ("title", "organisation", "detail", "id")]
    return _to_plain(pc.binary_join_element_wise(*columns, " ", null_handling="skip"))


def _to_plain(texts: pa.Array) -> pa.Array:
    """The words of texts without capitals, accents and signs."""
    lowered = pc.utf8_lower(pc.utf8_normalize(texts, "NFKD"))
    unaccented = pc.replace_substring_regex(lowered, r"\p{Mn}", "")
    return pc.replace_substring_regex(unaccented, r"[^\pL\pN]+", " ")


def count_stages(everything: pd.DataFrame) -> pd.DataFrame:
    """One row a subject and a column a stage: how many there are."""
    counts = everything.groupby(["subject", "stage"], observed=True).size().unstack(fill_value=0)
    return counts.reindex(index=SUBJECTS, columns=STAGES, fill_value=0).fillna(0).astype(int)


def label_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows as readers say them: for files."""
    statuses = codelists.labels_in(("accompaniment_statuses", "partnership_depths"))
    labels = {
        "subject": SUBJECT_LABELS,
        "stage": STAGE_LABELS,
        "reason": REASON_LABELS,
        "status": statuses,
        "kind": codelists.labels_in(KINDS),
    }
    return rows.assign(
        **{
            name: rows[name].map(names, na_action="ignore").fillna(rows[name])
            for name, names in labels.items()
        }
    )
