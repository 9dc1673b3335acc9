"""Which families, sizes, regions and seniorities are served less than their share."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from dse import charts, french
from dse.figures import columns as common
from dse.figures.crowd import Crowd, largest
from dse.figures.events import ACCOMPANIMENT_FILTERS, standing, worded
from dse.figures.figure import Figure, Finding
from dse.figures.offer import columns as c
from dse.figures.offer.gaps import PAGE
from dse.figures.uptake import by_group
from dse.figures.uptake.served import SOURCE, TEST_METHOD
from dse.query import Query
from schemas import Column, codelists

CUTS = {
    "Famille": common.FAMILY,
    "Taille": common.SIZE,
    "Région": common.REGION,
    "Ancienneté": common.SENIORITY,
}
APART = (by_group.UNKNOWN, by_group.JOINING)
MOST = 12
_COLUMNS = (
    c.CUT,
    c.SEGMENT_NAME,
    c.SEGMENT_MEMBERS,
    c.MEMBERS_PART,
    c.SERVED_PART,
    common.YEARLY_RATE,
    c.OTHERS_RATE,
    c.STANDARDISED,
    common.STANDING,
)


def segments(query: Query) -> pd.DataFrame:
    """One row a segment, the furthest below its share first: its parts of the members and of the served, and the gap."""
    found = [_cut(name, group, by_group.cells_by_group(query, group)) for name, group in CUTS.items()]
    rows = [row for cut, _ in found for row in cut]
    if not rows:
        return pd.DataFrame(columns=[each.name for each in _COLUMNS])
    frame = pd.DataFrame(rows)
    signs = list(frame["yearly_pct"] - frame["others_pct"])
    frame["standing"] = worded([p for _, tested in found for p in tested], signs, standing)
    return frame.sort_values("standardised", kind="stable").reset_index(drop=True)


def _cut(name: str, group: Column, cells: pd.DataFrame) -> tuple[list[dict[str, Any]], list[float | None]]:
    """The segments of one way to cut the members that is more than one, with their unadjusted p-values."""
    known = cells[~cells["group"].isin(APART)]
    codes = [code for code in codelists.codes(group.codelists[0]) if code in set(known["group"])]
    if len(codes) < 2:
        return [], []
    labels = codelists.labels(group.codelists[0])
    rows = [
        _segment(name, labels[code], known[known["group"] == code], known[known["group"] != code])
        for code in codes
    ]
    counted = pd.DataFrame({"group": codes, "members": [row["segment_members"] for row in rows]})
    return rows, by_group.p_values(known, counted)


def _segment(cut: str, label: str, own: pd.DataFrame, others: pd.DataFrame) -> dict[str, Any]:
    years, other_years = int(own["events"].sum()), int(others["events"].sum())
    hits, other_hits = int(own["hit"].sum()), int(others["hit"].sum())
    whole, served = years + other_years, hits + other_hits
    rate, rest = hits / years, other_hits / other_years
    return {
        "cut": cut,
        "segment_name": label,
        "segment_members": own["unit"].nunique(),
        "members_part_pct": 100.0 * years / whole,
        "served_part_pct": 100.0 * hits / served if served else None,
        "yearly_pct": 100.0 * rate,
        "others_pct": 100.0 * rest,
        "standardised": standardised(rate, rest),
    }


def standardised(share: float, other: float) -> float:
    """The standardised difference of two shares (Austin 2009, Communications in Statistics 38, 1228-1234); 0 where none varies."""
    spread = math.sqrt((share * (1 - share) + other * (1 - other)) / 2)
    return (share - other) / spread if spread else 0.0


def _finding(frame: pd.DataFrame) -> Finding:
    least = frame[frame["standing"] == "MOINS"]
    smallest = f"plus petit segment : {french.count(int(frame['segment_members'].min()), 'membre')}"
    if not (frame["standing"] != "NON_CALCULABLE").any():
        return Finding(f"Écarts entre segments non calculables, faute de membres ; {smallest}.")
    if least.empty:
        return Finding(f"Aucun segment n’est nettement moins servi que les autres ; {smallest}.")
    row = least.iloc[0]
    return Finding(
        f"Moins servis que leur part : {row['segment_name']}, {french.percent(row['members_part_pct'])} des adhésions et "
        f"{french.percent(row['served_part_pct'])} des années servies (n = {french.number(row['segment_members'])} membres).",
        abs(float(row["standardised"])) / 2,
    )


def _chart(frame: pd.DataFrame, whole: pd.DataFrame | None = None) -> charts.Chart:
    ends = frame.reindex(frame["standardised"].abs().sort_values(ascending=False, kind="stable").index).head(
        MOST
    )
    return charts.away_from_zero(
        _bars(ends.sort_values("standardised", kind="stable")),
        sides=("moins servis que leur part", "plus servis que leur part"),
        whole=None if whole is None else _bars(whole),
    )


def _bars(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": frame["segment_name"],
            "value": frame["standardised"],
            "is_clear": frame["standing"].isin(["PLUS", "MOINS"]),
            "said": [_said(row) for _, row in frame.iterrows()],
        }
    )


def _said(row: pd.Series) -> str:
    return (
        f"{french.percent(row['yearly_pct'])} par an contre {french.percent(row['others_pct'])} (n = "
        f"{french.number(row['segment_members'])})"
    )


FIGURE = Figure(
    id="segments_served",
    page=PAGE,
    question="Qui est moins servi que sa part ?",
    rows=segments,
    columns=_COLUMNS,
    essential=("members_part_pct", "served_part_pct", "segment_members", "standing"),
    finding=_finding,
    chart=_chart,
    crowd=Crowd(("cut", "segment_name"), largest("standardised"), is_scaled=True),
    method="Une adhésion est une organisation membre une année ; elle est servie si un accompagnement qu’elle porte (porteur ou "
    "co-porteur) y a démarré. Chaque segment est comparé aux autres membres par une différence standardisée (Austin 2009) : 0 à "
    "égalité, 0,2 petite, 0,5 moyenne, 0,8 grande ; elle ne dépend pas de l’effectif, donné entre parenthèses. L’année de l’adhésion et "
    f"les situations inconnues sont à part. Les {french.number(MOST)} segments les plus éloignés sont dessinés, en couleur si l’écart est "
    "net, valeurs p ajustées entre tous les segments (Holm 1979). " + TEST_METHOD.strip(),
    source=f"{SOURCE}, à la date de démarrage",
    breakdowns=ACCOMPANIMENT_FILTERS,
    size=lambda frame: (
        f"{french.count(len(frame), 'segment')}, de {french.number(frame['segment_members'].min())} à "
        f"{french.count(int(frame['segment_members'].max()), 'membre')}"
    ),
)
