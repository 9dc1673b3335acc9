"""Progress towards targets: one bar an indicator, from its baseline to its target, beside the time passed."""

from __future__ import annotations

from typing import Any

import altair
import pandas as pd

from dse import french, theme
from dse.charts.emphasis import as_is
from dse.charts.key import key
from dse.charts.labels import labelled
from schemas import Column

# In pixels: an indicator's line, an objective's, the bar; and from the middle of a line up to the name, down to the
# bar and down to the sign of the time passed.
ROW_HEIGHT, HEADER_HEIGHT, BAR = 62, 40, 18
OVER, UNDER, FOOT = 14, 10, 25
TITLE_ROOM = 44  # the page counts the legend in the height of the chart
WHOLE, ROOM = 100.0, 156.0  # where the target stands, and where the axis ends, with room for the words
TITLE_WIDTH = 560
COLOURS = {
    "ATTEINTE": theme.ACHIEVED,
    "EN_BONNE_VOIE": theme.ACCENT,
    "EN_RETARD": theme.WARNING,
    "NON_ATTEINTE": theme.MISSED,
    "NON_CALCULABLE": theme.NEUTRAL,
}
LEGEND = "Barre : chemin parcouru du départ à la cible, marquée d’un trait ; ▲ : part du temps écoulée."


def bullets(frame: pd.DataFrame, group: Column, row: Column, status: Column) -> altair.Chart:
    """One row an indicator under its group, in the order given; words at the right say the status and the values.

    Needs `progress_pct`, `elapsed_pct`, `value`, `target`, `actual`, `unit`, `target_on` and `note`. A bar stops at the target; where
    there is no percentage, the note stands in its place.
    """
    spots, headers, height = _placed(frame, group)
    words = labelled(frame, (status,))[status.name]
    rows = pd.DataFrame(
        {
            "row": frame[row.name],
            "spot": spots,
            "ink": [COLOURS[code] for code in frame[status.name]],
            "end": frame["progress_pct"].astype("float64").clip(0, WHOLE),
            "note": [french.typeset(note or "") for note in frame["note"].fillna("")],
            "elapsed_pct": frame["elapsed_pct"].astype("float64"),
            "said": [_said(word, pct) for word, pct in zip(words, frame["progress_pct"], strict=True)],
            "values": [_values(each) for each in frame.to_dict("records")],
        }
    )
    layers = [*_bars(rows), _moments(rows), *_words(rows), _headers(headers)]
    return altair.layer(*layers).properties(height=height + TITLE_ROOM, title=key(LEGEND, offset=6))


def _placed(frame: pd.DataFrame, group: Column) -> tuple[list[float], pd.DataFrame, int]:
    """The middle of each row and of the headers, in pixels from the top, and the height of all."""
    height, spots, headers = 0, [], []
    last = None
    for name in frame[group.name]:
        if name != last:
            headers.append({"text": name, "spot": height + HEADER_HEIGHT / 2})
            height, last = height + HEADER_HEIGHT, name
        spots.append(height + ROW_HEIGHT / 2)
        height += ROW_HEIGHT
    return spots, pd.DataFrame(headers), height


def _said(word: str, pct: float | None) -> str:
    if pd.isna(pct):
        return word
    return f"{word} · {french.percent(pct) if pct >= 0 else 'recul'}"


def _values(row: dict[str, Any]) -> str:
    """`24 → 38 %, cible 40 en 2021`."""
    parts = ["" if pd.isna(row["value"]) else f"{_number(row['value'])} → "]
    parts.append("non connu" if pd.isna(row["actual"]) else f"{_number(row['actual'])} {row['unit']}")
    parts.append(
        "" if pd.isna(row["target"]) else f", cible {_number(row['target'])} en {row['target_on'].year}"
    )
    return french.typeset("".join(parts))


def _number(value: float) -> str:
    if float(value).is_integer() or abs(value) >= 100:
        return french.number(value)
    return french.number(value, 1 if abs(value) >= 1 else 3).rstrip("0").rstrip(",") or "0"


def _y(field: str) -> altair.Y:
    return altair.Y(f"{field}:Q", scale=None, axis=None)


def _x(field: str) -> altair.X:
    return altair.X(f"{field}:Q", scale=altair.Scale(domain=[0, ROOM], nice=False), axis=None)


def _bars(rows: pd.DataFrame) -> list[altair.Chart]:
    measured = rows[rows["end"].notna()].assign(start=0.0, whole=WHOLE, bar=rows["spot"] + UNDER)
    base = altair.Chart(measured).encode(y=_y("bar"), tooltip=_tooltip())
    way = base.mark_bar(size=BAR, color=theme.FAINT).encode(x=_x("start"), x2=altair.X2("whole:Q"))
    done = base.mark_bar(size=BAR).encode(x=_x("start"), x2=altair.X2("end:Q"), color=as_is("ink"))
    target = base.mark_tick(thickness=4, size=BAR + 10).encode(
        x=_x("whole"), color=altair.ColorValue(theme.INK)
    )
    return [way, done, target]


def _moments(rows: pd.DataFrame) -> altair.Chart:
    """How much of the time has passed, where the way can be measured and is not over."""
    running = rows[rows["end"].notna() & (rows["elapsed_pct"] < WHOLE)].assign(foot=rows["spot"] + FOOT)
    return (
        altair.Chart(running)
        .mark_text(text="▲", fontSize=17, color=theme.INK)
        .encode(x=_x("elapsed_pct"), y=_y("foot"))
    )


def _words(rows: pd.DataFrame) -> list[altair.Chart]:
    placed = rows.assign(top=rows["spot"] - OVER, bar=rows["spot"] + UNDER, left=0.0, side=102.5)
    base = altair.Chart(placed)
    name = base.mark_text(align="left", fontSize=theme.TEXT_SIZE, limit=TITLE_WIDTH).encode(
        x=_x("left"),
        y=_y("top"),
        text=altair.Text("row:N"),
        color=altair.ColorValue(theme.INK),
        tooltip=_tooltip(),
    )
    note = base.transform_filter("!isValid(datum.end)").mark_text(
        align="left", fontSize=theme.LABEL_SIZE, fontStyle="italic"
    )
    said = base.mark_text(align="left", fontSize=theme.TEXT_SIZE, fontWeight="bold")
    values = base.mark_text(align="left", fontSize=theme.LABEL_SIZE)
    return [
        name,
        note.encode(
            x=_x("left"), y=_y("bar"), text=altair.Text("note:N"), color=altair.ColorValue(theme.NEUTRAL)
        ),
        said.encode(x=_x("side"), y=_y("bar"), text=altair.Text("said:N"), color=as_is("ink")),
        values.encode(
            x=_x("side"), y=_y("top"), text=altair.Text("values:N"), color=altair.ColorValue(theme.NEUTRAL)
        ),
    ]


def _headers(headers: pd.DataFrame) -> altair.Chart:
    return (
        altair.Chart(headers.assign(left=0.0))
        .mark_text(align="left", fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.ACCENT)
        .encode(x=_x("left"), y=_y("spot"), text=altair.Text("text:N"))
    )


def _tooltip() -> list[altair.Tooltip]:
    return [
        altair.Tooltip("row:N", title="Indicateur"),
        altair.Tooltip("said:N", title="État"),
        altair.Tooltip("values:N", title="Valeurs"),
    ]
