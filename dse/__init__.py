"""Domain library of the dashboard.

file or database -> ingest -> store -> query -> disclosure -> figures -> charts, export -> pages

`schemas` says what the store promises and imports nothing of ours. Imports run one way: nothing
imports a module to its right. Only `dse.ui` imports Streamlit. tests/test_architecture.py holds this.
"""

__version__ = "1.2.0"
