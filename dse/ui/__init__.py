"""The thin Streamlit layer: the only place that imports Streamlit, beside app.py and the pages."""
