"""The live disk on a page of the app: `hmlc_core.disk` bound to Streamlit."""
