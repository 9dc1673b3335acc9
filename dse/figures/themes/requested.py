"""Whether what is delivered is what is asked, theme by theme."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dse import charts, french, stats
from dse.figures import columns as c
from dse.figures.events import CHOSEN, CHOSEN_THEMES, THEME_FILTERS, segments, standing, worded
from dse.figures.figure import Figure, Finding
from dse.figures.themes.marks import MARKS_METHOD, PAGE, REGISTER_METHOD, REQUESTED_EVENTS, SOURCE
from dse.query import Ask
from schemas import codelists

_SHARES = f"""
with facts as (select accompaniment_id from {{view}} where {CHOSEN})
select marks.theme, count(*) as examined,
    cast(sum(case when marks.score > 0 then 1 else 0 end) as bigint) as marked
from facts
join marks on marks.subject = 'accompaniment' and marks.subject_id = facts.accompaniment_id
where {CHOSEN_THEMES}
group by marks.theme
"""


def requested_and_delivered(ask: Ask) -> pd.DataFrame:
    """One row a theme: its share among requests and among what started, and the word for the gap."""
    frame = _both_shares(ask)
    frame["difference_points"] = frame["delivered_pct"] - frame["requested_pct"]
    frame.loc[[_is_broken(ask, code) for code in frame["theme"]], "difference_points"] = None
    frame["demand_gap"] = _words(frame, ask(REQUESTED_EVENTS))
    return frame


def _both_shares(ask: Ask) -> pd.DataFrame:
    asked = ask(_SHARES.format(view="requested")).set_index("theme")
    given = ask(_SHARES.format(view="delivered")).set_index("theme")
    codes = [code for code in codelists.codes("themes") if code in asked.index and code in given.index]
    return pd.DataFrame(
        {
            "theme": codes,
            "examined_requests": [int(asked.loc[code, "examined"]) for code in codes],
            "examined_delivered": [int(given.loc[code, "examined"]) for code in codes],
            "requested_pct": [
                100.0 * asked.loc[code, "marked"] / asked.loc[code, "examined"] for code in codes
            ],
            "delivered_pct": [
                100.0 * given.loc[code, "marked"] / given.loc[code, "examined"] for code in codes
            ],
        }
    )


def _words(frame: pd.DataFrame, events: pd.DataFrame) -> list[str]:
    """The word for each theme's gap: among the requests decided, those started against those refused or dropped."""
    decided = events[(events["served"] == 1) | events["status"].isin(["REFUSE", "ABANDONNE"])]
    mine = [decided[decided["theme"] == code].rename(columns={"served": "x"}) for code in frame["theme"]]
    p_values = [
        stats.trend_p_value(rows, fewest_years=2) if fits else None
        for rows, fits in zip(mine, frame["difference_points"].notna(), strict=True)
    ]
    signs = [float(stats.trend_contributions(rows).sum()) for rows in mine]
    return worded(p_values, signs, standing)


def _is_broken(ask: Ask, code: str) -> bool:
    years = ask("select year from years where year between $first_year and $last_year")["year"]
    return len(set(segments(code, years))) > 1


def _finding(frame: pd.DataFrame) -> Finding:
    clear = frame[frame["demand_gap"].isin(["PLUS", "MOINS"])]
    if clear.empty:
        return Finding("Aucun thème n’est nettement plus demandé que servi, ni l’inverse.")
    top = clear.reindex(clear["difference_points"].abs().sort_values(ascending=False).index).iloc[0]
    less = "moins" if top["demand_gap"] == "MOINS" else "plus"
    return Finding(
        f"Le thème {codelists.labels('themes')[top['theme']]} est {less} présent dans ce qui démarre que dans ce qui est demandé : "
        f"{french.percent(top['delivered_pct'])} contre {french.percent(top['requested_pct'])}.",
        abs(float(top["difference_points"])) / 100,
    )


def _size(frame: pd.DataFrame) -> str:
    asked, given = (french.number(frame[name].max()) for name in ("examined_requests", "examined_delivered"))
    return f"au plus {asked} demandes et {given} accompagnements examinés par thème"


FIGURE = Figure(
    id="themes_requested_delivered",
    page=PAGE,
    question="Servons-nous les thèmes qu’on nous demande ?",
    rows=requested_and_delivered,
    columns=(
        c.THEME,
        c.EXAMINED_REQUESTS,
        c.EXAMINED_DELIVERED,
        c.REQUESTED_SHARE,
        c.DELIVERED_SHARE,
        c.DIFFERENCE,
        c.DEMAND_GAP,
    ),
    finding=_finding,
    chart=partial(
        charts.dumbbell,
        row=c.THEME,
        first=c.REQUESTED_SHARE,
        second=c.DELIVERED_SHARE,
        emphasis=c.DEMAND_GAP,
        names=("demandé", "démarré"),
    ),
    method=MARKS_METHOD
    + REGISTER_METHOD
    + "Le test compare, parmi les demandes tranchées, celles qui ont démarré à celles qui ont été refusées ou abandonnées.",
    source=f"{SOURCE} ; demandes à leur date, accompagnements à leur démarrage",
    breakdowns=THEME_FILTERS,
    size=_size,
)
