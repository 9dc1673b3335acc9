"""Figures computed again from docs/dev/methods.md alone, by pandas over the tables of the store.

Whoever reads that page should get the numbers of the dashboard. Nothing here calls a function of `dse.stats` or the SQL of a figure. They differ
where the page leaves something out, or where a figure counts otherwise than the page says.
"""

from __future__ import annotations

import itertools
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.special
from counted_store import answer_figure, commit_next
from satisfaction_by_subject import GENERAL, ask_by_subject

import schemas
from dse.figures import REGISTRY
from dse.stats import LEVEL
from dse.store import Store
from schemas import codelists

Z = 1.959963984540054  # of a 95 % interval
END = pd.Timestamp("9999-12-31")
YEARS = range(2013, 2022)


NOT_STARTED = ("DEMANDE", "INSTRUCTION", "REFUSE")


@pytest.fixture(scope="module")
def store(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo, where the status of some accompaniments contradicts their start."""
    copied = Store(shutil.copytree(demo_store.path, tmp_path_factory.mktemp("methods") / "demo"))
    rows = copied.read(copied.current(), "accompaniments").to_pylist()
    started = [row for row in rows if row["started_on"] and row["started_on"].year in (2018, 2020, 2021)]
    for row, status in zip(started[::9], itertools.cycle(NOT_STARTED), strict=False):
        row["status"] = status
    commit_next(copied, copied.current().created.date(), {"accompaniments": rows})
    return copied


@pytest.fixture(scope="module")
def tables(store: Store) -> Callable[[str], pd.DataFrame]:
    version = store.current()

    def read(name: str) -> pd.DataFrame:
        rows = store.read(version, name).to_pandas()
        days = [column for column in rows if column.endswith(("_on", "_from", "_start", "_end"))]
        return rows.assign(**{day: pd.to_datetime(rows[day]).astype("datetime64[s]") for day in days})

    return read


Tables = Callable[[str], pd.DataFrame]


@pytest.fixture(scope="module")
def figure(store: Store) -> Callable[[str], pd.DataFrame]:
    return lambda name: answer_figure(store, name).table


Figures = Callable[[str], pd.DataFrame]


def assert_close(table: pd.Series, expected: pd.Series | list[float]) -> None:
    np.testing.assert_allclose(
        table.astype(float).to_numpy(), np.asarray(expected, dtype=float), rtol=0, atol=1e-5
    )


# --- What is counted ---


def find_member_years(tables: Tables) -> pd.DataFrame:
    """The organisations that were members at least one day of each year."""
    stays = tables("memberships")
    left = stays["left_on"].fillna(END)
    return pd.concat(
        stays.loc[
            (stays["joined_on"] <= f"{year}-12-31") & (left >= f"{year}-01-01"), ["organisation_id"]
        ].assign(year=year)
        for year in YEARS
    ).drop_duplicates()


def find_starts(tables: Tables) -> pd.DataFrame:
    rows = tables("accompaniments")
    rows = rows[rows["started_on"].notna() & ~rows["status"].isin(NOT_STARTED)]
    return rows.assign(year=rows["started_on"].dt.year)


def find_carried(tables: Tables) -> pd.DataFrame:
    """A row an accompaniment that started and organisation that carries it."""
    roles = tables("accompaniment_organisations")
    carriers = roles[roles["role"].isin(["PORTEUR", "CO_PORTEUR"])].drop_duplicates(
        ["accompaniment_id", "organisation_id"]
    )
    return carriers.merge(find_starts(tables), on="accompaniment_id")


def find_marks(tables: Tables, subject: str = "accompaniment") -> pd.DataFrame:
    """The marks of accompaniments, or of activities; a theme with parts has the highest of theirs."""
    marks = tables("theme_marks")
    marks = marks[marks["subject"] == subject]
    parents = {code.code: code.parent for code in codelists.load("themes") if code.parent}
    of_parents = marks.assign(theme=marks["theme"].map(parents)).dropna(subset="theme")
    both = pd.concat([marks, of_parents])
    return both.groupby(["subject_id", "theme"], as_index=False)["score"].max()


# --- The register ---


def test_the_uptake_rate_of_each_year(tables: Tables, figure: Figures) -> None:
    members = find_member_years(tables)
    users = members.merge(find_carried(tables)[["organisation_id", "year"]].drop_duplicates())
    table = figure("uptake_by_year").set_index("year")
    counted = members.groupby("year").size()
    assert table["members"].to_dict() == counted.to_dict()
    assert table["users"].to_dict() == users.groupby("year").size().to_dict()
    assert_close(table["rate_pct"], 100 * users.groupby("year").size() / counted)


def test_the_share_of_each_theme_and_year(tables: Tables, figure: Figures) -> None:
    rows = find_starts(tables).merge(
        find_marks(tables), left_on="accompaniment_id", right_on="subject_id", how="inner"
    )
    shares = 100 * (rows["score"] > 0).groupby([rows["theme"], rows["year"]]).mean()
    table = figure("themes_by_year")
    examined = table[table["examined"] > 0]
    assert len(examined) > 60
    assert_close(
        examined["share_pct"],
        [shares[cell] for cell in zip(examined["theme"], examined["year"], strict=True)],
    )


def test_the_quartiles_of_the_wait(tables: Tables, figure: Figures) -> None:
    rows = find_starts(tables)
    rows = rows[rows["started_on"] >= rows["requested_on"]]
    days = (rows["started_on"] - rows["requested_on"]).dt.days.groupby(rows["year"])
    table = figure("request_delays").set_index("year")
    for name, share in (("low_days", 0.25), ("median_days", 0.5), ("high_days", 0.75)):
        assert_close(table[name], days.quantile(share).loc[table.index])


def test_the_steps_of_the_funnel(tables: Tables, figure: Figures) -> None:
    rows = tables("accompaniments")
    rows = rows[rows["requested_on"].notna()]
    is_started = rows["started_on"].notna() & ~rows["status"].isin(NOT_STARTED)
    reached = {
        "DEMANDE": pd.Series(True, rows.index),
        "ACCORDE": rows["status"].isin(["ACCORDE", "EN_COURS", "TERMINE"]) | is_started,
        "DEMARRE": is_started,
        "TERMINE": is_started & (rows["status"] == "TERMINE"),
    }
    refused = rows["status"] == "REFUSE"
    table = figure("requests_funnel").set_index("step")
    assert table["reached"].to_dict() == {step: int(is_reached.sum()) for step, is_reached in reached.items()}
    assert_close(
        table["reached_pct"], [100 * is_reached.mean() for _, is_reached in sorted_like(reached, table)]
    )
    assert table["refused"].to_dict() == {
        step: int((refused & ~is_reached).sum()) for step, is_reached in reached.items()
    }


def sorted_like(values: dict[str, pd.Series], table: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    return [(step, values[step]) for step in table.index]


def test_what_the_most_accompanied_carry(tables: Tables, figure: Figures) -> None:
    members = find_member_years(tables)
    carried = members.merge(find_carried(tables)[["organisation_id", "year", "accompaniment_id"]])
    counts = carried.groupby("organisation_id").size()
    counts = counts.reindex(members["organisation_id"].unique(), fill_value=0).sort_values(ascending=False)
    table = figure("uptake_concentration").set_index("top_group")
    for group, part in (("DIXIEME", 0.10), ("QUART", 0.25), ("MOITIE", 0.5)):
        most = counts.head(max(1, math.floor(part * len(counts) + 0.5))).sum()
        assert table.loc[group, "top_carried"] == most
        assert table.loc[group, "top_pct"] == pytest.approx(100 * most / counts.sum())
    started, carriers = carried["accompaniment_id"].nunique(), int((counts > 0).sum())
    assert started < counts.sum() and carriers < len(counts)
    assert set(table["started_all"]) == {started} and set(table["carriers_all"]) == {carriers}
    shown = REGISTRY["uptake_concentration"].size(table)
    assert shown.startswith(f"{started}\u00a0accompagnements ({counts.sum()} ")
    assert shown.endswith(f"par {carriers}\u00a0membres sur les {len(counts)} de la période")


def test_how_soon_new_members_are_accompanied(tables: Tables, figure: Figures) -> None:
    waits = find_waits(tables)
    table = figure("time_to_first")
    table = table[table["cohort"] == table["cohort"].iloc[0]].set_index("days")
    assert table["cohort_members"].iloc[0] == len(waits)
    for days in (365, 730, 1096):
        assert table.loc[days, "incidence_pct"] == pytest.approx(100 * incidence(waits, days))


def find_waits(tables: Tables) -> pd.DataFrame:
    """Who joined first in these years: days to the first start, to the last day of its first stay, or to the last day known."""
    stays = tables("memberships").sort_values(["organisation_id", "joined_on"])
    last_known = max(
        tables(name)[column].max()
        for name, columns in (
            ("accompaniments", ("requested_on", "decided_on", "started_on", "ended_on")),
            ("activities", ("held_on",)),
            ("memberships", ("joined_on", "left_on")),
        )
        for column in columns
    )
    starts = find_carried(tables)
    rows = []
    for organisation, own in stays.groupby("organisation_id"):
        joined = own["joined_on"].iloc[0]
        if joined.year not in YEARS:
            continue
        ends = own["left_on"].fillna(END)
        left = next(
            (
                end
                for end, later in zip(ends, [*own["joined_on"].iloc[1:], END], strict=True)
                if later > end + pd.Timedelta(days=1)
            ),
            END,
        )
        last = min(left, last_known)
        dates = starts.loc[starts["organisation_id"] == organisation, "started_on"]
        first = dates[(dates >= joined) & (dates <= last)].min()
        happened = pd.notna(first)
        rows.append(((first if happened else last) - joined, happened, not happened and last < last_known))
    waits = pd.DataFrame(rows, columns=["days", "happened", "left"])
    return waits.assign(days=waits["days"].dt.days)


def incidence(waits: pd.DataFrame, until: int) -> float:
    """Aalen and Johansen: each day, the share of all still waiting times the rate of that day."""
    still, share = 1.0, 0.0
    for day in sorted(waits["days"].unique()):
        if day > until:
            break
        at_risk = (waits["days"] >= day).sum()
        today = waits[waits["days"] == day]
        share += still * today["happened"].sum() / at_risk
        still *= 1 - (today["happened"] | today["left"]).sum() / at_risk
    return share


def test_the_words_of_the_themes(tables: Tables, figure: Figures) -> None:
    """The sign-flip test, drawn anew, with Holm's adjustment over the themes at the top of the list."""
    table = figure("themes_by_year")
    words = table.groupby("theme")["tendency"].first()
    p_values = {theme: flip(find_contributions(tables, table, theme)) for theme in words.index}
    adjusted = holm(p_values)
    clear = {theme for theme, word in words.items() if word in ("HAUSSE", "BAISSE")}
    assert {theme for theme, p_value in adjusted.items() if p_value < LEVEL} == clear
    assert "CLIMAT" in clear


def find_contributions(tables: Tables, table: pd.DataFrame, theme: str) -> np.ndarray:
    """One a lead: the sum of (year - mean year)(hit - mean hit) over its accompaniments examined, in the years tested."""
    years = table.loc[(table["theme"] == theme) & ~table["is_hollow"], "year"]
    rows = find_starts(tables).merge(find_marks(tables), left_on="accompaniment_id", right_on="subject_id")
    rows = rows[(rows["theme"] == theme) & rows["year"].isin(years)]
    rows = rows.merge(find_leads(tables), on="accompaniment_id", how="left")
    hit = (rows["score"] > 0).astype(float)
    scores = (rows["year"] - rows["year"].mean()) * (hit - hit.mean())
    return scores.groupby(rows["organisation_id"]).sum().to_numpy()


def find_leads(tables: Tables) -> pd.DataFrame:
    """The first porteur by identifier, else the first co-porteur."""
    roles = tables("accompaniment_organisations")
    roles = roles[roles["role"].isin(["PORTEUR", "CO_PORTEUR"])]
    roles = roles.sort_values(["role", "organisation_id"], ascending=[False, True])
    return roles.groupby("accompaniment_id", as_index=False)["organisation_id"].first()


def flip(contributions: np.ndarray, draws: int = 20_000) -> float:
    signs = np.random.default_rng(7).choice([-1.0, 1.0], (draws, len(contributions)))
    return float(np.mean(np.abs(signs @ contributions) >= abs(contributions.sum()) - 1e-9))


def holm(p_values: dict[str, float]) -> dict[str, float]:
    adjusted, largest = {}, 0.0
    for rank, (name, p_value) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_value))
        adjusted[name] = largest
    return adjusted


