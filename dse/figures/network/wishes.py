"""What members say they wish to take part in, and whether they came: counted, then member by member."""

from __future__ import annotations

import unicodedata

import altair
import pandas as pd

from dse import charts, french
from dse.disclosure import Rule
from dse.figures.events import MEMBER_FILTERS
from dse.figures.figure import Figure, Finding
from dse.figures.network import columns as c
from dse.figures.network.composition import PAGE
from dse.figures.network.joining import KINDS
from dse.figures.surveys.asked import CHOSEN_PEOPLE, CHOSEN_WAVES, MEMBER, nothing
from dse.query import Ask
from schemas import codelists

HALF = 0.5
INKS = ("#0B5E73", "#7FB5C1", "#B8480F")
SOURCE = "Enquête auprès des membres, participations"
WHEN_EMPTY = (
    "Aucune vague des années choisies ne demande à quoi les membres souhaitent prendre part : élargissez les années, ou importez une "
    "enquête dont une question à choix multiples propose « expérimentation » ou « communauté de pratiques »."
)
# What each member said to each option of a multiple choice on what is to come, in the latest wave that has one.
_SAID = f"""
with asked as (
    select * from survey_asked where form = 'CHOIX_MULTIPLE' and dimension = 'expectation' and {CHOSEN_WAVES}
),
latest as (select wave_id from asked order by closed_on desc, wave_id desc limit 1)
select asked.wave, asked.closed_on, options.label, given.unit_id, any_value(organisations.name) as name,
    any_value(given.actor_family) as actor_family, any_value(given.region) as region,
    sum(given.weight * given.value) as voice
from asked join latest using (wave_id)
join survey_options as options on options.scale_id = asked.scale_id and options.missing is null
join survey_given as given
    on given.wave_id = asked.wave_id and given.question_id = asked.question_id and given.option = options.option
join organisations on organisations.organisation_id = given.unit_id
where given.population = '{MEMBER}' and given.weight is not null and {CHOSEN_PEOPLE}
group by asked.wave, asked.closed_on, options.label, given.unit_id
order by given.unit_id
"""
_CAME = """
select organisation_id as unit_id, kind, min(held_on) as first_on, max(held_on) as last_on
from presences group by organisation_id, kind
"""


def kind_of(option: str) -> str | None:
    """The kind of activity that an option names, by its label: « Une communauté de pratiques »; None for anything else."""
    labels = codelists.labels("activity_kinds")
    return next((kind for kind in KINDS if _plain(labels[kind]) in _plain(option)), None)


def _plain(text: str) -> str:
    """Letters without accents, small."""
    return "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )


def wishes(ask: Ask) -> pd.DataFrame:
    """One row a member and kind that it was offered: whether it wishes (`is_wish`), and its first and last coming."""
    said = ask(_SAID)
    said = said.assign(kind=said["label"].map(kind_of).astype("object"))
    said = said[said["kind"].notna()].assign(is_wish=lambda each: each["voice"] >= HALF)
    came = ask(_CAME)
    last = came.groupby("unit_id")["last_on"].max().rename("last_activity")
    return said.merge(came, on=["unit_id", "kind"], how="left").merge(last, on="unit_id", how="left")


def counted(ask: Ask) -> pd.DataFrame:
    """One row a kind: members that answered, that wish, and of these how many came since the wave, before only, or never."""
    rows = wishes(ask)
    if rows.empty:
        return nothing(_COUNTED)
    found = [_of_kind(kind, rows[rows["kind"] == kind]) for kind in KINDS if kind in set(rows["kind"])]
    return pd.DataFrame(found).astype({each.name: "int64" for each in (c.ANSWERED, c.WISHING, *_PARTS)})


def _of_kind(kind: str, rows: pd.DataFrame) -> dict[str, object]:
    wishing = rows[rows["is_wish"]]
    since = (wishing["last_on"] > wishing["closed_on"]).fillna(False)
    never = wishing["last_on"].isna()
    return {
        "title": rows["wave"].iloc[0],
        "kind": kind,
        "answered": len(rows),
        "wishing": len(wishing),
        "wishing_pct": 100.0 * len(wishing) / len(rows),
        "came_since": since.sum(),
        "came_before": (~since & ~never).sum(),
        "never_came": never.sum(),
    }


