"""Where to begin: what each page has to say."""

import streamlit as st

from dse import figures
from dse.ui import filters, shell
from dse.ui.data import answer

shell.require_frame()

st.title("Vue d’ensemble")
for word, title in figures.PAGES.items():
    st.page_link(f"pages/{word}.py", label=title, icon=":material/arrow_forward:")
    answers = [answer(shell.current(), each.id, filters.chosen()) for each in figures.of_page(word)]
    shell.remember(answers, key=f"a_retenir_{word}")