def test_the_progress_of_indicators(tables: Tables, figure: Figures) -> None:
    """(value - baseline) / (target - baseline) of three measures of the register and of one that is typed."""
    baselines, periods = (
        tables(name).query("breakdown == '-'").set_index("indicator_id")
        for name in ("indicator_baselines", "indicator_periods")
    )
    starts = find_starts(tables)
    last_year = starts[(starts["year"] == 2021) & (starts["started_on"] >= starts["requested_on"])]
    climate = find_marks(tables).query("theme == 'CLIMAT'")
    climate = climate[climate["subject_id"].isin(starts.loc[starts["year"] == 2021, "accompaniment_id"])]
    members = find_member_years(tables).query("year >= 2019")
    users = members.merge(find_carried(tables)[["organisation_id", "year"]])["organisation_id"].nunique()
    values = {
        "IND-01": 100 * (climate["score"] > 0).mean(),
        "IND-04": (last_year["started_on"] - last_year["requested_on"]).dt.days.median(),
        "IND-06": 100 * users / members["organisation_id"].nunique(),
        "IND-09": periods.loc["IND-09", "actual"].max(),
    }
    table = figure("indicators_progress").set_index("indicator_id")
    for name, value in values.items():
        baseline, target = baselines.loc[name, "value"], table.loc[name, "target"]
        assert table.loc[name, "actual"] == pytest.approx(value)
        assert table.loc[name, "progress_pct"] == pytest.approx(
            100 * (value - baseline) / (target - baseline)
        )


