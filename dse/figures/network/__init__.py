"""The network: who is in it, who comes without being in it, who meets whom, with which partners, where, to try what."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "composition": ("Composition", "Qui est dans le réseau, qui arrive, qui part ?"),
    "activites": ("Activités", "Nos activités sont-elles pleines, et qui y vient ?"),
    "participants": ("Participants", "Combien de personnes viennent, et combien de femmes ?"),
    "ouverture": ("Ouverture", "Qui vient à nos activités sans être membre, et qui approcher ?"),
    "rencontres": ("Rencontres", "Qui rencontre qui dans nos activités ?"),
    "partenariats": ("Partenariats", "Avec qui, dans quel service, et jusqu’où allons-nous ensemble ?"),
    "pays": ("Pays", "Où se passent les accompagnements ?"),
    "experimenter": ("Expérimenter", "Qui expérimente, et qui rejoint une communauté de pratiques ?"),
    "souhaits": (
        "Souhaits et suites",
        "Qui souhaite s’y engager sans être venu, et qui revient d’une rencontre à l’autre ?",
    ),
}
SECTIONS = read_sections(_TITLES, __name__, "dse.figures.activities")
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
