"""The projects of the Country-Based Pooled Funds: real files, read as an import and counted without us."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal

from dse import paths
from dse.ingest import Proposal, Upload, propose
from dse.store import Store

RAW = paths.ROOT.parent / "shared" / "data" / "cbpf"
FORM = paths.ROOT / "tests" / "forms" / "cbpf.toml"
FILES = sorted(RAW.glob("proj_*.csv"))


def propose_projects(store: Store) -> Proposal:
    """The five years as one import."""
    return propose([Upload(file.name, file.read_bytes()) for file in FILES], store, form=FORM)


def count_projects() -> tuple[Counter[str], defaultdict[str, Decimal], Counter[tuple[str, str]]]:
    """Projects, budget and gender marks by year of start, read from the raw files and nothing of ours."""
    projects, budget, marks = Counter(), defaultdict(Decimal), Counter()
    for file in FILES:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for line in csv.DictReader(lines):
                year = line["AStrDt"].split(" ")[0].split("/")[-1]
                projects[year] += 1
                budget[year] += Decimal(line["PrgBdg"])
                digit, likely = line["PrjGM"].split("-")[0], "ikely" in line["PrjGM"]
                gam = likely or "systematically" in line["PrjGM"]
                score = {"2b": "2", "2a": "1", "1": "0", "0": "0"}.get(digit, "")
                marks[year, {"3": "1", "4": "1"}.get(digit, "0") if gam else score] += 1
    return projects, budget, marks
