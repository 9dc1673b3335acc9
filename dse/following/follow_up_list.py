"""Accompaniments, activities, experiments and partnerships in one table: what each is, how far it is, and what of it needs somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse.following import word_search
from dse.following.stages import (
    ASKED,
    NO_ATTENDANCE,
    NO_DECISION,
    NO_START,
    OLD_STATUS,
    REASON_LABELS,
    REASONS,
    STAGE_LABELS,
    STAGES,
    SUBJECT_LABELS,
    SUBJECTS,
    TO_COME,
    UNDER_WAY,
)
from dse.following.subject_statements import ACCOMPANIMENTS, ACTIVITIES, CHOSEN, PARTNERSHIPS
from dse.following.usual_delays import read_usual_delays
from dse.ingest import spelling
from dse.query import FIRST_YEAR, LAST_YEAR, Query, Selection
from schemas import Column, codelists

RECENT, OLDEST, TITLE, WAITING = "recent", "ancien", "intitule", "attente"
ORDERS = (RECENT, OLDEST, TITLE, WAITING)

_FULL_LIST = f"""
with works as ({ACCOMPANIMENTS} union all {ACTIVITIES} union all {PARTNERSHIPS}),
usual as (
    select '{NO_DECISION}' as reason, cast($usual_decision as double) as usual_days
    union all select '{NO_START}', cast($usual_start as double)
),
timed as (
    select works.*, reference.as_of, offers.title as offer, organisations.name as organisation,
        date_diff('day', works.since, reference.as_of) as days, usual.usual_days,
        cast(extract(year from works.first_on) as bigint) as first_year,
        cast(extract(year from case when works.stage in ('{ASKED}', '{TO_COME}', '{UNDER_WAY}')
            then greatest(works.last_on, reference.as_of) else works.last_on end) as bigint) as last_year,
        works.reason in ('{OLD_STATUS}', '{NO_ATTENDANCE}') or works.reason is not null and works.since is null as is_odd
    from works
    cross join reference
    left join usual on usual.reason = works.reason
    left join offers on offers.offer_id = works.offer_id
    left join organisations on organisations.organisation_id = works.organisation_id
)
select subject, id, title, kind, offer_id, offer, status, stage, organisation_id, organisation, detail, people, first_on, last_on,
    last_step, first_year, last_year, as_of, since, usual_days,
    case when is_odd or days > usual_days then days end as waited_days,
    case when is_odd or days > usual_days then reason end as reason
