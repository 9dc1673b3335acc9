"""Columns of the figures' tables, each declared once: title, description, unit, codelist.

A column that a figure takes over from the store is the schema's own; see `stored`.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

import schemas
from dse.disclosure import marks
from schemas import Column


def _column(name: str, title: str, description: str, kind: pa.DataType, role: str, **more: object) -> Column:
    return Column("figures", name, title, description, kind, role, nullable=True, **more)


def _count(name: str, title: str, description: str, unit: str | None = None) -> Column:
    return _column(name, title, description, pa.int64(), "measure", unit=unit)


def _share(name: str, title: str, description: str) -> Column:
    return _column(name, title, description, pa.float64(), "measure", unit="%", decimals=1)


def _coded(name: str, title: str, description: str, codelist: str) -> Column:
    return _column(name, title, description, pa.string(), "dimension", codelists=(codelist,))


def stored(table: str, name: str, title: str | None = None) -> Column:
    """A column as the schema declares it, under another title where the figure needs one."""
    declared = schemas.column(table, name)
    return replace(declared, title=title) if title else declared


YEAR = _column("year", "Année", "Année civile.", pa.int64(), "dimension")
THEME = _coded("theme", "Thème", "Thème transversal.", "themes")
KIND = stored("accompaniments", "kind")
FAMILY = stored("organisation_profiles", "actor_family")
REGION = stored("organisation_profiles", "region")
SIZE = stored("organisation_profiles", "size_band")
SENIORITY = _coded("seniority_band", "Ancienneté", "Durée d’adhésion en fin de période.", "seniority_bands")
ORGANISATION = stored("organisations", "name", "Organisation")

DELIVERED = _count("delivered", "Démarrés", "Accompagnements démarrés.")
REQUESTED = _count("requested", "Demandés", "Accompagnements demandés.")
EXAMINED = _count("examined", "Examinés", "Accompagnements examinés sur ce thème.")
SIGNIFICANT = _count("significant", "Objectif significatif", "Accompagnements marqués 1 sur ce thème.")
PRINCIPAL = _count("principal", "Objectif principal", "Accompagnements marqués 2 sur ce thème.")
UNTARGETED = _count("untargeted", "Examinés, non visés", "Accompagnements marqués 0 sur ce thème.")
UNEXAMINED = _count("unexamined", "Non examinés", "Accompagnements jamais examinés sur ce thème.")
MARKED = _count(
    "marked",
    "Marqués 1 ou 2",
    "Accompagnements qui visent ce thème, comme objectif significatif ou principal.",
)
SHARE = _share("share_pct", "Part du thème", "Marqués 1 ou 2 rapportés aux examinés.")
EXAMINED_SHARE = _share("examined_pct", "Part examinée", "Examinés rapportés aux accompagnements démarrés.")
IS_HOLLOW = _column(
    "is_hollow",
    "Laissée hors des tests",
    "Vrai si moins de la moitié a été examinée, ou si l’année n’était pas finie.",
    pa.bool_(),
    "dimension",
)
IS_PARTIAL = _column(
    "is_partial",
    "Année en cours",
    "Vrai si l’année n’était pas finie : elle est laissée hors des tests.",
    pa.bool_(),
    "dimension",
)
SEGMENT = _count("segment", "Série", "Change de numéro à chaque rupture de série.")
TENDENCY = _coded("tendency", "Tendance", "Ce qu’on peut dire de la période.", "tendencies")

BEFORE = _column("period_before", "Période précédente", "Période de comparaison.", pa.string(), "dimension")
AFTER = _column("period_after", "Période", "Période regardée.", pa.string(), "dimension")
EXAMINED_BEFORE = _count("examined_before", "Examinés avant", "Examinés sur la période précédente.")
EXAMINED_AFTER = _count("examined_after", "Examinés", "Examinés sur la période regardée.")
SHARE_BEFORE = _share("share_before_pct", "Part avant", "Part du thème sur la période précédente.")
SHARE_AFTER = _share("share_after_pct", "Part", "Part du thème sur la période regardée.")
DIFFERENCE = _column(
    "difference_points",
    "Écart",
    "Différence entre les deux parts.",
    pa.float64(),
    "measure",
    unit="points",
    decimals=1,
)

EXAMINED_REQUESTS = _count("examined_requests", "Demandes examinées", "Demandes examinées sur ce thème.")
EXAMINED_DELIVERED = _count(
    "examined_delivered", "Démarrés examinés", "Accompagnements démarrés examinés sur ce thème."
)
REQUESTED_SHARE = _share(
    "requested_pct", "Part dans les demandes", "Demandes marquées 1 ou 2 rapportées aux examinées."
)
DELIVERED_SHARE = _share(
    "delivered_pct",
    "Part dans les accompagnements",
    "Accompagnements démarrés marqués 1 ou 2 rapportés aux examinés.",
)
STANDING = _coded("standing", "Écart à l’ensemble", "Ce qu’on peut dire de l’écart.", "standings")

DEMAND_GAP = _coded(
    "demand_gap", "Écart entre demandé et démarré", "Ce qu’on peut dire de l’écart.", "demand_gaps"
)

MEMBERS = _count("members", "Membres", "Organisations membres au moins un jour.")
USERS = _count("users", "Membres servis", "Membres qui ont eu recours à l’offre.")
RATE = _share("rate_pct", "Taux de recours", "Membres servis rapportés aux membres.")

MEMBERSHIP_YEARS = _count("membership_years", "Années d’adhésion", "Années où une organisation était membre.")
YEARLY_RATE = _share(
    "yearly_pct", "Taux annuel moyen", "Années où un membre est servi, rapportées aux années d’adhésion."
)
YEARLY_RATE_ALL = _share(
    "yearly_all_pct", "Taux annuel de l’ensemble", "Même taux pour tous les groupes réunis."
)

COST = stored("accompaniments", "cost_eur", "Coût total connu")
COSTS_KNOWN = _count("costs_known", "Coûts connus", "Accompagnements démarrés dont le coût est connu.")

STEP = _coded("step", "Étape", "Étape atteinte.", "funnel_steps")
REACHED = _count("reached", "Ont atteint l’étape", "Accompagnements qui ont atteint l’étape.")
REACHED_SHARE = _share("reached_pct", "Part des demandes", "Rapportés aux demandes de la période.")
REFUSED = _count("refused", "Refusés", "Demandes refusées avant cette étape.")
ABANDONED = _count("abandoned", "Abandonnés", "Demandes abandonnées avant cette étape.")
PENDING = _count("pending", "En attente", "Accompagnements qui peuvent encore atteindre cette étape.")
MEDIAN_DAYS = _column(
    "median_days",
    "Délai médian",
    "Délai médian depuis la demande.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)
QUARTILE_LOW = _column(
    "low_days",
    "Premier quartile",
    "Un quart des délais sont plus courts.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)
QUARTILE_HIGH = _column(
    "high_days",
    "Troisième quartile",
    "Un quart des délais sont plus longs.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)

CARRIED = _column(
    "carried",
    "Accompagnements portés",
    "Nombre d’accompagnements portés, 5 pour 5 ou plus.",
    pa.int64(),
    "dimension",
)
MEMBERS_SHARE = _share("members_pct", "Part des membres", "Rapportés à tous les membres de la période.")
CARRIED_TOTAL = _count("carried_total", "Accompagnements", "Accompagnements portés par ces membres.")
MEMBERS_ALL = _count("members_all", "Membres en tout", "Tous les membres de ce choix.")
JOINED = stored("memberships", "joined_on")
SENIORITY_YEARS = _count("member_years", "Ancienneté", "Années révolues depuis l’adhésion.", unit="ans")

TABLE_TITLE = _column("table_title", "Table", "Table de la base.", pa.string(), "dimension")
COLUMN_TITLE = _column("column_title", "Colonne", "Colonne de la table.", pa.string(), "dimension")
ROWS = _count("rows", "Lignes", "Lignes de la table.")
FILLED = _count("filled", "Remplies", "Cases remplies.")
FILLED_SHARE = _share("filled_pct", "Part remplie", "Cases remplies rapportées aux lignes.")
FIRST_DAY = _column(
    "first_day", "Première date", "Première date connue de la table.", pa.date32(), "dimension"
)
LAST_DAY = _column(
    "last_day", "Dernière date", "Dernière date de la table, hors dates à venir.", pa.date32(), "dimension"
)
LAST_YEAR_ROWS = _count(
    "last_year_rows", "Dont dernière année", "Lignes datées de la dernière année connue des données."
)
OPTIONAL_SHARE = _share(
    "optional_pct", "Facultatif rempli", "Cases remplies parmi celles qui peuvent rester vides."
)

MEASURE = _coded("measure", "Mesure", "Ce qui est mesuré.", "headline_measures")
VALUE = _column("value", "Valeur", "Valeur de la mesure.", pa.float64(), "measure", decimals=1)
VALUE_UNIT = _column("value_unit", "Unité", "Unité de la valeur.", pa.string(), "dimension")
COUNTED = _count(
    "counted", "Comptés", "Ce que la mesure compte : numérateur d’une part, effectif d’un délai."
)
BASE = _count("base", "Sur", "À quoi une part est rapportée.")
VALUE_BEFORE = _column(
    "value_before", "Valeur avant", "Valeur sur la période précédente.", pa.float64(), "measure", decimals=1
)
COUNTED_BEFORE = _count("counted_before", "Comptés avant", "Ce qui était compté sur la période précédente.")
BASE_BEFORE = _count("base_before", "Sur, avant", "À quoi la part était rapportée sur la période précédente.")
VALUE_CHANGE = _column(
    "value_change",
    "Variation",
    "Valeur moins valeur d’avant : en points pour une part.",
    pa.float64(),
    "measure",
    decimals=1,
)
REASON = _coded("reason", "Ce qui manque", "Pourquoi la valeur ou la comparaison manque.", "headline_reasons")

OBJECTIVE = stored("indicators", "objective")
RESULT = stored("indicators", "result")
INDICATOR_ID = stored("indicators", "indicator_id", "Identifiant de l’indicateur")
INDICATOR = stored("indicators", "title", "Indicateur")
UNIT = stored("indicators", "unit")
DIRECTION = stored("indicators", "direction")
BREAKDOWN = _column("breakdown_label", "Ventilation", "Ce dont la valeur parle.", pa.string(), "dimension")
BASELINE = replace(stored("indicator_baselines", "value"), decimals=2)
BASELINE_ON = stored("indicator_baselines", "observed_on", "Départ observé le")
PERIOD_START = stored("indicator_periods", "period_start")
PERIOD_END = stored("indicator_periods", "period_end")
TARGET = replace(stored("indicator_periods", "target"), decimals=2)
TARGET_ON = stored("indicator_periods", "target_on", "Échéance")
ACTUAL = replace(stored("indicator_periods", "actual"), decimals=2)
ACTUAL_ON = stored("indicator_periods", "actual_on")
ORIGIN = _column(
    "origin", "Source", "Saisie, ou question de la figure qui donne la valeur.", pa.string(), "text"
)
ELAPSED = _share("elapsed_pct", "Temps écoulé", "Part de la période écoulée à la date de la valeur.")
PROGRESS = _share("progress_pct", "Progrès", "Chemin parcouru du départ à la cible.")
STATUS = _coded("status", "État", "Où en est l’indicateur.", "indicator_statuses")
NOTE = _column(
    "note", "Remarque", "Pourquoi une valeur ou un progrès n’est pas calculable.", pa.string(), "text"
)
REACHED_COUNT = _count("reached_count", "Atteintes", "Ventilations dont la cible est atteinte.")
ON_TRACK_COUNT = _count("on_track_count", "En bonne voie", "Ventilations en bonne voie.")
LATE_COUNT = _count("late_count", "En retard", "Ventilations en retard.")
MISSED_COUNT = _count("missed_count", "Non atteintes", "Ventilations dont la cible n’est pas atteinte.")
UNKNOWN_COUNT = _count("unknown_count", "Non calculables", "Ventilations dont l’état n’est pas calculable.")

MARK = _column(
    marks.MARK,
    "Remarque",
    "Ce qui est masqué pour ce public, parce que trop peu ont répondu ou pour qu’on ne le retrouve pas par différence ; ou une base trop petite pour conclure.",
    pa.string(),
    "text",
)

DECISION = stored("decisions", "decision")
OCCASION = stored("decisions", "occasion")
DECIDED_ON = stored("decisions", "decided_on")
DECISION_DUE = stored("decisions", "due_on")
DECISION_STATUS = stored("decisions", "status")
DAYS_LATE = _count("days_late", "Retard", "Jours passés depuis l’échéance.", unit="jours")

COHORT = _column("cohort", "Arrivés en", "Années d’adhésion des membres suivis.", pa.string(), "dimension")
COHORT_MEMBERS = _count("cohort_members", "Arrivés", "Membres qui ont adhéré ces années-là.")
DAYS_SINCE = _count("days", "Jours depuis l’adhésion", "Jours passés depuis l’adhésion.", unit="jours")
STILL_WAITING = _count(
    "at_risk", "Encore suivis", "Membres encore là et pas encore accompagnés, juste avant ce jour."
)
FIRST_SERVED = _count("happened", "Déjà accompagnés", "Membres dont un premier accompagnement a démarré.")
LEFT_BEFORE = _count("left", "Partis sans", "Membres partis sans avoir porté d’accompagnement.")
INCIDENCE = _share("incidence_pct", "Part accompagnée", "Part des arrivés déjà accompagnés à ce délai.")
INCIDENCE_LOW = _share("low_pct", "Part, de", "Borne basse de l’intervalle à 95 % de la part accompagnée.")
INCIDENCE_HIGH = _share("high_pct", "Part, à", "Borne haute de l’intervalle à 95 % de la part accompagnée.")
LEFT_INCIDENCE = _share("left_pct", "Part partie sans", "Part des arrivés partis sans accompagnement.")
ARRIVALS_TENDENCY = _coded(
    "tendency",
    "Derniers arrivés",
    "Si les derniers arrivés sont accompagnés plus vite que les autres (en hausse) ou moins vite (en baisse).",
    "tendencies",
)

REFUSED_HERE = _count("refused_here", "Refusés à cette étape", "Parvenus à l’étape d’avant, puis refusés.")
ABANDONED_HERE = _count(
    "abandoned_here", "Abandonnés à cette étape", "Parvenus à l’étape d’avant, puis abandonnés."
)
STEP_DAYS = replace(
    MEDIAN_DAYS,
    name="step_days",
    title="Délai depuis l’étape d’avant",
    description="Délai médian depuis l’étape précédente.",
)
STEP_DAYS_LOW = replace(QUARTILE_LOW, name="step_low_days", title="Même délai, premier quartile")
STEP_DAYS_HIGH = replace(QUARTILE_HIGH, name="step_high_days", title="Même délai, troisième quartile")

TOP_GROUP = _coded("top_group", "Membres", "Membres rangés du plus accompagné au moins.", "top_groups")
TOP_MEMBERS = _count("top_members", "Combien", "Membres de ce rang.")
TOP_CARRIED = _count("top_carried", "Accompagnements", "Accompagnements que ces membres ont portés.")
CARRIED_ALL = _count("carried_all", "Accompagnements en tout", "Accompagnements portés par tous les membres.")
TOP_SHARE = _share("top_pct", "Part portée", "Part des accompagnements que ces membres ont portés.")
CHANCE_SHARE = _share("chance_pct", "Au hasard", "Part moyenne si chacun avait chaque année la même chance.")
CHANCE_LOW = _share("chance_low_pct", "Au hasard, de", "Dépassée dans 97,5 % des tirages au hasard.")
CHANCE_HIGH = _share("chance_high_pct", "Au hasard, à", "Dépassée dans 2,5 % des tirages au hasard.")
CONCENTRATION = _coded("standing", "Concentration", "Ce qu’on peut dire face au hasard.", "concentrations")

MEMBER_CARRIED = _count("carried", "Accompagnements", "Accompagnements démarrés dans l’année, portés.")
ATTENDED = _count("attended", "Activités", "Activités de l’année où l’organisation est venue.")
IS_MEMBER = _column(
    "is_member", "Membre", "Vrai si l’organisation était membre cette année-là.", pa.bool_(), "dimension"
)

PRINCIPAL_BEFORE = _share(
    "principal_before_pct", "Objectif principal avant", "Marqués 2 rapportés aux examinés, avant."
)
PRINCIPAL_AFTER = _share("principal_after_pct", "Objectif principal", "Marqués 2 rapportés aux examinés.")
WANTED_SHARE = _share(
    "wanted_pct", "Besoin exprimé", "Membres qui expriment un besoin, parmi ceux qui ont répondu."
)
WANTED_LOW = _share("wanted_low_pct", "Besoin, de", "Borne basse de l’intervalle à 95 % du besoin exprimé.")
WANTED_HIGH = _share("wanted_high_pct", "Besoin, à", "Borne haute de l’intervalle à 95 % du besoin exprimé.")