# --- Surveys ---


def find_voices(tables: Tables) -> pd.DataFrame:
    """One row a member, wave and question on a scale: the part of its respondents whose answer is favourable."""
    answers = tables("survey_answers")
    answers = answers[answers["missing"].isna() & answers["value"].notna()]
    rows = answers.merge(find_sides(tables), on=["wave_id", "question_id"])
    rows = rows[(rows["value"] >= rows["lowest"]) & (rows["value"] <= rows["highest"])]
    rows = rows.merge(find_member_replies(tables), on=["wave_id", "respondent_id"])
    rows = rows.assign(favourable=(rows["value"] > rows["above"]).astype(float))
    return rows.groupby(["wave_id", "question_id", "organisation_id"], as_index=False)["favourable"].mean()


def find_sides(tables: Tables) -> pd.DataFrame:
    """Of each question on a scale of three steps or more: its ends, and the step above which an answer is favourable."""
    options = tables("survey_options")
    options = options[options["missing"].isna() & options["rank"].notna()]
    scales = options.groupby("scale_id")["rank"].agg(["min", "max", "size"]).query("size >= 3").reset_index()
    scales = scales.assign(above=scales["max"] - np.where(scales["size"] > 3, 2, 1))
    items = tables("survey_items")
    items = items[items["kind"].isin(["likert", "scale"])].merge(scales, on="scale_id")
    return items[["wave_id", "question_id", "min", "max", "above"]].rename(
        columns={"min": "lowest", "max": "highest"}
    )


