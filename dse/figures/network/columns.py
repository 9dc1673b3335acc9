"""Columns of the tables on the network, each declared once."""

from __future__ import annotations

import pyarrow as pa

from dse.figures.columns import (
    DELIVERED,
    FAMILY,
    IS_PARTIAL,
    MARK,
    ORGANISATION,
    REGION,
    TENDENCY,
    YEAR,
)
from dse.figures.declared import coded, column, count, number, share, stored

FIELD = stored("organisation_profiles", "field")
AT_YEAR_END = count("members", "Membres", "Membres encore là après le dernier jour de l’année.")
JOINED = count("joined", "Arrivées", "Organisations qui adhèrent pour la première fois.")
RETURNED = count("returned", "Retours", "Organisations qui adhèrent de nouveau après être parties.")
LEFT = count("left", "Départs", "Organisations dont c’est la dernière année d’un séjour.")
MOVE = coded("move", "Mouvement", "Arrivée, retour ou départ.", "membership_moves")
MOVED_ON = column("moved_on", "Date", "Jour d’adhésion, ou dernier jour.", pa.date32(), "dimension")
STAYED = number("stayed_years", "Durée du séjour", "Durée du séjour qui s’achève.", "ans")

VISITS = count("visits", "Venues", "Une organisation à une activité est une venue.")
OUTSIDE_VISITS = count(
    "outside_visits", "Dont de non-membres", "Venues d’organisations non membres ce jour-là."
)
PRESENT = count("organisations", "Organisations venues", "Organisations venues à au moins une activité.")
OUTSIDE = count(
    "non_members", "Dont non membres", "Celles qui n’étaient pas membres quand elles sont venues."
)
VISITORS = count(
    "non_members", "Organisations non membres", "Celles dont ce sont les venues, une fois par an chacune."
)
OUTSIDE_SHARE = share("share_pct", "Part de non-membres", "Venues de non-membres rapportées aux venues.")
FIRST = count(
    "first_time",
    "Pour la première fois",
    "Venues cette année-là et jamais auparavant. Vide l’année où les données commencent.",
)
AGAIN = count("again", "De nouveau", "Déjà venues une année d’avant. Vide l’année où les données commencent.")
UNSAID = count(
    "unsaid",
    "Première année connue",
    "Venues l’année où les données commencent : rien ne dit si elles étaient déjà venues.",
)
CAME_TO = count("came_to", "Activités", "Activités où l’organisation est venue sur la période.")
YEARS_CAME = count("years_came", "Années", "Années de la période où elle est venue.")
FIRST_CAME = column("first_came", "Première venue", "Première venue connue.", pa.date32(), "dimension")
LAST_CAME = column("last_came", "Dernière venue", "Dernière venue.", pa.date32(), "dimension")
WAS_MEMBER = column("was_member", "Ancien membre", "Vrai si elle a déjà adhéré.", pa.bool_(), "dimension")

ONE = stored("organisations", "name", "Organisation")
OTHER = column("other_name", "Rencontre", "L’autre organisation de la paire.", pa.string(), "dimension")
OTHER_FAMILY = coded("other_family", "Famille de l’autre", "Famille d’acteur de l’autre.", "actor_families")
TOGETHER = count("together", "Ensemble", "Activités où les deux sont venues.")
EITHER = count("either", "L’une ou l’autre", "Activités où l’une au moins est venue.")
OVERLAP = share("overlap_pct", "Recouvrement", "Ensemble, rapporté à l’une ou l’autre (indice de Jaccard).")
MET_TWICE = count(
    "met_twice", "Paires en tout", "Paires croisées deux fois ou plus pour ce choix, montrées ou non."
)
ENCOUNTERS = count(
    "encounters",
    "Rencontres",
    "Organisations croisées à une activité, vues de cette famille : entre deux des siennes, une rencontre compte pour chacune.",
)
MET_SHARE = share("met_pct", "Part des rencontres", "Rapportées à toutes celles de la famille.")
MIXED_SHARE = share(
    "mixed_pct", "Si tout se mêlait", "La même part si les venues de chaque année étaient mêlées au hasard."
)

PARTNER = stored("organisations", "name", "Partenaire")
DEPARTMENT = stored("partnerships", "department")
PARTNERSHIP_KIND = stored("partnerships", "kind")
DEPTH = stored("partnerships", "depth")
STARTED = stored("partnerships", "started_on")
ENDED = stored("partnerships", "ended_on")
IS_FIRST_DEPARTMENT = column(
    "is_first_department", "Premier service", "Vrai si le partenariat a commencé là.", pa.bool_(), "dimension"
)
DRAWN_FROM = column("drawn_from", "Vu depuis le", "Premier jour dans la période.", pa.date32(), "dimension")
DRAWN_TO = column("drawn_to", "Vu jusqu’au", "Dernier jour connu dans la période.", pa.date32(), "dimension")

COUNTRY = stored("accompaniments", "country")
INSIDE = column("inside", "Dessiné", "Vrai pour chaque case.", pa.bool_(), "dimension")
CARRIERS = count("carriers", "Organisations", "Organisations qui portent en premier ces accompagnements.")
LAST_STARTED = stored("accompaniments", "started_on", "Dernier début")

ACTIVITY_KIND = stored("activities", "kind")
MEMBERS = count("members", "Membres", "Organisations membres au moins un jour de l’année.")
JOINING = count("joining", "Y prennent part", "Membres venus à une expérimentation ou une communauté.")
JOINING_SHARE = share("share_pct", "Part des membres", "Membres qui y prennent part, rapportés aux membres.")
FROM_OUTSIDE = count("non_members", "Dont non membres", "Celles qui n’étaient pas membres ce jour-là.")

WAVE = stored("survey_waves", "title", "Vague")
ANSWERED = count("answered", "Ont répondu", "Membres qui ont répondu à cette question.")
WISHING = count("wishing", "Le souhaitent", "Membres dont au moins la moitié des réponses le souhaitent.")
WISHING_SHARE = share("wishing_pct", "Part qui le souhaite", "Rapportés à ceux qui ont répondu.")
SINCE_WAVE = count("came_since", "Venus depuis", "Parmi eux, venus après la clôture de la vague.")
BEFORE_WAVE = count("came_before", "Venus avant seulement", "Parmi eux, venus avant, et pas depuis.")
NEVER = count("never_came", "Jamais venus", "Parmi eux, jamais venus à une activité de ce type.")
LAST_ACTIVITY = column(
    "last_activity",
    "Dernière activité",
    "Dernière venue à une activité, de quelque type.",
    pa.date32(),
    "dimension",
)
NOT_WISHING = count("not_wishing", "Ne le souhaitent pas", "Ont répondu sans le souhaiter.")
WISHED_ON = stored("survey_waves", "closed_on", "Souhait dit le")

SERIES = stored("activities", "series", "Communauté")
HELD_ON = stored("activities", "held_on")
MEETING = stored("activities", "title", "Rencontre")
OPENS_SERIES = column(
    "opens_series", "Première rencontre", "Vrai si la série commence là.", pa.bool_(), "dimension"
)
NEW_HERE = count("first_time", "Nouvelles", "Organisations venues à cette communauté pour la première fois.")
BACK_HERE = count("again", "Revenues", "Organisations déjà venues à une rencontre de cette communauté.")

__all__ = [
    "DELIVERED",
    "FAMILY",
    "IS_PARTIAL",
    "MARK",
    "ORGANISATION",
    "REGION",
    "TENDENCY",
    "YEAR",
]
