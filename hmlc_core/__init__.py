"""Hyperlabel's core: hyperbolic label embeddings and the models that use them.

Rooms, in the order imports may run: records (`errors`, `experiment`, `plugins`, `snapshot`) →
`geometry`, `data` → `embeddings`, `models`, `evaluation` → `pictures`, `training`, `plotting` →
`disk`, `methods` → `runs` → `cli`.
Nothing here imports streamlit; importing `hmlc_core` loads neither torch nor plotly nor mlflow.
"""

__version__ = "0.1.0"