def find_register(tables: Tables) -> pd.DataFrame:
    """Members on the day each wave closed, less the ineligible ones."""
    waves, stays, people = tables("survey_waves"), tables("memberships"), tables("survey_respondents")
    pairs = waves.merge(stays, how="cross")
    inside = (pairs["joined_on"] <= pairs["closed_on"]) & (pairs["left_on"].fillna(END) >= pairs["closed_on"])
    register = pairs.loc[inside, ["wave_id", "organisation_id"]].drop_duplicates()
    own = people[~people["is_partner"].fillna(False).astype(bool)]
    is_out = (own["status"] == "ineligible").groupby([own["wave_id"], own["organisation_id"]]).all()
    out = set(is_out[is_out].index)
    return register[[pair not in out for pair in register.itertuples(index=False, name=None)]]


def find_member_replies(tables: Tables) -> pd.DataFrame:
    """The respondents of members who answered, wholly or in part."""
    people = tables("survey_respondents")
    people = people[
        people["status"].isin(["partial", "complete"]) & ~people["is_partner"].fillna(False).astype(bool)
    ]
    return people.merge(find_register(tables))[["wave_id", "respondent_id", "organisation_id"]]


def count_whole(*parts: float) -> list[int]:
    """Parts of organisations as whole ones: down, and up for the largest remainders until they sum to their base."""
    down = [math.floor(part + 1e-6) for part in parts]
    remainders = [round(part - floor, 3) for part, floor in zip(parts, down, strict=True)]
    largest = sorted(range(len(parts)), key=lambda index: -remainders[index])
    up = largest[: round(sum(parts)) - sum(down)]
    return [floor + (index in up) for index, floor in enumerate(down)]


