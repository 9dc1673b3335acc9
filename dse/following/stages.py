"""What is followed, how far it is, and why somebody is needed: codes, and what readers call them."""

from __future__ import annotations

ACCOMPANIMENT, ACTIVITY, EXPERIMENT, PARTNERSHIP = (
    "accompagnement",
    "activite",
    "experimentation",
    "partenariat",
)
SUBJECTS = (ACCOMPANIMENT, ACTIVITY, EXPERIMENT, PARTNERSHIP)
ASKED, TO_COME, UNDER_WAY, DONE, IN_VAIN = "demande", "a-venir", "en-cours", "fait", "sans-suite"
STAGES = (ASKED, TO_COME, UNDER_WAY, DONE, IN_VAIN)
# Why somebody is needed: no decision or no start after the usual delay, a status that the dates deny, nobody noted as having come.
NO_DECISION, NO_START, OLD_STATUS, NO_ATTENDANCE = "decision", "demarrage", "statut", "presences"
REASONS = (NO_DECISION, NO_START, OLD_STATUS, NO_ATTENDANCE)
# The step of an accompaniment that its last date is of.
REQUEST, DECISION, START, END = "demande", "decision", "debut", "fin"

SUBJECT_LABELS = {
    ACCOMPANIMENT: "Accompagnement",
    ACTIVITY: "Activité",
    EXPERIMENT: "Expérimentation",
    PARTNERSHIP: "Partenariat",
}
STAGE_LABELS = {
    ASKED: "Demandé",
    TO_COME: "À venir",
    UNDER_WAY: "En cours",
    DONE: "Terminé",
    IN_VAIN: "Sans suite",
}
REASON_LABELS = {
    NO_DECISION: "Demandes sans décision",
    NO_START: "Accordés, pas commencés",
    OLD_STATUS: "Statut dépassé par les dates",
    NO_ATTENDANCE: "Activités sans présence notée",
}
