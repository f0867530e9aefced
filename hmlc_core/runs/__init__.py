"""Runs: every training is recorded here, whoever does it, and read from here by whoever looks.

What lives here: the store (MLflow), the recorder that drains a generator of snapshots into it,
the service that trains in the background, trained models read back, exports. What does not:
how a model is trained (`training`) and how a run looks (`plotting`, pages).

Importing these modules loads neither MLflow nor torch; both come with first use.
"""
