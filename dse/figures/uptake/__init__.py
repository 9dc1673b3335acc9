"""Uptake: which members make use of the offer, which less than others, which never, and what becomes of their requests."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "servis": (
        "Membres accompagnés",
        "Quels membres accompagnons-nous, lesquels moins que les autres, et lesquels jamais ?",
    ),
    "profils": ("Profils", "Le recours dépend-il de l’ancienneté, de la taille, de la région ?"),
    "demandes": (
        "Demandes",
        "Combien de demandes recevons-nous, que deviennent-elles, et après quelle attente ?",
    ),
    "fidelite": ("Fidélité", "Au bout de combien de temps vient-on, revient-on, et qui vient le plus ?"),
    "productions": (
        "Productions",
        "Que laissent les accompagnements et les activités, et combien de temps après leur fin ?",
    ),
}
SECTIONS = read_sections(_TITLES, __name__, "dse.figures.requests", "dse.figures.outputs")
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
