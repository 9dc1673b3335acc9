"""How charts look: palette, type, French numbers and dates, as configuration of Vega-Lite."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

# The colours of charts, each declared once on white paper; ON_DARK has what stands for it on the dark page. What is dark on the one is
# bright on the other, and the ink of a number written on a colour turns with it. What each must reach is held by tests/ui/test_colours.py.
PAPER, INK = "#FFFFFF", "#1B252B"
NEUTRAL, PALE, FAINT, GRID = "#5E676F", "#8B929A", "#E4E7EA", "#E1E6E9"
ACCENT, ACCENT_SOFT = "#0B5E73", "#679BA8"
WARNING, WARNING_SOFT = "#B8480F", "#CB8142"
FIRST_TIME, ACHIEVED, MISSED = "#CF7A2A", "#117733", "#9B1C1C"
SEQUENTIAL = ["#EAF3F5", "#BFDCE2", "#7FB5C1", "#33788A", "#094F61"]  # from none to all
WARM = "#F6E3CF"
DIVERGING = [WARNING, "#E8AE7C", "#D5D9DE", "#8CC3CE", ACCENT]  # from the unfavourable to the favourable
QUIET = "#C9CED4"  # a part that is there without being what is looked at
TOGETHER = ["#B35F29", "#6B747D", "#2F7A8C"]  # together: unfavourable, of more than one side, favourable

# Of themes and families. Any two are told apart with each colour blindness (Machado et al. 2009) and, by their lightness, in grey.
BLUE, DEEP_BLUE, PURPLE, GREEN, ORANGE = "#0656D1", "#0A4A7A", "#7C1A7F", "#0B5D1B", "#B85C18"
RED, TEAL, FOREST, INDIGO = "#AF0E26", "#0A7D56", "#073703", "#26339B"
COLOURS = {
    "CLIMAT": BLUE,
    "CLIMAT_ATTENUATION": BLUE,
    "CLIMAT_ADAPTATION": DEEP_BLUE,
    "GENRE": PURPLE,
    "AGROECO": GREEN,
    "JEUNESSES": ORANGE,
    "POUVOIR_AGIR": RED,
    "INTERCULTURALITE": TEAL,
    "ECSI": FOREST,
    "MIGRATIONS": INDIGO,
    "ONG": BLUE,
    "COLLECTIF_OSC": TEAL,
    "COLLECTIVITE": ORANGE,
    "ESS": PURPLE,
    "FONDATION": GREEN,
    "SYNDICAT": RED,
    "RECHERCHE_FORMATION": INDIGO,
    "PUBLIC_AUTRE": FOREST,
    "AUTRE": NEUTRAL,
    "SOLIDARITE_INTERNATIONALE": BLUE,
    "SOLIDARITE_NORD": ORANGE,
    "CHANGEMENT_SOCIAL": GREEN,
    "FORMATION": BLUE,
    "COMMUNAUTE_PRATIQUES": TEAL,
    "ATELIER": ORANGE,
    "RENCONTRE": PURPLE,
    "EXPERIMENTATION": GREEN,
    "PRODUCTION_RESSOURCE": INDIGO,
    "CO_ORGANISATION": BLUE,
    "CO_PRODUCTION": GREEN,
    "ECHANGE": TEAL,
    "PLAIDOYER": PURPLE,
    "CONVENTION": INDIGO,
    "FINANCEMENT": ORANGE,
    "RAPPORT": BLUE,
    "SYNTHESE": TEAL,
    "GUIDE": GREEN,
    "BOITE_A_OUTILS": ORANGE,
    "VIDEO": PURPLE,
    "ACTES": INDIGO,
    "ARTICLE": RED,
    "AUTRE_PRODUCTION": NEUTRAL,
}

ON_DARK = {
    PAPER: "#12191D",
    INK: "#E8EEF0",
    NEUTRAL: "#A3AEB5",
    PALE: "#5F6B73",
    FAINT: "#252F35",
    GRID: "#2C383F",
    ACCENT: "#5FB6C9",
    ACCENT_SOFT: "#2F7386",
    WARNING: "#F0955A",
    WARNING_SOFT: "#A2581F",
    WARM: "#3D2A1C",
    FIRST_TIME: "#9E5A14",
    ACHIEVED: "#5BBF7E",
    MISSED: "#F08A80",
    BLUE: "#6B92FD",
    DEEP_BLUE: "#9CC8F5",
    PURPLE: "#EE508B",
    GREEN: "#64E57A",
    ORANGE: "#ECB60B",
    RED: "#FA8059",
    TEAL: "#18FDD1",
    FOREST: "#BEE664",
    INDIGO: "#A26AD0",
    **dict(zip(SEQUENTIAL, ("#1B2A30", "#1F4450", "#2B6778", "#5FA9BB", "#A9DDE8"), strict=True)),
    **dict(zip(DIVERGING[1:4], ("#74401A", "#3A464D", "#2A6576"), strict=True)),
    QUIET: "#46525A",
    **dict(zip(TOGETHER, ("#D98A52", "#8C99A1", "#57A3B5"), strict=True)),
}

FONT = "Source Sans, DejaVu Sans, sans-serif"  # a family name with a digit in it would have to be quoted
TEXT_SIZE = 15
LABEL_SIZE = 14

FORMAT_LOCALE = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u202f%",
    "minus": "−",
}
TIME_FORMAT_LOCALE = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "shortMonths": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}


def colour(code: str) -> str:
    """The colour of a theme or a family, the same on every page."""
    return COLOURS.get(code, ACCENT)


_WORDS: dict[str, Any] = {"labelColor": NEUTRAL, "titleColor": NEUTRAL, "aria": False}
_AXIS = {"labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE, "titleFontWeight": "normal", **_WORDS}
# What every chart has: type, French formats, and the colours of what surrounds the marks on white paper.
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "axis": _AXIS | {"gridColor": GRID, "domain": False, "ticks": False, "labelPadding": 6},
    # Room between lines and around, as Vega has it: Streamlit's own would take twice as much from the chart of a page.
    "legend": {
        "labelFontSize": LABEL_SIZE,
        "titleFontSize": LABEL_SIZE,
        "rowPadding": 2,
        "padding": 0,
        **_WORDS,
    },
    "title": {"color": INK, "subtitleColor": NEUTRAL},
    "mark": {"aria": False},  # told by its alternative text and its table: Vega speaks English
    "text": {"fontSize": TEXT_SIZE, "color": INK},
    "view": {"stroke": None},
    "locale": {"number": FORMAT_LOCALE, "time": TIME_FORMAT_LOCALE},
}


class _Embedded(Protocol):
    usermeta: Any


Drawn = TypeVar("Drawn", bound=_Embedded)


def french(chart: Drawn) -> Drawn:
    """The chart with French numbers and dates wherever it is embedded."""
    chart.usermeta = {"embedOptions": {"formatLocale": FORMAT_LOCALE, "timeFormatLocale": TIME_FORMAT_LOCALE}}
    return chart
