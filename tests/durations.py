"""How long tests take that are not marked: `.venv/bin/python -m tests.durations FILE` records it again, from a run of them all.

`pytest -o junit_duration_report=call --junitxml=FILE` makes the file. A test above `MOST` runs with the long ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

RECORDED = Path(__file__).with_suffix(".json")
LEAST, MOST = 0.5, 2.0  # seconds


def read_long() -> set[str]:
    """The tests, by file and name, that take too long for every commit."""
    seconds = json.loads(RECORDED.read_text(encoding="utf-8"))
    return {name for name, taken in seconds.items() if taken > MOST}


def main(report: Path) -> None:
    """Record what a report of pytest tells, and keep what is known of the long ones, which it leaves out."""
    known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    taken = {_name(case): float(case.get("time")) for case in ElementTree.parse(report).iter("testcase")}
    kept = {name: seconds for name, seconds in known.items() if seconds > MOST} | taken
    slow = {name: round(seconds, 1) for name, seconds in sorted(kept.items()) if seconds > LEAST}
    RECORDED.write_text(json.dumps(slow, ensure_ascii=False, indent=0) + "\n", encoding="utf-8", newline="\n")


def _name(case: ElementTree.Element) -> str:
    """The file and the name of a test, without the group that pytest-xdist puts behind."""
    name, at, group = case.get("name").rpartition("@")
    is_group = at and "]" not in group
    return f"{case.get('classname').replace('.', '/')}.py::{name if is_group else case.get('name')}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
