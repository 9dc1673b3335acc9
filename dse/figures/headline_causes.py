"""Which rows moved a headline measure: those that differ between two versions behind what is counted otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dse import french
from dse.figures.headline_units import Units, find_differing
from dse.figures.headlines_measures import Measured
from dse.query import Selection
from dse.store.difference import Detail, combine_chunks, join_key_columns
from schemas import codelists

# The rows of a table that differ between the two versions; None where none does.
Changes = Callable[[str], Detail | None]

PLANNED = "une date prévue est passée entre les deux versions"
ALWAYS, BY_PEOPLE, BY_KIND = "always", "by_people", "by_kind"


@dataclass(frozen=True)
class Basis:
    """A measure, its theme, and whether it is counted for some families or regions only, for some kinds only."""

    measure: str
    theme: str | None = None
    by_people: bool = False
    by_kind: bool = False

    @classmethod
    def of_choice(cls, measure: Measured, choice: Selection) -> Basis:
        """The basis of a measure where this is chosen."""
        return cls(
            measure.measure, measure.theme, bool(choice.families or choice.regions), bool(choice.kinds)
        )

    def includes(self, condition: str) -> bool:
        """Whether what counts under a condition counts here: `always`, one of the fields, or for one measure."""
        return condition in (ALWAYS, self.measure) or bool(getattr(self, condition, False))


@dataclass(frozen=True)
class Noun:
    """A French noun, to agree with."""

    text: str
    is_feminine: bool = False

    def agree(self, participle: str, how_many: int = 1) -> str:
        """`ajouté`, `ajoutée`, `ajoutées`."""
        return participle + ("e" if self.is_feminine else "") + ("s" if how_many > 1 else "")


@dataclass(frozen=True)
class CountedColumn:
    """A column that measures depend on: what it is called, and when it counts."""

    name: str
    noun: Noun
    condition: str = ALWAYS


@dataclass(frozen=True)
class Source:
    """A table that measures are counted from: by which columns its rows belong to a unit, what a row is, whose its columns are."""

    table: str
    keys: tuple[str, ...]
    noun: Noun
    owner: str
    columns: tuple[CountedColumn, ...] = ()
    condition: str = ALWAYS
    unit_keys: tuple[str, ...] = ()


_ACCOMPANIMENTS = Source(
    "accompaniments", ("accompaniment_id",), Noun("accompagnement"), "accompagnement",
    (
        CountedColumn("started_on", Noun("date de démarrage", is_feminine=True)),
        CountedColumn("status", Noun("statut")),
        CountedColumn("requested_on", Noun("date de demande", is_feminine=True), "DELAI"),
        CountedColumn("kind", Noun("type"), BY_KIND),
    ),
)  # fmt: skip
_CARRIERS = Source("accompaniment_organisations", ("accompaniment_id",), Noun("porteur"), "accompagnement")
_MARKS = Source(
    "theme_marks", ("subject_id",), Noun("marque", is_feminine=True), "accompagnement",
    (CountedColumn("score", Noun("marque", is_feminine=True)),),
    unit_keys=("accompaniment_id",),
)  # fmt: skip
_MEMBERSHIPS = Source(
    "memberships", ("organisation_id",), Noun("adhésion", is_feminine=True), "membre",
    (CountedColumn("left_on", Noun("date de départ", is_feminine=True)),),
)  # fmt: skip
_ACTIVITIES = Source(
    "activities", ("activity_id",), Noun("activité", is_feminine=True), "activité",
    (CountedColumn("held_on", Noun("date", is_feminine=True)),),
)  # fmt: skip
_PRESENCES = Source(
    "participations", ("activity_id", "organisation_id"), Noun("présence", is_feminine=True), "présence",
    (CountedColumn("participants", Noun("nombre de personnes")),),
)  # fmt: skip
_PROFILES = Source(
    "organisation_profiles", ("organisation_id",), Noun("profil"), "membre",
    (
        CountedColumn("region", Noun("région", is_feminine=True)),
        CountedColumn("actor_family", Noun("famille", is_feminine=True)),
    ),
    condition=BY_PEOPLE,
)  # fmt: skip
_LEADS = replace(_CARRIERS, condition=BY_PEOPLE)
_STARTS = (_ACCOMPANIMENTS, _LEADS, _PROFILES)
# In the order in which they are asked: a unit is explained by the first one that changed for it.
SOURCES = {
    "MEMBRES": (_MEMBERSHIPS, _PROFILES),
    "RECOURS": (_MEMBERSHIPS, _ACCOMPANIMENTS, _CARRIERS, _PROFILES),
    "ACCOMPAGNEMENTS": _STARTS,
    "DELAI": _STARTS,
    "PARTICIPATIONS": (_ACTIVITIES, _PRESENCES, _PROFILES),
    "THEME": (_ACCOMPANIMENTS, _MARKS, _LEADS, _PROFILES),
}


@dataclass(frozen=True)
class Cause:
    """What was done to some rows, in words: `1 accompagnement ajouté`; of which units, `owner` being what each is. None where no row changed."""

    text: str
    owner: str = ""
    ids: frozenset[str] = frozenset()


def may_regroup(measure: str, changes: Changes) -> bool:
    """Whether something that a measure counts may be under another family or region than before."""
    sources = (_PROFILES, _LEADS, _ACCOMPANIMENTS) if measure == "ACCOMPAGNEMENTS" else (_PROFILES,)
    return any(changes(source.table) for source in sources)


def explain(
    units: Units, basis: Basis, changes: Changes, find_planned: Callable[[pd.DataFrame, str], pd.Series]
) -> tuple[Cause, ...]:
    """What was done to the rows behind the units that are counted otherwise.

    `find_planned` says of units of a measure whether a day of theirs came between the two versions: others have no cause that is known.
    """
    differing = find_differing(units, basis.measure)
    causes: list[Cause] = []
    for source in SOURCES[basis.measure]:
        detail = changes(source.table) if basis.includes(source.condition) else None
        if detail is None or differing.empty:
            continue
        units_of_rows = _join_unit_keys(differing, source)
        explained = list(_find_causes(detail, source, basis, pa.array(units_of_rows.unique())))
        causes += explained
        keys = {key for cause in explained for key in cause.ids}
        differing = _drop(differing, units_of_rows.isin(keys), basis)
    is_planned = len(differing) and find_planned(differing, basis.measure).any()
    return (*causes, *([Cause(PLANNED)] if is_planned else []))


def _drop(units: pd.DataFrame, is_explained: pd.Series, basis: Basis) -> pd.DataFrame:
    """The units that are still to be explained; for uptake, which counts members, nothing of a member of which one unit is."""
    if basis.measure == "RECOURS":
        is_explained = units["organisation_id"].isin(set(units.loc[is_explained, "organisation_id"]))
    return units[~is_explained]


def _join_unit_keys(units: pd.DataFrame, source: Source) -> pd.Series:
    columns = pa.table({name: pa.array(units[name], pa.string()) for name in source.unit_keys or source.keys})
    keys = join_key_columns(columns, source.unit_keys or source.keys)
    return pd.Series(keys.to_pylist(), index=units.index, dtype=object)


def _find_causes(detail: Detail, source: Source, basis: Basis, keys: pa.Array) -> Iterator[Cause]:
    """What was done to the rows of these units in one table, and of which units each is said."""
    if source is _MARKS:
        detail = _keep_marks(detail, basis.theme)
    added, removed = (_list_keys(rows, source, keys) for rows in (detail.added, detail.removed))
    for rows, participle in (
        (added - removed, "ajouté"),
        (removed - added, "retiré"),
        (added & removed, "corrigé"),
    ):
        if rows:
            count = french.count(len(rows), source.noun.text)
            yield Cause(f"{count} {source.noun.agree(participle, len(rows))}", source.owner, frozenset(rows))
    for column in source.columns:
        if basis.includes(column.condition):
            yield from _find_column_causes(detail, source, column, keys)


def _find_column_causes(
    detail: Detail, source: Source, column: CountedColumn, keys: pa.Array
) -> Iterator[Cause]:
    """The same of the rows of which one column changed: `date de démarrage de 1 accompagnement corrigée`."""
    before, after = (combine_chunks(rows[column.name]) for rows in (detail.before, detail.after))
    was_empty, is_empty = pc.is_null(before), pc.is_null(after)
    masks = {
        "renseigné": pc.and_(was_empty, pc.invert(is_empty)),
        "effacé": pc.and_(is_empty, pc.invert(was_empty)),
        "corrigé": pc.coalesce(pc.not_equal(before, after), pa.scalar(False)),
    }
    for participle, mask in masks.items():
        rows = _list_keys(detail.after.filter(mask), source, keys)
        if rows:
            owners = french.count(len(rows), source.owner)
            text = f"{column.noun.text} de {owners} {column.noun.agree(participle)}"
            yield Cause(text, source.owner, frozenset(rows))


def _keep_marks(detail: Detail, theme: str | None) -> Detail:
    """The marks of accompaniments on a theme or on one of its parts."""
    themes = pa.array([code.code for code in codelists.load("themes") if theme in (code.code, code.parent)])

    def keep(rows: pa.Table) -> pa.Table:
        is_of_theme = pc.is_in(rows["theme"], value_set=themes)
        return rows.filter(pc.and_(is_of_theme, pc.equal(rows["subject"], "accompaniment")))

    return Detail(*map(keep, (detail.added, detail.removed, detail.before, detail.after)))


def _list_keys(rows: pa.Table, source: Source, keys: pa.Array) -> set[str]:
    """The units among `keys` that rows of a table belong to."""
    names = join_key_columns(rows, source.keys)
    return set(names.filter(pc.is_in(names, value_set=keys.cast(pa.string()))).to_pylist())
