"""A new step is in sight: in a narrow window, where the card is above the page, it is at the head.

When a step changes which tab is open, Streamlit scrolls that tab into the window, and the card out.
"""

from __future__ import annotations

import functools
from typing import Any

import streamlit as st


def head(step: str) -> None:
    """Begin a step at the head of a narrow window; `step` says which it is.

    It stays there until the reader does something, at most ten seconds.
    """
    if st.context.url is not None:  # else there is no browser, and nothing scrolls
        _head()(key="lesson in sight", data=step)


@functools.cache
def _head() -> Any:
    return st.components.v2.component(
        "hyperlabel_lesson_in_sight",
        js="""let last;
        export default function ({ data }) {
          if (data === last) return;
          last = data;
          if (!window.matchMedia("(max-width: 1000px)").matches) return;
          const scrolls = (element) => {
            const { display, overflowY } = window.getComputedStyle(element);
            return display !== "contents" && /auto|scroll/.test(overflowY);
          };
          let page = document.querySelector(".st-key-lesson");
          while (page && !scrolls(page)) page = page.parentElement;
          if (!page) return;
          const over = new AbortController();
          const { signal } = over;
          const up = () => page.scrollTo({ top: 0, behavior: "instant" });
          page.addEventListener("scroll", up, { signal });
          for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) {
            window.addEventListener(act, () => over.abort(), { signal, capture: true });
          }
          window.setTimeout(() => over.abort(), 10000);
          up();
        }""",
    )
