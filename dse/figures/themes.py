"""Thematic trends: how each cross-cutting theme moves among what is asked and what is delivered."""

from __future__ import annotations

import itertools
from functools import partial

import altair
import pandas as pd

from dse import charts, french, stats, theme
from dse.figures import columns as c
from dse.figures.events import CHOSEN, CHOSEN_THEMES, ends, segments, standing, tendency, worded
from dse.figures.figure import Figure, Finding
from dse.query import Ask, Selection
from schemas import codelists

PAGE = "tendances"
FILTERS = ("families", "regions", "kinds", "themes")
SOURCE = "Accompagnements et marques thématiques"
THEMES_NAMED = 2
MARKS_METHOD = (
    "Une marque vaut 0 (examiné, non visé), 1 (objectif significatif) ou 2 (objectif principal), sur le modèle "
    "des marqueurs du CAD de l’OCDE. Sans marque, un accompagnement n’est pas examiné : il ne compte jamais "
    "pour 0. La part d’un thème rapporte les accompagnements marqués 1 ou 2 à ceux qui ont été examinés. Un "
    "thème qui en regroupe d’autres prend la plus forte de leurs marques. "
)
REGISTER_METHOD = (
    "Ces comptes sont ceux du registre : ils sont complets, et n’ont pas de marge d’erreur. Le test demande "
    "seulement si le hasard, d’un membre à l’autre, dessinerait une pente aussi forte : les contributions de "
    "chaque membre changent de signe ensemble (Hemerik, Goeman et Finos, 2020), et les valeurs p sont ajustées "
    "entre les thèmes (Holm, 1979) avant qu’un mot soit choisi, au seuil de 5 %. "
)

_BY_YEAR = f"""
with facts as (select accompaniment_id, year from delivered where {CHOSEN}),
totals as (select year, count(*) as delivered from facts group by year),
cells as (
    select years.year, years.is_partial, codelist_themes.code as theme, codelist_themes.rank
    from years cross join codelist_themes
    where years.year between $first_year and $last_year
    and codelist_themes.code in (select unnest($themes))
),
examined as (
    select facts.year, marks.theme,
        count(*) as examined,
        sum(case when marks.score = 1 then 1 else 0 end) as significant,
        sum(case when marks.score = 2 then 1 else 0 end) as principal
    from facts
    join marks on marks.subject = 'accompaniment' and marks.subject_id = facts.accompaniment_id
    group by facts.year, marks.theme
)
select cells.year, cells.theme, cells.is_partial,
    cast(coalesce(totals.delivered, 0) as bigint) as delivered,
    cast(coalesce(examined.examined, 0) as bigint) as examined,
    cast(coalesce(examined.significant, 0) as bigint) as significant,
    cast(coalesce(examined.principal, 0) as bigint) as principal
from cells
left join totals on totals.year = cells.year
left join examined on examined.year = cells.year and examined.theme = cells.theme
order by cells.rank, cells.year
"""

_EVENTS = """
select {view}.year, coalesce({view}.organisation_id, {view}.accompaniment_id) as unit, marks.theme, {view}.status,
    case when marks.score > 0 then 1 else 0 end as hit,
    case when {view}.started_on is not null then 1 else 0 end as served
from {view}
join marks on marks.subject = 'accompaniment' and marks.subject_id = {view}.accompaniment_id
where {chosen} and {themes}
"""
_DELIVERED_EVENTS = _EVENTS.format(view="delivered", chosen=CHOSEN, themes=CHOSEN_THEMES)
_REQUESTED_EVENTS = _EVENTS.format(view="requested", chosen=CHOSEN, themes=CHOSEN_THEMES)


def counts_by_year(ask: Ask) -> pd.DataFrame:
    """One row a theme and year: counts, shares in percent, series number and whether the year is left out."""
    frame = ask(_BY_YEAR)
    frame = frame[frame.groupby("year")["delivered"].transform("max") > 0].copy()
    frame["marked"] = frame["significant"] + frame["principal"]
    frame["share_pct"] = _percent(frame["marked"], frame["examined"])
    frame["examined_pct"] = _percent(frame["examined"], frame["delivered"])
    frame["is_hollow"] = (frame["examined"] * 2 < frame["delivered"]) | frame["is_partial"]
    by_theme = {code: segments(code, rows["year"]) for code, rows in frame.groupby("theme")}
    frame["segment"] = 0
    for code, numbers in by_theme.items():
        frame.loc[frame["theme"] == code, "segment"] = numbers
    return frame


