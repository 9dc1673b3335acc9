"""Headline measures as a reader sees them: names, values, differences, periods."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dse import french
from schemas import codelists

# Written out: a spreadsheet may take a cell that begins with the sign for a formula.
PERCENT, DAYS = "%", "jours"
COUNTED = {
    "MEMBRES": ("membre",),
    "ACCOMPAGNEMENTS": ("accompagnement démarré",),
    "PARTICIPATIONS": ("participation aux activités (personnes)", "participations aux activités (personnes)"),
}
IN_YEAR, IN_LAST_YEAR = "dans l’année", "au cours de la dernière année"
LAST_YEAR_MEMBERS = "Membres, dernière année"
UPTAKE = "Taux de recours (part des membres accompagnés)"
SHORT = {
    "RECOURS": "Recours sur la période",
    "ACCOMPAGNEMENTS": "Démarrages",
    "DELAI": "Délai médian",
    "PARTICIPATIONS": "Participations",
}


def name(measure: str, theme: str | None, period: str = "") -> str:
    """What a measure is called, over a period of the table; a theme's share bears the name of its theme."""
    if measure == "THEME":
        return f"Part du thème {codelists.labels('themes')[theme]}"
    return _over(codelists.labels("headline_measures")[measure], period)


def title(measure: str, theme: str | None, period: str = "") -> str:
    """The same, short enough to head a card."""
    if measure == "THEME":
        return f"Thème {codelists.labels('themes')[theme]}"
    return _over(SHORT[measure], period) if measure in SHORT else name(measure, theme, period)


def _over(label: str, period: str) -> str:
    """The name of a measure of periods, of a year, or of the last day known."""
    if len(period) == 10:
        return label.removesuffix(f" {IN_YEAR}")
    return label.replace("sur la période", IN_YEAR) if len(period) == 4 else label


def name_in_sentence(measure: str, theme: str | None, period: str) -> str:
    """What a measure is called in the middle of a sentence, which says of which year of its period members are."""
    return _of_last_year(lower(name(measure, theme, period)), period)


def _of_last_year(text: str, period: str) -> str:
    """A text on a year, where the period has several: on the last of them."""
    return text.replace(IN_YEAR, IN_LAST_YEAR) if len(years(period)) > 1 else text


def write_out_measures(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `headlines` for a reader who has no help text, whose measure says all: members are those of the last year of a
    period of several, the rate is that of members, a share is that of its theme."""
    is_of_last_year = (frame["measure"] == "MEMBRES") & (frame["period_after"].str.len() == len("2019-2021"))
    shares = frame["theme"].map(lambda theme: name("THEME", theme), na_action="ignore")
    measures = frame["measure"].mask(is_of_last_year, LAST_YEAR_MEMBERS)
    measures = measures.mask(frame["measure"] == "RECOURS", UPTAKE)
    return frame.assign(measure=shares.fillna(measures), theme=None)


def is_reason(tendency: object) -> bool:
    """Whether what is said of a difference is why the value or the comparison is missing."""
    return tendency in codelists.codes("headline_reasons")


def described(row: pd.Series) -> str:
    """What the measure of a row of `headlines` is, and what its value rests on."""
    listed = codelists.load("headline_measures")
    meaning = next(code.description for code in listed if code.code == row["measure"])
    if pd.isna(row["base"]):
        return meaning
    return f"{meaning} Ici {counted(row['value'], row['value_unit'], row['counted'], row['base'])}."


def is_of_few(unit: str, base: float | None) -> bool:
    """Whether a value is a share of so few that it is a count."""
    return unit == PERCENT and base is not None and not pd.isna(base) and base < french.FEWEST


def describe_value(value: float | None, unit: str, base: float | None = None) -> str:
    """`44 %`, `62 jours`, `85`; `1 sur 3` for a share of a few; a dash where the value is missing."""
    if value is None or pd.isna(value):
        return "–"
    if unit == PERCENT:
        return french.share(value, base) if is_of_few(unit, base) else french.percent(value)
    return french.count(value, "jour") if unit == DAYS else french.number(value)


def counted(value: float | None, unit: str, part: int | None, base: int | None) -> str:
    """A value with what it rests on: `44 % (32 sur 59)`, `1 sur 3`, `62 jours`, `85`."""
    if is_of_few(unit, base):
        return describe_value(value, unit, base)
    on = "" if base is None or pd.isna(base) else f" ({french.number(part)} sur {french.number(base)})"
    return describe_value(value, unit) + on


def spoken(
    measure: str, theme: str | None, period: str, value: float, unit: str, base: float | None = None
) -> str:
    """A measure over a period within a sentence: `91 membres dans l’année`, `taux de recours sur la période de 38 %`."""
    if noun := COUNTED.get(measure):
        in_year = f" {IN_YEAR}" if measure == "MEMBRES" and len(period) < 10 else ""
        return _of_last_year(f"{french.count(int(value), *noun)}{in_year}", period)
    return f"{name_in_sentence(measure, theme, period)} de {describe_value(value, unit, base)}"


def lower(name: str) -> str:
    """A name in the middle of a sentence."""
    return name[0].lower() + name[1:]


def short(value: float | None, unit: str, base: float | None = None) -> str:
    """A value beside others of its kind: `44 %`, `62 j`, `85`."""
    text = describe_value(value, unit, base)
    return text.replace("jours", "j").replace("jour", "j") if unit == DAYS else text


def bare(value: float | None, unit: str, base: float | None = None) -> str:
    """A value beside the same in full: `44 %`, `62`, `85`."""
    return describe_value(value, unit if unit == PERCENT else "", base)


def change(before: float, after: float, unit: str) -> str:
    """`+12 pts`, `−3 jours`, `+7`, `=`: how much between two values as they are shown, never a word about a trend."""
    difference = french.subtract_as_shown(after, before)
    if not difference:
        return "="
    size = (
        f"{french.number(abs(difference))}{french.NO_BREAK}pt{'s' if abs(difference) > 1 else ''}"
        if unit == PERCENT
        else describe_value(abs(difference), unit)
    )
    return f"{'+' if difference > 0 else '−'}{size}"


def period(text: str) -> str:
    """A period of the table as said in a sentence: `2016-2018`, or `3 mai 2021` for a single day."""
    return french.day(date.fromisoformat(text)) if len(text) == 10 else text


def over(text: str) -> str:
    """The same at the head of a sentence: `En 2016-2018`, `Au 3 mai 2021`."""
    return f"{'Au' if len(text) == 10 else 'En'} {period(text)}"


def years(text: str | None) -> range:
    """The years of a period of the table; none for a single day, or for no period."""
    if text is None or pd.isna(text) or len(text) == 10:
        return range(0)
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
