"""Columns of the figures' tables, each declared once: title, description, unit, codelist.

A column that a figure takes over from the store is the schema's own; see `declared.stored`.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from dse.disclosure import marks
from dse.figures.declared import coded, column, count, share, stored

YEAR = column("year", "Année", "Année civile.", pa.int64(), "dimension")
THEME = coded("theme", "Thème", "Thème transversal.", "themes")
KIND = stored("accompaniments", "kind")
FAMILY = stored("organisation_profiles", "actor_family")
REGION = stored("organisation_profiles", "region")
SIZE = stored("organisation_profiles", "size_band")
SENIORITY = coded("seniority_band", "Ancienneté", "Durée d’adhésion en fin de période.", "seniority_bands")
ORGANISATION = stored("organisations", "name", "Organisation")

DELIVERED = count("delivered", "Démarrés", "Accompagnements démarrés.")
REQUESTED = count("requested", "Demandés", "Accompagnements demandés.")
EXAMINED = count("examined", "Examinés", "Accompagnements examinés sur ce thème.")
SIGNIFICANT = count("significant", "Objectif significatif", "Accompagnements marqués 1 sur ce thème.")
PRINCIPAL = count("principal", "Objectif principal", "Accompagnements marqués 2 sur ce thème.")
UNTARGETED = count("untargeted", "Examinés, non visés", "Accompagnements marqués 0 sur ce thème.")
UNEXAMINED = count("unexamined", "Non examinés", "Accompagnements jamais examinés sur ce thème.")
MARKED = count(
    "marked",
    "Marqués 1 ou 2",
    "Accompagnements qui visent ce thème, comme objectif significatif ou principal.",
)
SHARE = share("share_pct", "Part du thème", "Marqués 1 ou 2 rapportés aux examinés.")
EXAMINED_SHARE = share("examined_pct", "Part examinée", "Examinés rapportés aux accompagnements démarrés.")
IS_HOLLOW = column(
    "is_hollow",
    "Laissée hors des tests",
    "Vrai si moins de la moitié a été examinée, ou si l’année n’était pas finie.",
    pa.bool_(),
    "dimension",
)
IS_PARTIAL = column(
    "is_partial",
    "Année en cours",
    "Vrai si l’année n’était pas finie : elle est laissée hors des tests.",
    pa.bool_(),
    "dimension",
)
SEGMENT = count("segment", "Série", "Change de numéro à chaque rupture de série.")
TENDENCY = coded("tendency", "Tendance", "Ce qu’on peut dire de la période.", "tendencies")

BEFORE = column("period_before", "Période précédente", "Période de comparaison.", pa.string(), "dimension")
AFTER = column("period_after", "Période", "Période regardée.", pa.string(), "dimension")
EXAMINED_BEFORE = count("examined_before", "Examinés avant", "Examinés sur la période précédente.")
EXAMINED_AFTER = count("examined_after", "Examinés", "Examinés sur la période regardée.")
SHARE_BEFORE = share("share_before_pct", "Part avant", "Part du thème sur la période précédente.")
SHARE_AFTER = share("share_after_pct", "Part", "Part du thème sur la période regardée.")
DIFFERENCE = column(
    "difference_points",
    "Écart",
    "Différence entre les deux parts.",
    pa.float64(),
    "measure",
    unit="points",
    decimals=1,
)

EXAMINED_REQUESTS = count("examined_requests", "Demandes examinées", "Demandes examinées sur ce thème.")
EXAMINED_DELIVERED = count(
    "examined_delivered", "Démarrés examinés", "Accompagnements démarrés examinés sur ce thème."
)
REQUESTED_SHARE = share(
    "requested_pct", "Part dans les demandes", "Demandes marquées 1 ou 2 rapportées aux examinées."
)
DELIVERED_SHARE = share(
    "delivered_pct",
    "Part dans les accompagnements",
    "Accompagnements démarrés marqués 1 ou 2 rapportés aux examinés.",
)
STANDING = coded("standing", "Écart à l’ensemble", "Ce qu’on peut dire de l’écart.", "standings")

DEMAND_GAP = coded(
    "demand_gap", "Écart entre demandé et démarré", "Ce qu’on peut dire de l’écart.", "demand_gaps"
)

MEMBERS = count("members", "Membres", "Organisations membres au moins un jour.")
USERS = count("users", "Membres servis", "Membres qui ont eu recours à l’offre.")
RATE = share("rate_pct", "Taux de recours", "Membres servis rapportés aux membres.")

MEMBERSHIP_YEARS = count("membership_years", "Années d’adhésion", "Années où une organisation était membre.")
YEARLY_RATE = share(
    "yearly_pct", "Taux annuel moyen", "Années où un membre est servi, rapportées aux années d’adhésion."
)
YEARLY_RATE_ALL = share(
    "yearly_all_pct", "Taux annuel de l’ensemble", "Même taux pour tous les groupes réunis."
)

COST = stored("accompaniments", "cost_eur", "Coût total connu")
COSTS_KNOWN = count("costs_known", "Coûts connus", "Accompagnements démarrés dont le coût est connu.")

STEP = coded("step", "Étape", "Étape atteinte.", "funnel_steps")
REACHED = count("reached", "Ont atteint l’étape", "Accompagnements qui ont atteint l’étape.")
REACHED_SHARE = share("reached_pct", "Part des demandes", "Rapportés aux demandes de la période.")
REFUSED = count("refused", "Refusés", "Demandes refusées avant cette étape.")
ABANDONED = count("abandoned", "Abandonnés", "Demandes abandonnées avant cette étape.")
PENDING = count("pending", "En attente", "Accompagnements qui peuvent encore atteindre cette étape.")
MEDIAN_DAYS = column(
    "median_days",
    "Délai médian",
    "Délai médian depuis la demande.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)
QUARTILE_LOW = column(
    "low_days",
    "Premier quartile",
    "Un quart des délais sont plus courts.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)
QUARTILE_HIGH = column(
    "high_days",
    "Troisième quartile",
    "Un quart des délais sont plus longs.",
    pa.float64(),
    "measure",
    unit="jours",
    decimals=0,
)

CARRIED = column(
    "carried",
    "Accompagnements portés",
    "Nombre d’accompagnements portés, 5 pour 5 ou plus.",
    pa.int64(),
    "dimension",
)
MEMBERS_SHARE = share("members_pct", "Part des membres", "Rapportés à tous les membres de la période.")
CARRIED_TOTAL = count("carried_total", "Accompagnements", "Accompagnements portés par ces membres.")
MEMBERS_ALL = count("members_all", "Membres en tout", "Tous les membres de ce choix.")
JOINED = stored("memberships", "joined_on")
SENIORITY_YEARS = count("member_years", "Ancienneté", "Années révolues depuis l’adhésion.", unit="ans")

TABLE_TITLE = column("table_title", "Table", "Table de la base.", pa.string(), "dimension")
COLUMN_TITLE = column("column_title", "Colonne", "Colonne de la table.", pa.string(), "dimension")
ROWS = count("rows", "Lignes", "Lignes de la table.")
FILLED = count("filled", "Remplies", "Cases remplies.")
FILLED_SHARE = share("filled_pct", "Part remplie", "Cases remplies rapportées aux lignes.")
FIRST_DAY = column(
    "first_day", "Première date", "Première date connue de la table.", pa.date32(), "dimension"
)
LAST_DAY = column(
    "last_day", "Dernière date", "Dernière date de la table, hors dates à venir.", pa.date32(), "dimension"
)
LAST_YEAR_ROWS = count(
    "last_year_rows", "Dont dernière année", "Lignes datées de la dernière année connue des données."
)
OPTIONAL_SHARE = share(
    "optional_pct", "Facultatif rempli", "Cases remplies parmi celles qui peuvent rester vides."
)

MEASURE = coded("measure", "Mesure", "Ce qui est mesuré.", "headline_measures")
VALUE = column("value", "Valeur", "Valeur de la mesure.", pa.float64(), "measure", decimals=1)
VALUE_UNIT = column("value_unit", "Unité", "Unité de la valeur.", pa.string(), "dimension")
COUNTED = count("counted", "Comptés", "Ce que la mesure compte : numérateur d’une part, effectif d’un délai.")
BASE = count("base", "Sur", "À quoi une part est rapportée.")
VALUE_BEFORE = column(
    "value_before", "Valeur avant", "Valeur sur la période précédente.", pa.float64(), "measure", decimals=1
)
COUNTED_BEFORE = count("counted_before", "Comptés avant", "Ce qui était compté sur la période précédente.")
BASE_BEFORE = count("base_before", "Sur, avant", "À quoi la part était rapportée sur la période précédente.")
VALUE_CHANGE = column(
    "value_change",
    "Variation",
    "Valeur moins valeur d’avant : en points pour une part.",
    pa.float64(),
    "measure",
    decimals=1,
)
REASON = coded("reason", "Ce qui manque", "Pourquoi la valeur ou la comparaison manque.", "headline_reasons")

OBJECTIVE = stored("indicators", "objective")
RESULT = stored("indicators", "result")
INDICATOR_ID = stored("indicators", "indicator_id", "Identifiant de l’indicateur")
INDICATOR = stored("indicators", "title", "Indicateur")
UNIT = stored("indicators", "unit")
DIRECTION = stored("indicators", "direction")
BREAKDOWN = column("breakdown_label", "Ventilation", "Ce dont la valeur parle.", pa.string(), "dimension")
BASELINE = replace(stored("indicator_baselines", "value"), decimals=2)
BASELINE_ON = stored("indicator_baselines", "observed_on", "Départ observé le")
PERIOD_START = stored("indicator_periods", "period_start")
PERIOD_END = stored("indicator_periods", "period_end")
TARGET = replace(stored("indicator_periods", "target"), decimals=2)
TARGET_ON = stored("indicator_periods", "target_on", "Échéance")
ACTUAL = replace(stored("indicator_periods", "actual"), decimals=2)
ACTUAL_ON = stored("indicator_periods", "actual_on")
ORIGIN = column(
    "origin", "Source", "Saisie, ou question de la figure qui donne la valeur.", pa.string(), "text"
)
ELAPSED = share("elapsed_pct", "Temps écoulé", "Part de la période écoulée à la date de la valeur.")
PROGRESS = share("progress_pct", "Progrès", "Chemin parcouru du départ à la cible.")
STATUS = coded("status", "État", "Où en est l’indicateur.", "indicator_statuses")
NOTE = column(
    "note", "Remarque", "Pourquoi une valeur ou un progrès n’est pas calculable.", pa.string(), "text"
)
REACHED_COUNT = count("reached_count", "Atteintes", "Ventilations dont la cible est atteinte.")
ON_TRACK_COUNT = count("on_track_count", "En bonne voie", "Ventilations en bonne voie.")
LATE_COUNT = count("late_count", "En retard", "Ventilations en retard.")
MISSED_COUNT = count("missed_count", "Non atteintes", "Ventilations dont la cible n’est pas atteinte.")
UNKNOWN_COUNT = count("unknown_count", "Non calculables", "Ventilations dont l’état n’est pas calculable.")

MARK = column(
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
DAYS_LATE = count("days_late", "Retard", "Jours passés depuis l’échéance.", unit="jours")

COHORT = column("cohort", "Arrivés en", "Années d’adhésion des membres suivis.", pa.string(), "dimension")
COHORT_MEMBERS = count("cohort_members", "Arrivés", "Membres qui ont adhéré ces années-là.")
DAYS_SINCE = count("days", "Jours depuis l’adhésion", "Jours passés depuis l’adhésion.", unit="jours")
STILL_WAITING = count(
    "at_risk", "Encore suivis", "Membres encore là et pas encore accompagnés, juste avant ce jour."
)
FIRST_SERVED = count("happened", "Déjà accompagnés", "Membres dont un premier accompagnement a démarré.")
LEFT_BEFORE = count("left", "Partis sans", "Membres partis sans avoir porté d’accompagnement.")
INCIDENCE = share("incidence_pct", "Part accompagnée", "Part des arrivés déjà accompagnés à ce délai.")
INCIDENCE_LOW = share("low_pct", "Part, de", "Borne basse de l’intervalle à 95 % de la part accompagnée.")
INCIDENCE_HIGH = share("high_pct", "Part, à", "Borne haute de l’intervalle à 95 % de la part accompagnée.")
LEFT_INCIDENCE = share("left_pct", "Part partie sans", "Part des arrivés partis sans accompagnement.")
ARRIVALS_TENDENCY = coded(
    "tendency",
    "Derniers arrivés",
    "Si les derniers arrivés sont accompagnés plus vite que les autres (en hausse) ou moins vite (en baisse).",
    "tendencies",
)

REFUSED_HERE = count("refused_here", "Refusés à cette étape", "Parvenus à l’étape d’avant, puis refusés.")
ABANDONED_HERE = count(
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

TOP_GROUP = coded("top_group", "Membres", "Membres rangés du plus accompagné au moins.", "top_groups")
TOP_MEMBERS = count("top_members", "Combien", "Membres de ce rang.")
TOP_CARRIED = count("top_carried", "Accompagnements", "Accompagnements que ces membres ont portés.")
CARRIED_ALL = count("carried_all", "Accompagnements en tout", "Accompagnements portés par tous les membres.")
TOP_SHARE = share("top_pct", "Part portée", "Part des accompagnements que ces membres ont portés.")
CHANCE_SHARE = share("chance_pct", "Au hasard", "Part moyenne si chacun avait chaque année la même chance.")
CHANCE_LOW = share("chance_low_pct", "Au hasard, de", "Dépassée dans 97,5 % des tirages au hasard.")
CHANCE_HIGH = share("chance_high_pct", "Au hasard, à", "Dépassée dans 2,5 % des tirages au hasard.")
CONCENTRATION = coded("standing", "Concentration", "Ce qu’on peut dire face au hasard.", "concentrations")

MEMBER_CARRIED = count("carried", "Accompagnements", "Accompagnements démarrés dans l’année, portés.")
ATTENDED = count("attended", "Activités", "Activités de l’année où l’organisation est venue.")
IS_MEMBER = column(
    "is_member", "Membre", "Vrai si l’organisation était membre cette année-là.", pa.bool_(), "dimension"
)

PRINCIPAL_BEFORE = share(
    "principal_before_pct", "Objectif principal avant", "Marqués 2 rapportés aux examinés, avant."
)
PRINCIPAL_AFTER = share("principal_after_pct", "Objectif principal", "Marqués 2 rapportés aux examinés.")
WANTED_SHARE = share(
    "wanted_pct", "Besoin exprimé", "Membres qui expriment un besoin, parmi ceux qui ont répondu."
)
WANTED_LOW = share("wanted_low_pct", "Besoin, de", "Borne basse de l’intervalle à 95 % du besoin exprimé.")
WANTED_HIGH = share("wanted_high_pct", "Besoin, à", "Borne haute de l’intervalle à 95 % du besoin exprimé.")
