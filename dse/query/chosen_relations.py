"""The relations of a Selection: what its years and filters leave of a view, by name, for the SQL of figures.

`from chosen_delivered` in a figure's SQL is enough: the query puts `with chosen_delivered as (…)` in front of it, merged with a
`with` of its own, and the parameters are bound. Columns are those of the view; a filter that is not chosen leaves no trace. Rows
are selected by the profile that the view gives them, which is that of the day of the event: no figure joins profiles itself.
A figure whose `breakdowns` lack a filter never gets it: its query comes without it (`Selection.keeping`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dse.query.selection import Selection

_YEARS = "year between $first_year and $last_year"
_WAVES = "(select *, cast(extract(year from closed_on) as bigint) as year from survey_known_waves)"
_FAMILIES = {"families": "list_contains($families, actor_family)"}
_PEOPLE = _FAMILIES | {"regions": "list_contains($regions, region)"}
_PEOPLE_TWICE = {
    "families": "list_contains($families, family_before) and list_contains($families, family_after)",
    "regions": "list_contains($regions, region_before) and list_contains($regions, region_after)",
}
_KINDS = {"kinds": "list_contains($kinds, kind)"}
# Whether an offer is for a family: it names its families between bars, or is for all.
IS_FOR = """
(offers.for_families is null or strpos('|' || replace(offers.for_families, ' ', '') || '|', '|' || {family} || '|') > 0)
"""
_OF_FAMILIES = f"""exists (
    select 1 from codelist_actor_families as families
    where list_contains($families, families.code) and {IS_FOR.format(family="families.code")}
)"""
_SUPPORTS = """(
    select 'accompaniment' as subject, accompaniment_id as subject_id, kind from accompaniments
    union all
    select 'activity', activity_id, kind from activities
)"""
_QUESTIONS = {
    "themes": "(list_contains($themes, theme) or list_contains($themes, parent_theme))",
    "kinds": "list_contains($kinds, kind_asked_about)",
}


@dataclass(frozen=True)
class ChosenRelation:
    """A view, the conditions that always hold on it, and that of each filter where it is chosen."""

    view: str
    conditions: tuple[str, ...]
    filters: Mapping[str, str]

    def build_sql(self, selection: Selection) -> str:
        """The rows that a selection leaves."""
        chosen = [sql for field, sql in self.filters.items() if getattr(selection, field)]
        where = " and ".join((*self.conditions, *chosen))
        return f"select * from {self.view} where {where}" if where else f"select * from {self.view}"


RELATIONS = {
    # A row where no people are chosen, none where some are.
    "chosen_everyone": ChosenRelation("reference", (), {"families": "false", "regions": "false"}),
    # Accompaniments, under the profile of their lead on the day of the event: asked for in these years, started in them.
    "chosen_requested": ChosenRelation("requested", (_YEARS,), _PEOPLE | _KINDS),
    "chosen_delivered": ChosenRelation("delivered", (_YEARS,), _PEOPLE | _KINDS),
    # Started in any year, of the kinds chosen, whoever leads: for figures whose members are filtered.
    "chosen_delivered_kinds": ChosenRelation("delivered", (), _KINDS),
    # Started in any year, and all that may be cited: for figures whose years are those of the end.
    "chosen_delivered_ever": ChosenRelation("delivered", (), _PEOPLE | _KINDS),
    "chosen_supports": ChosenRelation(f"{_SUPPORTS} as supports", (), _KINDS),
    # Offers of the kinds chosen; those of them that are for one at least of the families chosen.
    "chosen_offers_of_kinds": ChosenRelation("offers", (), _KINDS),
    "chosen_offers": ChosenRelation("offers", (), _KINDS | {"families": _OF_FAMILIES}),
    # Members of these years, and those of the last day known.
    "chosen_member_years": ChosenRelation("member_years", (_YEARS,), _PEOPLE),
    "chosen_members_now": ChosenRelation("members_now", (), _PEOPLE),
    # Organisations at activities of these years, under their profile of that day.
    "chosen_presences_ever": ChosenRelation("presences", (), _PEOPLE),
    "chosen_presences": ChosenRelation("presences", (_YEARS,), _PEOPLE),
    "chosen_yearly_presences": ChosenRelation("yearly_presences", (_YEARS,), _PEOPLE),
    "chosen_yearly_presences_of_families": ChosenRelation("yearly_presences", (_YEARS,), _FAMILIES),
    "chosen_yearly_presences_by_kind": ChosenRelation("yearly_presences_by_kind", (_YEARS,), _PEOPLE),
    "chosen_series_presences": ChosenRelation("series_presences", (_YEARS,), _PEOPLE),
    "chosen_participations": ChosenRelation("participation_events", (_YEARS,), _PEOPLE),
    # Activities held in these years, whoever came.
    "chosen_activities": ChosenRelation("held_activities", (_YEARS,), {}),
    # Partnerships of any year; first arrivals; arrivals, returns and departures; members at each year's end; changes recorded.
    "chosen_partnerships": ChosenRelation("partnership_starts", (), _FAMILIES),
    "chosen_first_arrivals": ChosenRelation("first_arrivals", (_YEARS,), _PEOPLE),
    "chosen_moves": ChosenRelation("moves", (_YEARS,), _PEOPLE),
    "chosen_members_at_year_end": ChosenRelation("members_at_year_end", (_YEARS,), _PEOPLE),
    "chosen_changes": ChosenRelation("recorded_changes", (_YEARS,), _PEOPLE),
    # Marks of the themes chosen, those at the top where none is; themes, the same.
    "chosen_marks": ChosenRelation("marks", ("list_contains($themes, theme)",), {}),
    "chosen_themes": ChosenRelation("codelist_themes", ("list_contains($themes, code)",), {}),
    # Surveys: waves closed in these years; questions asked in them, all of them or those of the themes and kinds chosen; who
    # could answer, who did, and what was given, by the people chosen.
    "chosen_waves": ChosenRelation(_WAVES, (_YEARS,), {}),
    "chosen_asked": ChosenRelation("survey_asked", (_YEARS,), {}),
    "chosen_questions": ChosenRelation("survey_asked", (_YEARS,), _QUESTIONS),
    "chosen_registers": ChosenRelation("survey_registers", (), _PEOPLE),
    "chosen_replies": ChosenRelation("survey_replies", (), _PEOPLE),
    "chosen_given": ChosenRelation("survey_given", (), _PEOPLE),
    "chosen_answered": ChosenRelation("answered_questions", (), _PEOPLE),
    # What they said, voice by voice and in cells; voices that are split are apart.
    "chosen_voices": ChosenRelation("survey_voices", (), _PEOPLE),
    "chosen_split_voices": ChosenRelation("survey_split_voices", (), _PEOPLE),
    "chosen_voice_cells": ChosenRelation("survey_voice_cells", (), _PEOPLE),
    "chosen_answer_cells": ChosenRelation("survey_answer_cells", (), _PEOPLE),
    "chosen_dimension_cells": ChosenRelation("survey_dimension_cells", (), _PEOPLE),
    # Who answered two waves, and is among the people chosen in both.
    "chosen_pair_cells": ChosenRelation("survey_pair_cells", (), _PEOPLE_TWICE),
    "chosen_survey_moves": ChosenRelation("survey_moves", (), _PEOPLE_TWICE),
}
_NAMES = re.compile(r"\bchosen_[a-z_]+\b")
_WITH = re.compile(r"\s*with\s+", re.IGNORECASE)


def put_in_front(sql: str, selection: Selection) -> str:
    """The statement with the relations of a selection that it names in front of it."""
    names = sorted(set(_NAMES.findall(sql)) & set(RELATIONS))
    if not names:
        return sql
    relations = ",\n".join(f"{name} as ({RELATIONS[name].build_sql(selection)})" for name in names)
    own = _WITH.match(sql)
    return f"with {relations}" + (f",\n{sql[own.end() :]}" if own else f"\n{sql}")
