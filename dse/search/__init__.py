"""Finding a figure, a member, an activity, a page, a help or a word from what people type. Imports no Streamlit."""
