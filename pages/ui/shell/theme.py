"""Charts in the page's colours, with what every chart owes: text for all, and its data."""

from __future__ import annotations

import functools
import html
import math
import os
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from hmlc_core.shipped import ASSETS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from plotly.graph_objects import Figure

SHEETS = ASSETS / "style"
MOMENT = 0.15  # seconds; measured: the sheet came 50 to 110 ms after a title on a machine at rest
MOST_MOMENTS = 5
_STYLED = "style sent"


def template() -> Literal["light", "dark"]:
    """Which look the reader has chosen, for the `template` argument of hmlc_core.plotting."""
    return "dark" if st.context.theme.type == "dark" else "light"


def style() -> None:
    """The app's own style sheet, drawn first on every page.

    Streamlit puts off HTML that is nothing but a style until the page is there, so there is more.
    It fetches what shows HTML when it meets some: a new browser gets a moment for that, so that
    the page is painted in its place and does not move there. A busy machine takes longer.
    """
    with st.container(key="style"):
        st.html(f"<style>{_sheet()}</style><i hidden></i>")
    if st.context.url is not None and not st.session_state.get(_STYLED):
        st.session_state[_STYLED] = True
        time.sleep(MOMENT * min(MOST_MOMENTS, max(1.0, _load())))


def _load() -> float:
    """Processes that want to run, for each core; 1 where the system does not tell."""
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1.0


@functools.cache
def _sheet() -> str:
    return "\n".join(sheet.read_text("utf-8") for sheet in sorted(SHEETS.glob("*.css")))


def readable() -> None:
    """Dark writing on bright buttons and tags of the dark look, where Streamlit writes in white."""
    if template() == "dark":
        bright = "[data-testid=stBaseButton-primary], [data-tag], [data-tag] *"
        st.html(f"<style>{bright} {{ color: #0e1117; }}</style>")


def chart(figure: Figure, *, key: str, data: Mapping[str, Sequence[Any]] | None = None) -> None:
    """Show a figure of hmlc_core.plotting, its text alternative, and downloads.

    The camera in the chart's corner saves an SVG. data: columns behind the chart, offered as
    CSV.
    """
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config={
            "displaylogo": False,
            "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
            "toImageButtonOptions": {"format": "svg", "filename": f"hyperlabel-{key}"},
        },
    )
    alt = (figure.layout.meta or {}).get("alt", "")
    hidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
    st.html(f'<p style="{hidden}">{html.escape(alt)}</p>')
    if data is not None:
        st.download_button(
            "Data as CSV",
            to_csv(data),
            f"hyperlabel-{key}.csv",
            "text/csv",
            key=f"{key} csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )


def cells(values: NDArray[np.floating]) -> list[float | None]:
    """Numbers as columns of `chart` have them, with nothing where there is none."""
    return [None if math.isnan(value) else value for value in values.tolist()]


def to_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as CSV with a head line, as tables of an export are."""
    from hmlc_core.runs.export.tables import table

    return table(tuple(columns), zip(*columns.values(), strict=True))
