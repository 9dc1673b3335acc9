"""Uptake: which members make use of the offer, which less than others, which never, and what becomes of their requests."""

from dse.figures.requests import by_year as requests_by_year
from dse.figures.requests import delays, funnel
from dse.figures.section import Section
from dse.figures.uptake import (
    by_group,
    by_year,
    concentration,
    member_years,
    never_reached,
    of_period,
    repeat_use,
    time_to_first,
)

# Their words stand in the address bar.
SECTIONS = {
    "servis": Section(
        "Membres servis",
        "Quels membres servons-nous, lesquels moins que les autres, et lesquels jamais ?",
        (
            by_year.ACCOMPANIED_FIGURE,
            by_group.FAMILY_FIGURE,
            never_reached.FIGURE,
            by_year.ANY_SERVICE_FIGURE,
        ),
    ),
    "profils": Section(
        "Profils",
        "Le recours dépend-il de l’ancienneté, de la taille, de la région ?",
        (
            by_group.SENIORITY_FIGURE,
            by_group.SIZE_FIGURE,
            by_group.REGION_FIGURE,
            of_period.FIGURE,
        ),
    ),
    "demandes": Section(
        "Demandes",
        "Combien de demandes recevons-nous, que deviennent-elles, et après quelle attente ?",
        (funnel.FIGURE, delays.FIGURE, requests_by_year.FIGURE),
    ),
    "fidelite": Section(
        "Fidélité",
        "Au bout de combien de temps vient-on, revient-on, et qui vient le plus ?",
        (time_to_first.FIGURE, concentration.FIGURE, repeat_use.FIGURE, member_years.FIGURE),
    ),
}
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
# The figures whose findings may be among those to remember: they compare or say who was left out, the others describe.
COMPARING = (
    by_year.ACCOMPANIED_FIGURE,
    by_group.FAMILY_FIGURE,
    never_reached.FIGURE,
    by_year.ANY_SERVICE_FIGURE,
    by_group.SENIORITY_FIGURE,
    by_group.SIZE_FIGURE,
    by_group.REGION_FIGURE,
    delays.FIGURE,
    time_to_first.FIGURE,
    concentration.FIGURE,
)
