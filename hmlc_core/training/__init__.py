"""Training: from an experiment and a corpus to a stream of snapshots.

Here: batches, optimisation, stopping, exact resume. Not here: where snapshots go (`runs`).
"""
