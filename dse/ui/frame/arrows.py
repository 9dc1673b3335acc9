"""The arrow beside a difference, in the words of Streamlit."""

from __future__ import annotations

from typing import Literal

Arrow = Literal["auto", "up", "down", "off"]
