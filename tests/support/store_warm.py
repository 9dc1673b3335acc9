"""Imported once for many processes: every library loaded and every schema compiled."""

from __future__ import annotations

from store_rows import TABLES, rows

import dse.store  # noqa: F401
import schemas

for table in TABLES:
    if schemas.failures(table, rows(table, 0)):
        raise AssertionError(table)
