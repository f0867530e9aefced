"""The disk in a notebook: `disk(points, names, edges)` shows what the app shows, and drags.

`given` is what may be shown (points, a run, an estimator) as one record, `picture` draws it into
files, `widget` is the living one, which needs anywidget. Nothing here draws by itself but `svg`,
the still picture of saved notebooks.
"""

from hmlc_core.notebook.show import disk as disk