def wilson(parts: float, n: int, population: int, *, is_whole: bool = True) -> tuple[float, float, float]:
    """The share and its interval in percent: Wilson's at the effective size, within what is still possible."""
    yes = count_whole(parts, n - parts)[0] if is_whole else parts
    share = yes / n
    if n == population:
        return (100 * share,) * 3
    least, most = yes / population, 1 - (n - yes) / population
    if population - n <= 3:
        return 100 * share, 100 * least, 100 * most
    size = n * (population - 1) / (population - n)
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * math.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return 100 * share, 100 * max(middle - half, least), 100 * min(middle + half, most)


def test_the_response_rate(tables: Tables, figure: Figures) -> None:
    register = find_register(tables).groupby("wave_id").size()
    replies = (
        find_member_replies(tables).drop_duplicates(["wave_id", "organisation_id"]).groupby("wave_id").size()
    )
    table = figure("response_rate").set_index("wave_id")
    assert table["members"].to_dict() == register.to_dict()
    assert_close(table["rate_pct"], (100 * replies / register).loc[table.index])


def test_needs_and_their_intervals(tables: Tables, figure: Figures) -> None:
    by_question = find_voices(tables).groupby(["wave_id", "question_id"])["favourable"].agg(["sum", "size"])
    members = find_register(tables).groupby("wave_id").size()
    table = figure("waves_need").query("population == 'MEMBRE'")
    expected = [
        wilson(*by_question.loc[(wave, question)], members[wave])
        for wave, question in zip(table["wave_id"], table["question_id"], strict=True)
    ]
    assert len(table) > 20
    for place, name in enumerate(("share_pct", "low_pct", "high_pct")):
        assert_close(table[name], [row[place] for row in expected])


def test_satisfaction_as_a_whole(tables: Tables, figure: Figures) -> None:
    """Of each member the mean over the questions on satisfaction that it answered, then the mean of the members."""
    questions = tables("survey_questions").query("dimension == 'satisfaction'")[["question_id"]]
    by_member = (
        find_voices(tables).merge(questions).groupby(["wave_id", "organisation_id"])["favourable"].mean()
    )
    sums = by_member.groupby("wave_id").agg(["sum", "size"])
    members = find_register(tables).groupby("wave_id").size()
    table = figure("satisfaction")
    expected = [wilson(*sums.loc[wave], members[wave]) for wave in table["wave_id"]]
    for place, name in enumerate(("share_pct", "low_pct", "high_pct")):
        assert_close(table[name], [row[place] for row in expected])


def test_the_recommendation_score(tables: Tables, figure: Figures) -> None:
    items = tables("survey_items").query("kind == 'nps'")[["wave_id", "question_id"]]
    answers = tables("survey_answers").merge(items)
    answers = answers[answers["missing"].isna() & answers["value"].notna()]
    rows = answers.merge(find_member_replies(tables), on=["wave_id", "respondent_id"])
    rows = rows.assign(more=(rows["value"] >= 9).astype(float), less=(rows["value"] <= 6).astype(float))
    voices = rows.groupby(["wave_id", "organisation_id"])[["more", "less"]].mean()
    members = find_register(tables).groupby("wave_id").size()
    table = figure("recommendation").set_index("wave_id")
    assert len(table) == 3
    for wave, row in table.iterrows():
        n, (more, less) = len(voices.loc[wave]), voices.loc[wave].sum()
        more, _, less = (count / n for count in count_whole(more, n - more - less, less))
        assert row["score_points"] == pytest.approx(100 * (more - less))
        size = n * (members[wave] - 1) / (members[wave] - n)
        up, down = ((share * size + 0.75) / (size + 3) for share in (more, less))
        half = Z * math.sqrt((up + down - (up - down) ** 2) / (size + 3))
        assert row["score_low_points"] == pytest.approx(100 * (up - down - half))
        assert row["score_high_points"] == pytest.approx(100 * (up - down + half))


# --- Gaps between need and service ---

SUBJECTS = {"gaps_by_theme": "theme", "gaps_by_support": "kind_asked_about"}