def themes_by_year(ask: Ask) -> pd.DataFrame:
    """Counts by theme and year, with the word for each theme's trend over its last unbroken series."""
    frame = counts_by_year(ask)
    events = ask(_DELIVERED_EVENTS)
    codes = list(dict.fromkeys(frame["theme"]))
    tested = [_tested(frame, events, code) for code in codes]
    words = worded([p for p, _ in tested], [slope for _, slope in tested], tendency)
    frame["tendency"] = frame["theme"].map(dict(zip(codes, words, strict=True)))
    return frame


def _tested(frame: pd.DataFrame, events: pd.DataFrame, code: str) -> tuple[float | None, float]:
    rows = last_series(frame[frame["theme"] == code])
    mine = events[(events["theme"] == code) & events["year"].isin(rows["year"])]
    if len(rows) < stats.FEWEST_YEARS:
        return None, 0.0
    slope = stats.slope_per_year(rows["year"], rows["share_pct"], rows["examined"])
    return stats.trend_p_value(mine.rename(columns={"year": "x"})), slope


def last_series(rows: pd.DataFrame) -> pd.DataFrame:
    """The years of a theme that a test may use: since the last break, at least half examined."""
    return rows[(rows["segment"] == rows["segment"].max()) & ~rows["is_hollow"] & (rows["examined"] > 0)]


def _percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (100.0 * part / whole.where(whole > 0)).astype("double[pyarrow]")


def _trend_finding(frame: pd.DataFrame) -> Finding:
    moved = sorted(_moves(frame), key=lambda move: -abs(move[0]))[:THEMES_NAMED]
    if moved:
        words = [_named(moved, word, up) for word, up in (("En hausse", True), ("En baisse", False))]
        return Finding(" ".join(word for word in words if word), abs(moved[0][0]) / 100)
    period = french.years(int(frame["year"].min()), int(frame["year"].max()))
    if (frame["tendency"] == "NON_CALCULABLE").all():
        return Finding(f"Tendance non calculable sur {period} : trop peu d’années comparables ou de membres.")
    return Finding(f"Aucune tendance nette sur {period}, tous thèmes confondus.")


def _moves(frame: pd.DataFrame) -> list[tuple[float, str]]:
    clear = frame[frame["tendency"].isin(charts.CLEAR)]
    return [_move(last_series(rows)) for _, rows in clear.groupby("theme")]


def _move(rows: pd.DataFrame) -> tuple[float, str]:
    (early, before), (late, after) = ends(rows, "marked", "examined")
    text = (
        f"{codelists.labels('themes')[rows['theme'].iloc[0]]}, de {french.percent(before)} en {early} "
        f"à {french.percent(after)} en {late}"
    )
    return abs(after - before) * (1 if rows["tendency"].iloc[0] == "HAUSSE" else -1), text


def _named(moved: list[tuple[float, str]], word: str, up: bool) -> str:
    texts = [text for change, text in moved if (change > 0) == up]
    return f"{word} parmi les accompagnements examinés : {' ; '.join(texts)}." if texts else ""


def _delivered_size(frame: pd.DataFrame) -> str:
    total = int(frame.groupby("year")["delivered"].max().sum())
    return french.count(total, "accompagnement démarré")


def _last_share(frame: pd.DataFrame) -> float | None:
    rows = frame[frame["year"] == frame["year"].max()]
    return float(rows["share_pct"].iloc[0]) if len(rows) == 1 and rows["share_pct"].notna().all() else None


_LEVELS = f"""
with facts as (select accompaniment_id from delivered where {CHOSEN})
select codelist_themes.code as theme,
    cast(sum(case when marks.score = 2 then 1 else 0 end) as bigint) as principal,
    cast(sum(case when marks.score = 1 then 1 else 0 end) as bigint) as significant,
    cast(sum(case when marks.score = 0 then 1 else 0 end) as bigint) as untargeted,
    cast(sum(case when marks.score is null then 1 else 0 end) as bigint) as unexamined
from facts
cross join codelist_themes
left join marks
    on marks.subject = 'accompaniment' and marks.subject_id = facts.accompaniment_id
    and marks.theme = codelist_themes.code
where codelist_themes.code in (select unnest($themes))
group by codelist_themes.code, codelist_themes.rank
order by codelist_themes.rank
"""


