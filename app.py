"""Entry point: page settings, navigation, shared filters, the one place errors are shown."""

import streamlit as st

from dse.ui.frame import shell
from dse.ui.versions import backups

st.set_page_config(page_title="DSE – F3E", page_icon=shell.ICON, layout="wide")

with shell.mark_frame(), shell.show_errors():
    page = shell.build_navigation()
    if shell.begin_page(page, offer_restoration=backups.show):
        page.run()
    shell.freeze_imports()
