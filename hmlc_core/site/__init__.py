"""A run as a site: static pages that need no server, no script and no network.

`publish` makes one of runs that are finished. A module for each page says what stands there, as
plain values; how it looks is in the templates of `assets/site/`, which escape whatever they are
given. Here: what a reader of a run's results needs. Not here: how results are computed.
"""