from timed
order by last_on desc, subject, title, id
"""
_ONE = (
    f"select * from ({_FULL_LIST}) as full_list where subject = $subject and id = $id and reason is not null"
)
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
    _declare(
        "waited_days",
        "Jours d’attente",
        "Jours d’attente au dernier jour connu, de ce qui est à relancer.",
        pa.int64(),
    ),
    _declare("id", "Référence", "Référence de l’accompagnement, de l’activité ou du partenariat."),
)
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


def read_rows(query: Query) -> pd.DataFrame:
    """One row each of what the filters leave, the latest first, whatever the years; `reason` where somebody is needed."""
    all_years = query.with_years(FIRST_YEAR, LAST_YEAR)
    if not _is_narrowed(query.selection):
        return read_unfiltered_rows(all_years)
    return all_years.once("following.rows", lambda: _filter(all_years, read_unfiltered_rows(all_years)))


def _is_narrowed(selection: Selection) -> bool:
    return any((selection.families, selection.regions, selection.themes, selection.kinds))


def _filter(query: Query, full_list: pd.DataFrame) -> pd.DataFrame:
    """The rows that the filters leave, each under its number among all."""
    selection = query.selection
    is_chosen = pd.Series(True, index=full_list.index)
    if selection.families or selection.regions or selection.themes:
        is_chosen &= pc.is_in(_join_keys(full_list), value_set=_join_keys(query(CHOSEN))).to_numpy(False)
    if selection.kinds:
        is_chosen &= full_list["kind"].isin(selection.kinds).astype(bool)
    return full_list[is_chosen]


def _join_keys(rows: pd.DataFrame) -> pa.Array:
    return pc.binary_join_element_wise(
        pa.array(rows["subject"], pa.string()), pa.array(rows["id"], pa.string()), " "
    )


def read_unfiltered_rows(query: Query) -> pd.DataFrame:
    """The same whatever is chosen, read once for a version."""
    unfiltered_query = replace(query, selection=Selection())
    return unfiltered_query.once(
        "following.unfiltered_rows", lambda: _with_usual(unfiltered_query)(_FULL_LIST)
    )


def _with_usual(query: Query) -> Query:
    usual = read_usual_delays(query)
    return query.with_parameters(usual_decision=usual.decision, usual_start=usual.start)


def find_reminder(query: Query, subject: str, subject_id: str) -> Any:
    """The row of the list of one of them, where it needs somebody; None where it does not."""
    rows = _with_usual(query).with_parameters(subject=subject, id=subject_id)(_ONE)
    return next(rows.itertuples(), None)


def list_nearest(query: Query, subjects: tuple[str, ...], subject_id: str, count: int) -> pd.DataFrame:
    """The rows whose identifier is nearest to one that none of these subjects has; of another subject, where one has it."""
    full_list = read_unfiltered_rows(query)
    if len(same := full_list[full_list["id"] == subject_id]):
        return same
    rows = full_list[full_list["subject"].isin(subjects)]
    nearest = spelling.nearest(subject_id, rows["id"].tolist(), count)
    return rows.set_index("id", drop=False).loc[nearest]


def has_any(query: Query) -> bool:
    """Whether the data have anything of it, whatever is chosen."""
    tables = ("accompaniments", "activities", "partnerships")
    return any(query.read(f"select 1 from {table} limit 1").num_rows for table in tables)


def list_reminders(full_list: pd.DataFrame) -> pd.DataFrame:
    """The rows that need somebody: by reason, what waits longest first."""
    return _put_waiting_first(full_list[full_list["reason"].notna()])


def count_reminders(full_list: pd.DataFrame) -> int:
    """How many rows need somebody."""
    return int(full_list["reason"].count())


def _put_waiting_first(rows: pd.DataFrame) -> pd.DataFrame:
    ranks = rows["reason"].map({reason: rank for rank, reason in enumerate(REASONS)})
    ranked = rows.assign(rank=ranks).sort_values(
        ["rank", "waited_days"], ascending=[True, False], kind="stable"
    )
    return ranked.drop(columns="rank")


def choose_rows(query: Query, full_list: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of a choice in its order. Years are those that a row lasted in; what needs somebody does so whatever the years."""
    is_chosen = pd.Series(True, index=full_list.index)
    years = query.selection
    if not choice.reason:
        is_chosen &= (full_list["first_year"] <= years.last_year) & (
            full_list["last_year"] >= years.first_year
        )
    for column, codes in (("subject", choice.subjects), ("stage", choice.stages)):
        if codes:
            is_chosen &= full_list[column].isin(codes)
    for column, code in (("offer_id", choice.offer), ("kind", choice.kind), ("reason", choice.reason)):
        if code:
            is_chosen &= (full_list[column] == code).fillna(False)
    rows = full_list[is_chosen.astype(bool)]
    if choice.text.strip():
        rows = rows[word_search.match_rows(query, read_unfiltered_rows(query), choice.text)[rows.index]]
    return _put_in_order(query, rows, choice.order)


def _put_in_order(query: Query, rows: pd.DataFrame, order: str) -> pd.DataFrame:
    if order == WAITING:
        return _put_waiting_first(rows)
    if order == OLDEST:
        return rows.sort_values("last_on", kind="stable")
    if order == TITLE:
        return rows.iloc[
            word_search.read_spellings(query, read_unfiltered_rows(query))
            .titles[rows.index]
            .argsort(kind="stable")
        ]
    return rows


def count_stages(full_list: pd.DataFrame) -> pd.DataFrame:
    """One row a subject and a column a stage: how many there are."""
    counts = full_list.groupby(["subject", "stage"], observed=True).size().unstack(fill_value=0)
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
            name: rows[name].map(labels_by_code, na_action="ignore").fillna(rows[name])
            for name, labels_by_code in labels.items()
        }
    )
