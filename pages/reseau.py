"""Who is in the network, who comes, who meets whom, with which partners, in which countries, to try what."""

import streamlit as st

from dse.ui import network, shell

shell.require_frame()

st.title("Réseau et partenariats")
network.page()