def find_questions(tables: Tables, dimension: str) -> pd.DataFrame:
    """The questions on a scale of a dimension that members answered in the latest wave with any, in the order of the questionnaire."""
    questions = tables("survey_questions").query("dimension == @dimension")
    items = tables("survey_items")[["wave_id", "question_id", "position"]].merge(questions, on="question_id")
    answered = find_voices(tables)[["wave_id", "question_id"]].drop_duplicates()
    items = items.merge(answered).merge(tables("survey_waves")[["wave_id", "closed_on"]], on="wave_id")
    return items[items["closed_on"] == items["closed_on"].max()].sort_values(["position", "question_id"])


def read_needs(tables: Tables, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each member of the register says of each subject, 0 to 1, and the first question on each."""
    questions = find_questions(tables, "need").dropna(subset=column).drop_duplicates(column)
    voices = find_voices(tables).merge(questions[["wave_id", "question_id", column]])
    register = find_register(tables).merge(questions[["wave_id"]].drop_duplicates())["organisation_id"]
    needs = voices.pivot(index="organisation_id", columns=column, values="favourable")
    return needs.reindex(index=register, columns=questions[column].tolist()), questions


def find_visits(tables: Tables) -> pd.DataFrame:
    """A row an organisation of which a person came to an activity that was held."""
    rows = tables("participations").query("participants > 0 and organisation_id != 'SANS_ORGANISATION'")
    activities = tables("activities").assign(subject_id=lambda row: row["activity_id"])
    return rows.merge(activities, on="activity_id").assign(year=lambda row: row["held_on"].dt.year)


def name_subjects(tables: Tables, rows: pd.DataFrame, subject: str, column: str) -> pd.DataFrame:
    """The subjects of accompaniments or activities: their kind, or the themes on which they are marked 1 or 2."""
    if column == "kind_asked_about":
        return rows.assign(theme=rows["kind"])
    return rows.merge(find_marks(tables, subject).query("score > 0"), on="subject_id")


def spread(rows: pd.DataFrame, needs: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """For each member and subject, whether it has a row in the three years up to the last."""
    rows = rows[rows["year"].between(last_year - 2, last_year)]
    pairs = rows[["organisation_id", "theme"]].drop_duplicates().assign(has=1.0)
    table = pairs.pivot(index="organisation_id", columns="theme", values="has")
    return table.reindex(index=needs.index, columns=needs.columns).fillna(0.0)


def find_services(tables: Tables, needs: pd.DataFrame, column: str, year: int) -> dict[str, pd.DataFrame]:
    """Who asked, who was accompanied, and who was that or came to an activity."""
    roles = tables("accompaniment_organisations").query("role in ['PORTEUR', 'CO_PORTEUR']")
    requests = roles.merge(tables("accompaniments"), on="accompaniment_id")
    requests = requests.assign(year=requests["requested_on"].dt.year, subject_id=requests["accompaniment_id"])
    carried = find_carried(tables).assign(subject_id=lambda row: row["accompaniment_id"])
    asked, accompanied = (
        spread(name_subjects(tables, rows, "accompaniment", column), needs, year)
        for rows in (requests, carried)
    )
    came = spread(name_subjects(tables, find_visits(tables), "activity", column), needs, year)
    return {"asked_by": asked, "accompanied": accompanied, "met": np.maximum(accompanied, came)}


def judge_distances(needs: pd.DataFrame, served: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """How far each gap is from the mean of its list, and the p-value of that."""
    n, size = needs.notna().sum(), len(needs)
    scores = ((needs - needs.mean()) / n).fillna(0.0) - (served - served.mean()) / size
    scores = scores.sub(scores.mean(axis=1), axis=0)
    gaps = needs.mean() - served.mean()
    away = gaps - gaps.mean()
    error = np.sqrt(size / (size - 1) * (scores**2).sum())
    p_values = pd.Series(2 * scipy.special.stdtr(n - 1, -np.abs(away / error)), away.index)
    return away, p_values.where((n >= 8) & (len(n) >= 3))


def find_words(
    needs: pd.DataFrame, services: dict[str, pd.DataFrame], lists: list[list[str]], *, has_both: bool
) -> dict[str, str]:
    """The word of each gap: by both measures where a theme has both, the larger p-value, 1 on either side of the mean."""
    away, p_values = (
        pd.concat(parts)
        for parts in zip(
            *(judge_distances(needs[codes], services["met"][codes]) for codes in lists), strict=True
        )
    )
    if has_both:
        other, p_others = judge_distances(needs, services["accompanied"])
        p_values = np.maximum(p_values, p_others).where(away * other > 0, 1.0)
    adjusted = holm(p_values.dropna().to_dict())
    return dict.fromkeys(away.index, "NON_CALCULABLE") | {
        code: "SEMBLABLE" if p_value >= LEVEL else "PLUS" if away[code] > 0 else "MOINS"
        for code, p_value in adjusted.items()
    }


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_gaps_between_need_and_service(tables: Tables, figure: Figures, name: str) -> None:
    column = SUBJECTS[name]
    needs, questions = read_needs(tables, column)
    services = find_services(tables, needs, column, int(questions["closed_on"].dt.year.iloc[0]))
    table = figure(name).set_index(name.removeprefix("gaps_by_"))
    assert set(table.index) == set(needs.columns) and len(table) == 6
    activities = set(codelists.codes("activity_kinds"))
    for code, row in table.iterrows():
        need = wilson(needs[code].sum(), needs[code].count(), len(needs))
        assert_close(row[["need_pct", "need_low_pct", "need_high_pct"]], list(need))
        assert row["question_id"] == questions.set_index(column).loc[code, "question_id"]
        met, accompanied = (services[one][code].sum() for one in ("met", "accompanied"))
        assert (row["base"], row["members"], row["met"]) == (needs[code].count(), len(needs), met)
        gap_columns = ["gap_points", "gap_low_points", "gap_high_points"]
        assert_close(row[gap_columns], [bound - 100 * met / len(needs) for bound in need])
        if code in activities:
            assert row[["accompanied", "asked_by", "accompanied_gap_points"]].isna().all()
            continue
        assert (row["accompanied"], row["asked_by"]) == (accompanied, services["asked_by"][code].sum())
        expected = [bound - 100 * accompanied / len(needs) for bound in need]
        assert_close(row[[f"accompanied_{name_}" for name_ in gap_columns]], expected)
    assert table["gap_points"].is_monotonic_decreasing


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_ranks_and_words_of_gaps(tables: Tables, figure: Figures, name: str) -> None:
    column = SUBJECTS[name]
    needs, questions = read_needs(tables, column)
    services = find_services(tables, needs, column, int(questions["closed_on"].dt.year.iloc[0]))
    table = figure(name).set_index(name.removeprefix("gaps_by_"))
    activities = set(codelists.codes("activity_kinds"))
    lists = [
        codes
        for codes in (
            [code for code in needs if code not in activities],
            [code for code in needs if code in activities],
        )
        if codes
    ]
    for codes in lists:
        gaps = table.loc[codes, "gap_points"]
        assert table.loc[codes, "gap_rank"].tolist() == [1 + int((gaps > gap).sum()) for gap in gaps]
    words = find_words(needs, services, lists, has_both=column == "theme")
    assert table["away"].to_dict() == words
    assert set(words.values()) > {"SEMBLABLE"}


def test_satisfaction_beside_a_gap(tables: Tables, figure: Figures, store: Store, tmp_path: Path) -> None:
    """Of the members served, over the questions on the theme: those on the network here; none where the wave asks nothing of it."""
    needs, questions = read_needs(tables, "theme")
    year = int(questions["closed_on"].dt.year.iloc[0])
    served = find_services(tables, needs, "theme", year)["met"]
    pleased = pd.DataFrame({"question_id": [GENERAL]})
    voices = find_voices(tables).merge(questions[["wave_id"]].drop_duplicates()).merge(pleased)
    assert figure("gaps_by_theme")["satisfied_base"].isna().all()
    rows = {name: store.read(store.current(), name).to_pylist() for name in schemas.TABLES}
    table = answer_figure(ask_by_subject(tmp_path, rows), "gaps_by_theme").table.set_index("theme")
    by_member = voices.groupby("organisation_id")["favourable"].mean()
    for code, row in table.iterrows():
        answers = by_member[by_member.index.isin(served.index[served[code] > 0])]
        expected = wilson(answers.sum(), len(answers), int(served[code].sum()), is_whole=False)
        assert row["satisfied_base"] == len(answers)
        assert_close(row[["satisfied_pct", "satisfied_low_pct", "satisfied_high_pct"]], list(expected))