def _levels_finding(frame: pd.DataFrame) -> Finding:
    top = frame.sort_values("principal", ascending=False, kind="stable").iloc[0]
    name = codelists.labels("themes")[top["theme"]]
    if not top["principal"]:
        return Finding("Aucun thème n’est l’objectif principal d’un accompagnement sur la période.")
    return Finding(
        f"Thème le plus souvent visé comme objectif principal : {name}, avec "
        f"{french.count(int(top['principal']), 'accompagnement')}."
    )


def _levels_size(frame: pd.DataFrame) -> str:
    parts = ["principal", "significant", "untargeted", "unexamined"]
    return french.count(int(frame.iloc[0][parts].sum()), "accompagnement démarré")


def triennials_compared(ask: Ask) -> pd.DataFrame:
    """One row a theme: its share in the last chosen triennial and in the one before, with the word for the gap."""
    known = ask(
        "select min(year) as first, max(case when not is_partial then year end) as last from years"
    ).iloc[0]
    pair = None if known.isna().any() else triennial_pair(known["first"], known["last"], ask.selection)
    if pair is None:
        return pd.DataFrame(columns=[column.name for column in _TRIENNIAL_COLUMNS])
    before, after = pair
    wide = ask.over(before.starts_on.year, after.ends_on.year)
    counts, events = counts_by_year(wide), wide(_DELIVERED_EVENTS)
    rows = [_compared(counts, events, code, before, after) for code in dict.fromkeys(counts["theme"])]
    frame = pd.DataFrame([row for row, _ in rows])
    if frame.empty:
        return pd.DataFrame(columns=[column.name for column in _TRIENNIAL_COLUMNS])
    frame["tendency"] = worded([p for _, p in rows], list(frame["difference_points"].fillna(0)), tendency)
    return frame


def triennial_pair(
    first_year: int, last_year: int, choice: Selection
) -> tuple[codelists.Triennial, codelists.Triennial] | None:
    """The last triennial wholly among the chosen years, and the one before it, both whole in the data.

    None where there is no such pair. `last_year` is the last year that had ended.
    """
    whole = [
        each
        for each in codelists.triennials()
        if each.starts_on.year >= first_year and each.ends_on.year <= last_year
    ]
    pairs = [
        pair
        for pair in itertools.pairwise(whole)
        if pair[1].starts_on.year >= choice.first_year and pair[1].ends_on.year <= choice.last_year
    ]
    return pairs[-1] if pairs else None


def _compared(
    counts: pd.DataFrame,
    events: pd.DataFrame,
    code: str,
    before: codelists.Triennial,
    after: codelists.Triennial,
) -> tuple[dict[str, object], float | None]:
    rows = counts[counts["theme"] == code]
    late = rows["year"] >= after.starts_on.year
    halves = [_pooled(rows[~late]), _pooled(rows[late])]
    broken = rows["segment"].nunique() > 1
    shares = [share for share, _, _ in halves]
    known = all(share is not None for share in shares) and not broken
    mine = events[events["theme"] == code].assign(
        x=lambda each: (each["year"] >= after.starts_on.year).astype(int)
    )
    enough = known and not any(hollow for _, _, hollow in halves)
    row = {
        "theme": code,
        "period_before": before.code,
        "period_after": after.code,
        "examined_before": halves[0][1],
        "examined_after": halves[1][1],
        "share_before_pct": shares[0],
        "share_after_pct": shares[1],
        "difference_points": shares[1] - shares[0] if known else None,
    }
    return row, stats.trend_p_value(mine, fewest_years=2) if enough else None


def _pooled(rows: pd.DataFrame) -> tuple[float | None, int, bool]:
    examined, marked, delivered = (int(rows[name].sum()) for name in ("examined", "marked", "delivered"))
    return (100.0 * marked / examined if examined else None), examined, examined * 2 < delivered


