"""Progress towards targets: one bar an indicator, from its baseline to its target, beside the time passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from dse import french, indicator_status, theme
from dse.charts import vega
from dse.charts.axes import range_between
from dse.charts.emphasis import as_is
from dse.charts.key import key
from dse.charts.labels import labelled
from schemas import Column

# In pixels: an indicator's line, an objective's, the bar; and from the middle of a line up to the name, down to the
# bar and down to the sign of the time passed and the values, which a long name leaves no room beside it on a narrow page.
ROW_HEIGHT, HEADER_HEIGHT, BAR = 62, 40, 18
OVER, UNDER, FOOT = 20, 4, 20
TITLE_ROOM = 44  # the page counts the legend in the height of the chart
WHOLE = 100.0  # where the target stands
# In pixels: between the target and the words, letters of the words and of the values under them, the least of the bars.
GAP, SAID_LETTER, VALUES_LETTER, LEAST_BARS = 14, 8.4, 7, 200
TITLE_WIDTH = 560
COLOURS = {
    "ATTEINTE": theme.ACHIEVED,
    "EN_BONNE_VOIE": theme.ACCENT,
    "EN_COURS": theme.QUIET,
    "EN_RETARD": theme.WARNING,
    "NON_ATTEINTE": theme.MISSED,
    "NON_CALCULABLE": theme.NEUTRAL,
}
_INVARIABLE = {"mois", "fois", "pays", "avis", "cours", "tiers", "temps", "devis", "succès"}
FROM_START, FROM_ZERO = (
    "Barre : chemin parcouru du départ à la cible, marquée d’un trait",
    "Barre : part faite de la cible, marquée d’un trait",
)


def bullets(frame: pd.DataFrame, group: Column, row: Column, status: Column) -> vega.Chart:
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
            "said": [_describe(word, pct) for word, pct in zip(words, frame["progress_pct"], strict=True)],
            "values": [_values(row) for row in frame.to_dict("records")],
        }
    )
    x = _scale(rows)
    layers = [*_bars(rows, x), _moments(rows, x), *_words(rows, x), _headers(headers)]
    return vega.layer(*layers, height=height + TITLE_ROOM, title=key(_describe_bars(frame, rows), offset=6))


def _describe_bars(frame: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What a bar is, and the sign of the time passed where one is drawn."""
    bar = FROM_START if frame["value"].notna().any() else FROM_ZERO
    return f"{bar} ;\n▲ : part du temps écoulée." if len(_list_running(rows)) else f"{bar}."


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


def _describe(label: str, pct: float | None) -> str:
    if pd.isna(pct):
        return label
    return f"{label} · {indicator_status.describe_progress(pct) or french.percent(pct)}"


def _values(row: dict[str, Any]) -> str:
    """`24 → 38 %, cible 40 en 2021`."""
    parts = ["" if pd.isna(row["value"]) else f"{_number(row['value'])} → "]
    parts.append(
        "non connu"
        if pd.isna(row["actual"])
        else f"{_number(row['actual'])} {_agree(row['unit'], row['actual'])}"
    )
    parts.append(
        "" if pd.isna(row["target"]) else f", cible {_number(row['target'])} en {row['target_on'].year}"
    )
    return french.typeset("".join(parts))


def _agree(unit: str, value: float) -> str:
    """A unit of one word, of which there is one or less in the singular."""
    is_plural = " " not in unit and unit.endswith("s") and unit not in _INVARIABLE
    return unit.removesuffix("s") if is_plural and abs(value) < 2 else unit


def _number(value: float) -> str:
    if float(value).is_integer() or abs(value) >= 100:
        return french.number(value)
    return french.number(value, 1 if abs(value) >= 1 else 3).rstrip("0").rstrip(",") or "0"


def _y(field: str) -> vega.Options:
    return vega.field(f"{field}:Q", scale=None, axis=None)


def _scale(rows: pd.DataFrame) -> Callable[[str], vega.Options]:
    """How a field is placed from the start of a bar to its target, beside which the words have their room."""
    said_letters, values_letters = (max(map(len, rows[name]), default=0) for name in ("said", "values"))
    words = GAP + round(max(SAID_LETTER * said_letters, VALUES_LETTER * values_letters))
    scale = vega.scale(domain=[0, WHOLE], range=range_between(0, words, LEAST_BARS), nice=False)
    return lambda field: vega.field(f"{field}:Q", scale=scale, axis=None)


def _bars(rows: pd.DataFrame, x: Callable[[str], vega.Options]) -> list[vega.Layer]:
    measured = rows[rows["end"].notna()].assign(start=0.0, whole=WHOLE, bar=rows["spot"] + UNDER)
    base = vega.Layer(measured).encode(y=_y("bar"), tooltip=_tooltip())
    way = base.mark("bar", size=BAR, color=theme.FAINT).encode(x=x("start"), x2=vega.field("whole"))
    done = base.mark("bar", size=BAR).encode(x=x("start"), x2=vega.field("end"), color=as_is("ink"))
    target = base.mark("tick", thickness=4, size=BAR + 10).encode(x=x("whole"), color=vega.value(theme.INK))
    return [way, done, target]


def _moments(rows: pd.DataFrame, x: Callable[[str], vega.Options]) -> vega.Layer:
    """How much of the time has passed, where the way can be measured and is not over."""
    running = _list_running(rows)
    return (
        vega.Layer(running.assign(foot=running["spot"] + FOOT))
        .mark("text", text="▲", fontSize=17, color=theme.INK)
        .encode(x=x("elapsed_pct"), y=_y("foot"))
    )


def _list_running(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["end"].notna() & (rows["elapsed_pct"] < WHOLE)]


def _words(rows: pd.DataFrame, x: Callable[[str], vega.Options]) -> list[vega.Layer]:
    placed = rows.assign(
        top=rows["spot"] - OVER,
        bar=rows["spot"] + UNDER,
        foot=rows["spot"] + FOOT,
        side=WHOLE,
    )
    base = vega.Layer(placed)
    name = base.mark("text", align="left", fontSize=theme.TEXT_SIZE, limit=TITLE_WIDTH).encode(
        x=vega.value(0),
        y=_y("top"),
        text=vega.field("row:N"),
        color=vega.value(theme.INK),
        tooltip=_tooltip(),
    )
    note = base.filter("!isValid(datum.end)").mark(
        "text", align="left", fontSize=theme.LABEL_SIZE, fontStyle="italic"
    )
    texts = base.mark("text", align="left", dx=GAP, fontSize=theme.TEXT_SIZE, fontWeight="bold")
    values = base.mark("text", align="left", dx=GAP, fontSize=theme.LABEL_SIZE)
    return [
        name,
        note.encode(x=vega.value(0), y=_y("bar"), text=vega.field("note:N"), color=vega.value(theme.NEUTRAL)),
        texts.encode(x=x("side"), y=_y("bar"), text=vega.field("said:N"), color=as_is("ink")),
        values.encode(
            x=x("side"), y=_y("foot"), text=vega.field("values:N"), color=vega.value(theme.NEUTRAL)
        ),
    ]


def _headers(headers: pd.DataFrame) -> vega.Layer:
    return (
        vega.Layer(headers)
        .mark("text", align="left", fontSize=theme.TEXT_SIZE, fontWeight="bold", color=theme.ACCENT)
        .encode(x=vega.value(0), y=_y("spot"), text=vega.field("text:N"))
    )


def _tooltip() -> list[vega.Options]:
    return [
        vega.field("row:N", title="Indicateur"),
        vega.field("said:N", title="État"),
        vega.field("values:N", title="Valeurs"),
    ]
