"""Social change: what is observed and how well it is supported, what contributed, and what people learnt."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "changements": (
        "Changements",
        "Quels changements observe-t-on, voulus ou non, et lesquels sont vérifiés ?",
    ),
    "nature": ("Nature et portée", "Qu’est-ce qui change, à quel niveau, avec quelle portée ?"),
    "contributions": ("Contributions", "À quels changements nos appuis ont-ils contribué ?"),
    "expertise": (
        "Les mêmes personnes",
        "D’une enquête à l’autre, les mêmes personnes se disent-elles plus expertes, et voient-elles plus d’effets ?",
    ),
    "liste": ("Liste", "Lesquels, attestés par quoi ?"),
}
SECTIONS = read_sections(_TITLES, __name__)
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