_TRIENNIAL_COLUMNS = (
    c.THEME,
    c.BEFORE,
    c.AFTER,
    c.EXAMINED_BEFORE,
    c.EXAMINED_AFTER,
    c.SHARE_BEFORE,
    c.SHARE_AFTER,
    c.DIFFERENCE,
    c.TENDENCY,
)


def _triennial_finding(frame: pd.DataFrame) -> Finding:
    before, after = frame.iloc[0]["period_before"], frame.iloc[0]["period_after"]
    clear = frame[frame["tendency"].isin(charts.CLEAR)]
    if clear.empty:
        return Finding(f"Aucun écart net entre {before} et {after}.")
    top = clear.reindex(clear["difference_points"].abs().sort_values(ascending=False).index).iloc[0]
    return Finding(
        f"De {before} à {after}, le thème {codelists.labels('themes')[top['theme']]} passe de "
        f"{french.percent(top['share_before_pct'])} à {french.percent(top['share_after_pct'])} des accompagnements examinés.",
        abs(float(top["difference_points"])) / 100,
    )


def _triennial_chart(frame: pd.DataFrame) -> altair.Chart:
    names = (frame.iloc[0]["period_before"], frame.iloc[0]["period_after"])
    return charts.dumbbell(frame, c.THEME, c.SHARE_BEFORE, c.SHARE_AFTER, c.TENDENCY, names)


