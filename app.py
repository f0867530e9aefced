"""Hyperlabel: an explorer of hyperbolic label embeddings. Start it with `streamlit run app.py`."""

import streamlit as st

from hmlc_core.importing import one_thread_at_a_time

one_thread_at_a_time()  # before the first page: two people may open one each

from hmlc_core.courtesy import courtesy
from hmlc_core.shipped import ASSETS
from pages.ui.shell import leaving, resources, routes, state, theme, uncut

leaving.at_once()
uncut.callbacks()

ICON = str(ASSETS / "icons" / "hyperlabel.svg")
st.set_page_config(page_title="Hyperlabel", page_icon=ICON, layout="wide")
st.logo(str(ASSETS / "icons" / "wordmark.svg"), size="large", link=None)
theme.style()
with courtesy.page(), state.one_entry():
    routes.navigation().run()
resources.warm_up()
