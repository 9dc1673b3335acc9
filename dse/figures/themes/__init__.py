"""Thematic trends: how each cross-cutting theme moves among what is asked and what is delivered."""

from dse.figures.section import Section
from dse.figures.themes import accompaniments, by_year, examined, levels, requested, triennials, wanted

# Their words stand in the address bar.
SECTIONS = {
    "themes": Section(
        "Thèmes",
        "Quels thèmes progressent, et servons-nous ceux qu’on nous demande ?",
        (by_year.FIGURE, requested.FIGURE, wanted.FIGURE, triennials.FIGURE),
    ),
    "detail": Section(
        "Dans le détail",
        "Le thème est-il l’objectif principal, dans quels accompagnements, et où manque-t-il un examen ?",
        (levels.FIGURE, accompaniments.FIGURE, examined.FIGURE),
    ),
}
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
# The figures whose findings may be among those to remember: they compare, the others describe.
COMPARING = (by_year.FIGURE, requested.FIGURE, triennials.FIGURE)