def never_came(ask: Ask) -> pd.DataFrame:
    """One row a member and kind that it wishes and never joined, those that were seen least lately first."""
    rows = wishes(ask)
    if rows.empty:
        return nothing(_LISTED)
    rows = rows[rows["is_wish"] & rows["last_on"].isna()]
    return rows.sort_values(["last_activity", "name", "kind"], na_position="first", kind="stable")


def _finding(frame: pd.DataFrame) -> Finding:
    labels = codelists.labels("activity_kinds")
    told = [
        f"{labels[row.kind].lower()} : {french.number(row.wishing)} sur {french.number(row.answered)} le souhaitent, dont "
        f"{french.count(row.never_came, 'n’y est jamais venu', 'n’y sont jamais venus')}"
        for row in frame.itertuples()
    ]
    return Finding(f"{frame['title'].iloc[0]}, {' ; '.join(told)}.")


def _listed(frame: pd.DataFrame) -> Finding:
    members = frame["name"].nunique()
    unseen = frame[frame["last_activity"].isna()]["name"].nunique()
    verb = "souhaitent" if members > 1 else "souhaite"
    return Finding(
        f"{french.count(members, 'membre')} {verb} expérimenter ou rejoindre une communauté de pratiques sans y être jamais "
        f"{'venus' if members > 1 else 'venu'} ; parmi eux, {french.count(unseen, 'n’est venu', 'ne sont venus')} à aucune activité."
    )


def _chart(frame: pd.DataFrame) -> altair.LayerChart:
    return charts.stacked(
        frame[frame["wishing"] > 0], row=c.ACTIVITY_KIND, parts=_PARTS, colours=INKS, sort=False
    )


_PARTS = (c.SINCE_WAVE, c.BEFORE_WAVE, c.NEVER)
_COUNTED = (c.WAVE, c.ACTIVITY_KIND, c.ANSWERED, c.WISHING, c.WISHING_SHARE, *_PARTS, c.MARK)
_LISTED = (c.ACTIVITY_KIND, c.ORGANISATION, c.FAMILY, c.REGION, c.LAST_ACTIVITY, c.WISHED_ON, c.MARK)
_METHOD = (
    "Dernière vague des années choisies qui demande, par une question à choix multiples sur ce que les membres attendent, à quoi ils "
    "souhaitent prendre part : une proposition parle d’un type d’activité si elle le nomme. Un membre le souhaite si au moins la moitié de "
    "ses répondant·es le disent. Venu : à une activité de ce type, jusqu’au dernier jour connu, quelle que soit l’année. Réponses croisées avec "
    "des noms : réservé à l’équipe ; les parts de souhaits se voient sur la page Enquêtes membres."
)
_SHARED = {
    "page": PAGE,
    "method": _METHOD,
    "source": SOURCE,
    "breakdowns": MEMBER_FILTERS,
    "rule": Rule("rows"),
}

COUNTED_FIGURE = Figure(
    id="wishes_and_coming",
    question="Ceux qui souhaitent expérimenter ou rejoindre une communauté y sont-ils venus ?",
    rows=counted,
    columns=_COUNTED,
    finding=_finding,
    chart=_chart,
    size=lambda frame: f"{french.count(int(frame['answered'].max()), 'membre')} ayant répondu",
    when_empty=WHEN_EMPTY,
    **_SHARED,
)
LIST_FIGURE = Figure(
    id="wished_never_came",
    question="Qui le souhaite et n’y est jamais venu ?",
    rows=never_came,
    columns=_LISTED,
    finding=_listed,
    size=lambda frame: french.count(frame["name"].nunique(), "membre"),
    when_empty="Aucun membre dans ce cas pour ce choix, ou aucune vague ne le demande.",
    **_SHARED,
)
