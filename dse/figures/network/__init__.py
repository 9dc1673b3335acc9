"""The network: who is in it, who comes without being in it, who meets whom, with which partners, where, to try what."""

from dse.figures.network import (
    communities,
    composition,
    countries,
    encounters,
    joining,
    moves,
    opening,
    partnerships,
    to_approach,
    wishes_told,
)
from dse.figures.section import Section

# Their words stand in the address bar.
SECTIONS = {
    "composition": Section(
        "Composition",
        "Qui est dans le réseau, qui arrive, qui part ?",
        (composition.FAMILY_FIGURE, moves.YEAR_FIGURE, composition.FIELD_FIGURE, moves.LIST_FIGURE),
    ),
    "ouverture": Section(
        "Ouverture",
        "Qui vient à nos activités sans être membre, et qui approcher ?",
        (
            opening.SHARE_FIGURE,
            opening.AGAIN_FIGURE,
            opening.FAMILY_FIGURE,
            opening.FIELD_FIGURE,
            to_approach.FIGURE,
        ),
    ),
    "rencontres": Section("Rencontres", "Qui rencontre qui dans nos activités ?", encounters.FIGURES),
    "partenariats": Section(
        "Partenariats",
        "Avec qui, dans quel service, et jusqu’où allons-nous ensemble ?",
        (partnerships.FIGURE,),
    ),
    "pays": Section("Pays", "Où se passent les accompagnements ?", countries.FIGURES),
    "experimenter": Section(
        "Expérimenter",
        "Qui expérimente, et qui rejoint une communauté de pratiques ?",
        (joining.SHARE_FIGURE, joining.FAMILY_FIGURE, *joining.KIND_FIGURES),
    ),
    "souhaits": Section(
        "Souhaits et suites",
        "Qui souhaite s’y engager sans être venu, et qui revient d’une rencontre à l’autre ?",
        (
            wishes_told.COUNTED_FIGURE,
            wishes_told.FAMILY_FIGURE,
            wishes_told.LIST_FIGURE,
            communities.FIGURE,
        ),
    ),
}
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
# The figures whose findings may be among those to remember: they compare, the others describe.
COMPARING = (opening.SHARE_FIGURE, joining.SHARE_FIGURE, partnerships.FIGURE)
