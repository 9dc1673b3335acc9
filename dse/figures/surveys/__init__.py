"""Surveys: who answers, what they say wave after wave, and how far it speaks for all members."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "participation": ("Participation", "Qui répond, et qui manque ?"),
    "besoins": ("Besoins", "De quel appui les membres ont-ils besoin, et qui a besoin de quoi ?"),
    "attentes": ("Attentes", "Qu’attendent les membres du réseau ?"),
    "satisfaction": (
        "Satisfaction",
        "De quoi les membres sont-ils satisfaits, et nous recommanderaient-ils ?",
    ),
    "ecarts-satisfaction": (
        "Écarts de satisfaction",
        "La satisfaction change-t-elle d’une enquête à l’autre, d’une famille d’acteurs à l’autre ?",
    ),
    "effets": ("Effets et expertise", "Que change notre appui, et que savent faire les membres ?"),
    "autres": ("Autres réponses", "Que choisissent les membres, et que disent-ils avec leurs mots ?"),
    "representativite": ("Représentativité", "Ceux qui répondent ressemblent-ils à l’ensemble des membres ?"),
}
SECTIONS = read_sections(_TITLES, __name__)
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
