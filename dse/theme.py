"""How charts look: palette, type, French numbers and dates, registered once with Altair."""

from __future__ import annotations

import altair

# Told apart with colour blindness and in greyscale by neighbours (after Paul Tol's "vibrant" and "muted").
COLOURS = {
    "CLIMAT": "#0077BB",
    "CLIMAT_ATTENUATION": "#0077BB",
    "CLIMAT_ADAPTATION": "#33BBEE",
    "GENRE": "#AA3377",
    "AGROECO": "#117733",
    "JEUNESSES": "#EE7733",
    "POUVOIR_AGIR": "#CC3311",
    "INTERCULTURALITE": "#44AA99",
    "ECSI": "#999933",
    "MIGRATIONS": "#332288",
    "ONG": "#0077BB",
    "COLLECTIF_OSC": "#44AA99",
    "COLLECTIVITE": "#EE7733",
    "ESS": "#117733",
    "FONDATION": "#AA3377",
    "SYNDICAT": "#CC3311",
    "RECHERCHE_FORMATION": "#332288",
    "PUBLIC_AUTRE": "#999933",
    "AUTRE": "#777777",
    "SOLIDARITE_INTERNATIONALE": "#0077BB",
    "SOLIDARITE_NORD": "#EE7733",
    "CHANGEMENT_SOCIAL": "#AA3377",
}
ACCENT = "#0B5E73"
ACCENT_SOFT = "#7FB5C1"
WARNING = "#B8480F"
WARNING_SOFT = "#E3A06B"
NEUTRAL = "#8A8F98"
PALE = "#CFD4DA"
FAINT = "#E4E7EA"
SEQUENTIAL = ["#EAF3F5", "#BFDCE2", "#7FB5C1", "#3C8596", "#0B5E73"]

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


@altair.theme.register("dse", enable=True)
def dse_theme() -> altair.theme.ThemeConfig:
    """Altair's theme for pictures; on screen Streamlit's own theme gives the colours of light and dark."""
    axis = {"labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE, "titleFontWeight": "normal"}
    return {
        "config": {
            "font": FONT,
            "axis": axis | {"gridColor": "#E6E9EC", "domain": False, "ticks": False, "labelPadding": 6},
            "legend": {"labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE},
            "text": {"fontSize": TEXT_SIZE},
            "view": {"stroke": None},
            "locale": {"number": FORMAT_LOCALE, "time": TIME_FORMAT_LOCALE},
        }
    }


def french(chart: altair.TopLevelMixin) -> altair.TopLevelMixin:
    """The chart with French numbers and dates wherever it is embedded."""
    chart.usermeta = {"embedOptions": {"formatLocale": FORMAT_LOCALE, "timeFormatLocale": TIME_FORMAT_LOCALE}}
    return chart
