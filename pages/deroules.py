"""Running orders: slides chosen beforehand, in an order of one's own."""

import streamlit as st

from dse.ui import orders, shell

shell.require_frame()

st.title("Déroulés")
orders.show(shell.current())
