"""Social change: what is observed and how well it is supported, what contributed, and what people learnt."""

from dse.figures.change import (
    backed,
    by_year,
    listed,
    paired_told,
    paths,
    profile,
    supports,
    transitions,
    unforeseen,
)
from dse.figures.section import Section

# Their words stand in the address bar.
SECTIONS = {
    "changements": Section(
        "Changements",
        "Quels changements observe-t-on, voulus ou non, et lesquels sont vérifiés ?",
        (unforeseen.FIGURE, by_year.FIGURE),
    ),
    "nature": Section(
        "Nature et portée", "Qu’est-ce qui change, à quel niveau, avec quelle portée ?", profile.FIGURES
    ),
    "contributions": Section(
        "Contributions",
        "À quels changements nos appuis ont-ils contribué ?",
        (paths.FIGURE, supports.SUPPORT_FIGURE, supports.THEME_FIGURE, backed.FIGURE),
    ),
    "expertise": Section(
        "Expertise et effets",
        "Que savent faire les mêmes personnes, et quels effets reconnaissent-elles, vague après vague ?",
        (
            paired_told.FIGURES["expertise"],
            transitions.FIGURES["expertise"],
            paired_told.FIGURES["effect"],
            transitions.FIGURES["effect"],
        ),
    ),
    "liste": Section("Liste", "Lesquels, attestés par quoi ?", (listed.FIGURE,)),
}
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
# The figures whose findings may be among those to remember: they compare, the others describe.
COMPARING = (
    unforeseen.FIGURE,
    supports.SUPPORT_FIGURE,
    backed.FIGURE,
    paired_told.FIGURES["expertise"],
    paired_told.FIGURES["effect"],
)
