"""What the pages share. Use it as `from pages import ui`.

- `ui.page(url)`, or `ui.bench(url)` for a page about a picture: the frame of every page;
  `ui.link(url, …)`: links between pages
- `ui.state`: what is chosen, kept in the URL; `ui.pick_…`, `ui.choose`: choosing it
- `ui.disk(…)` with `ui.Layout`, `ui.LabelLayer`, `ui.Words`, `ui.Trail`, `ui.Selection`: the live
  picture; `ui.label_layer`: a graph as it wants it
- `ui.live(draw, alive=…)`: a part of a page that follows a run
- `ui.chart(figure, …)`, `ui.template()`: Plotly figures in the page's colours
- `ui.resources`: run store, service, corpora, models, opened once for the server
- `ui.absent`: what a method does not have, and a way on
- `ui.show_error`, `ui.escape`: messages, and foreign text made harmless

Nothing here computes: that is the core's affair. Nothing here is slow to import.
"""

from hmlc_core.disk.label_layer import label_layer
from hmlc_core.disk.values import LabelLayer, Layout, Selection, Trail, Words
from pages.ui.disk.disk import disk
from pages.ui.disk.empty import empty
from pages.ui.frame import Bench, bench, page
from pages.ui.shell import resources, state
from pages.ui.shell.absent import absent
from pages.ui.shell.errors import boundary
from pages.ui.shell.errors import show as show_error
from pages.ui.shell.live import live
from pages.ui.shell.pickers import (
    choose,
    pick_corpus,
    pick_document,
    pick_label,
    pick_run,
    pick_word,
)
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template, to_csv

__all__ = [
    "Bench",
    "LabelLayer",
    "Layout",
    "Selection",
    "Trail",
    "Words",
    "absent",
    "bench",
    "boundary",
    "chart",
    "choose",
    "disk",
    "empty",
    "escape",
    "label_layer",
    "link",
    "live",
    "page",
    "pick_corpus",
    "pick_document",
    "pick_label",
    "pick_run",
    "pick_word",
    "resources",
    "show_error",
    "state",
    "template",
    "to_csv",
]
