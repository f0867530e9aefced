"""Graphs of words, compiled. Whoever imports `build` imports numba; `hr_dgcnn.graphs` does."""
