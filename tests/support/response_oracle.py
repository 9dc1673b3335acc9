"""Who answered, against the register at the wave's date."""

from __future__ import annotations

import numpy as np
import pandas as pd

NOT_INVITED = "not_invited"
# An organisation with several respondents stands where the furthest of them does.
FURTHEST = ("complete", "partial", "invited", "ineligible")


def response_status(respondents: pd.DataFrame, register: pd.DataFrame) -> pd.Series:
    """How far each organisation of the register got: complete, partial, invited, ineligible, or not_invited.

    `register` has one row an organisation that was a member at the wave's date, under its identifier as index;
    `respondents` has the columns `organisation_id`, `status` and, where there are any, `is_partner`: a partner
    does not answer for the member that it works with. Indexed as `register`.
    """
    rows = _of_members(respondents)
    rank = rows["status"].map({status: place for place, status in enumerate(FURTHEST)}).astype(float)
    best = rank.groupby(rows["organisation_id"].astype(object)).min().reindex(register.index)
    names = best.map(dict(enumerate(FURTHEST)), na_action="ignore").astype(object)
    return names.where(best.notna(), NOT_INVITED).rename("response_status")


def rates(respondents: pd.DataFrame, register: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Response overall, or by a column of the register.

    Columns: `group` (the code, None overall and where it is not known), `eligible` (N), `invited`, `partial`,
    `answered` (n: partial answers counted in), `rate` (0 to 1, empty where nobody is eligible). The rate is RR2
    of AAPOR (Standard Definitions, 10th ed., 2023): answered, partly or wholly, ÷ all who could have been asked. A
    member that was not invited is one of these.
    """
    where = response_status(respondents, register)
    groups = pd.Series("", index=register.index) if by is None else register[by].astype(object).fillna("")
    counts = pd.DataFrame(
        {
            "group": groups,
            "eligible": where.ne("ineligible"),
            "invited": where.isin(["complete", "partial", "invited"]),
            "partial": where.eq("partial"),
            "answered": where.isin(["complete", "partial"]),
        }
    )
    return _with_rate(counts.groupby("group", as_index=False).sum())


def _with_rate(counts: pd.DataFrame) -> pd.DataFrame:
    eligible = counts["eligible"].to_numpy(float)
    rate = np.divide(
        counts["answered"].to_numpy(float), eligible, out=np.full(len(counts), np.nan), where=eligible > 0
    )
    known = counts["group"].astype(object).where(counts["group"] != "", None)
    return counts.assign(group=known, rate=rate)


def not_answered(respondents: pd.DataFrame, register: pd.DataFrame) -> list[str]:
    """Identifiers of the organisations of the register that could have answered and did not, in its order."""
    where = response_status(respondents, register)
    return list(where.index[where.isin(["invited", NOT_INVITED])])


def _of_members(respondents: pd.DataFrame) -> pd.DataFrame:
    if "is_partner" not in respondents:
        return respondents
    return respondents[~respondents["is_partner"].fillna(False).astype(bool)]
