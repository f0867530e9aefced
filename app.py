"""Hyperlabel: an explorer of hyperbolic label embeddings. Start it with `streamlit run app.py`."""

import streamlit as st

from pages.ui.shell import leaving, resources, routes, state, theme

leaving.at_once()

st.set_page_config(page_title="Hyperlabel", page_icon="assets/icons/hyperlabel.svg", layout="wide")
st.logo("assets/icons/wordmark.svg", size="large", link=None)
theme.style()
with state.one_entry():
    routes.navigation().run()
resources.warm_up()