def _triennial_size(frame: pd.DataFrame) -> str:
    before, after = (french.number(frame[name].max()) for name in ("examined_before", "examined_after"))
    return f"au plus {before} puis {after} accompagnements examinés par thème"


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
    asked = ask(_SHARES.format(view="requested")).set_index("theme")
    given = ask(_SHARES.format(view="delivered")).set_index("theme")
    events = ask(_REQUESTED_EVENTS)
    codes = [code for code in codelists.codes("themes") if code in asked.index and code in given.index]
    frame = pd.DataFrame(
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
    frame["difference_points"] = frame["delivered_pct"] - frame["requested_pct"]
    frame.loc[[_is_broken(ask, code) for code in codes], "difference_points"] = None
    decided = events[(events["served"] == 1) | events["status"].isin(["REFUSE", "ABANDONNE"])]
    known = list(zip(codes, frame["difference_points"].notna(), strict=True))
    mine = [decided[decided["theme"] == code].rename(columns={"served": "x"}) for code in codes]
    p_values = [
        stats.trend_p_value(rows, fewest_years=2) if fits else None
        for rows, (_, fits) in zip(mine, known, strict=True)
    ]
    signs = [float(stats.trend_contributions(rows).sum()) for rows in mine]
    frame["demand_gap"] = worded(p_values, signs, standing)
    return frame


def _is_broken(ask: Ask, code: str) -> bool:
    years = ask("select year from years where year between $first_year and $last_year")["year"]
    return len(set(segments(code, years))) > 1


def _requested_finding(frame: pd.DataFrame) -> Finding:
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


def _requested_size(frame: pd.DataFrame) -> str:
    asked, given = (french.number(frame[name].max()) for name in ("examined_requests", "examined_delivered"))
    return f"au plus {asked} demandes et {given} accompagnements examinés par thème"


def _examined_finding(frame: pd.DataFrame) -> Finding:
    hollow = frame[(2 * frame["examined"] < frame["delivered"])]
    if hollow.empty:
        return Finding(
            "Chaque année, au moins la moitié des accompagnements ont été examinés sur chaque thème."
        )
    words = [
        f"{codelists.labels('themes')[code]} ({', '.join(str(year) for year in rows['year'])})"
        for code, rows in hollow.groupby("theme", sort=False)
    ]
    return Finding(f"Moins de la moitié examinée, donc hors des tests : {french.listed(words)}.")


_LIST = f"""
select delivered.started_on, delivered.accompaniment_id, delivered.title, organisations.name,
    delivered.kind, marks.theme, marks.score
from delivered
join marks on marks.subject = 'accompaniment' and marks.subject_id = delivered.accompaniment_id
left join organisations on organisations.organisation_id = delivered.organisation_id
where {CHOSEN} and {CHOSEN_THEMES} and marks.score > 0
order by delivered.started_on desc, delivered.accompaniment_id, marks.theme
"""


def _list_finding(frame: pd.DataFrame) -> Finding:
    return Finding(
        f"{french.count(frame['accompaniment_id'].nunique(), 'accompagnement vise', 'accompagnements visent')} au moins un de ces thèmes."
    )


FIGURES = (
    Figure(
        id="themes_by_year",
        page=PAGE,
        question="Quels thèmes progressent dans les accompagnements ?",
        rows=themes_by_year,
        columns=(
            c.YEAR,
            c.THEME,
            c.DELIVERED,
            c.EXAMINED,
            c.SIGNIFICANT,
            c.PRINCIPAL,
            c.MARKED,
            c.SHARE,
            c.IS_HOLLOW,
            c.SEGMENT,
            c.TENDENCY,
        ),
        finding=_trend_finding,
        chart=partial(charts.lines, y=c.SHARE, series=c.THEME),
        method=MARKS_METHOD
        + REGISTER_METHOD
        + "Une année où moins de la moitié des accompagnements est examinée est dessinée en creux et laissée hors du test ; aucun test ne traverse une rupture de série.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_delivered_size,
        scalars={"share_pct": _last_share},
    ),
    Figure(
        id="themes_levels",
        page=PAGE,
        question="Un thème est-il l’objectif principal, ou l’un des objectifs ?",
        rows=lambda ask: ask(_LEVELS),
        columns=(c.THEME, c.PRINCIPAL, c.SIGNIFICANT, c.UNTARGETED, c.UNEXAMINED),
        finding=_levels_finding,
        chart=partial(
            charts.stacked,
            row=c.THEME,
            parts=(c.PRINCIPAL, c.SIGNIFICANT, c.UNTARGETED, c.UNEXAMINED),
            colours=(theme.ACCENT, "#3C8596", theme.PALE, "#EEF0F2"),
        ),
        method=MARKS_METHOD + "Les marques d’avant et d’après une rupture de série y sont réunies.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_levels_size,
    ),
    Figure(
        id="themes_triennials",
        page=PAGE,
        question="Qu’est-ce qui a changé d’un triennal à l’autre ?",
        rows=triennials_compared,
        columns=_TRIENNIAL_COLUMNS,
        finding=_triennial_finding,
        chart=_triennial_chart,
        method=MARKS_METHOD
        + REGISTER_METHOD
        + "Le dernier triennal entier parmi les années choisies est comparé à celui qui le précède ; une rupture de série entre les deux rend l’écart non calculable.",
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_triennial_size,
        when_empty="Aucun triennal entier parmi les années choisies qui en ait un autre avant lui : élargissez les années.",
    ),
    Figure(
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
        finding=_requested_finding,
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
        breakdowns=FILTERS,
        size=_requested_size,
    ),
    Figure(
        id="themes_examined",
        page=PAGE,
        question="Sur quels thèmes manque-t-il un examen ?",
        rows=counts_by_year,
        columns=(c.YEAR, c.THEME, c.DELIVERED, c.EXAMINED, c.EXAMINED_SHARE, c.IS_HOLLOW),
        finding=_examined_finding,
        chart=partial(charts.heat, x=c.YEAR, y=c.THEME, value=c.EXAMINED_SHARE),
        method=MARKS_METHOD,
        source=f"{SOURCE}, à la date de démarrage",
        breakdowns=FILTERS,
        size=_delivered_size,
    ),
    Figure(
        id="themes_accompaniments",
        page=PAGE,
        question="Quels accompagnements sont derrière ces chiffres ?",
        rows=lambda ask: ask(_LIST),
        columns=(
            c.stored("accompaniments", "started_on"),
            c.stored("accompaniments", "accompaniment_id"),
            c.stored("accompaniments", "title"),
            c.ORGANISATION,
            c.KIND,
            c.THEME,
            c.stored("theme_marks", "score"),
        ),
        finding=_list_finding,
        method=MARKS_METHOD,
        source=SOURCE,
        breakdowns=FILTERS,
        size=lambda frame: french.count(frame["accompaniment_id"].nunique(), "accompagnement"),
    ),
)
