"""Training steps compiled as a whole, for models so small that calls would cost more than sums.

`classifier` takes HiddeN's point network through a list of batches in one call, `labels` its
label table through the ranking loss alone. They are built from `network` and `adam`, and from
`geometry.kernels`. Whoever imports one of these imports numba; `methods.hidden.fused_steps` does.
"""
