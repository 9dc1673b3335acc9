"""Thematic trends: how each cross-cutting theme moves among what is asked and what is delivered."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "themes": ("Thèmes", "Quels thèmes progressent, et servons-nous ceux qu’on nous demande ?"),
    "detail": (
        "Dans le détail",
        "Le thème est-il l’objectif principal, dans quels accompagnements, et où manque-t-il un examen ?",
    ),
}
SECTIONS = read_sections(_TITLES, __name__)
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
