"""Charts: arrays in, Plotly figures out.

Every figure has a title, axes with units, a text alternative in `layout.meta["alt"]`, colours
that colour-blind readers can tell apart, and a light and a dark look on a transparent ground.
Names of labels and words are escaped: Plotly would otherwise read markup in them. Nothing here
computes a result, and plotly is imported when the first figure is made. The Poincaré disk is
not drawn here; it is a canvas of its own.
"""
