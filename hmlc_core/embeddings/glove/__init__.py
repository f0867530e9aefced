"""Words from what stands near what: GloVe in balls and in flat space (Eq. 3 of HyperIM).

`counts` finds how often words stand near each other (its compiled part is `table`), `epoch` is the
compiled pass over the counts, `state` what it changes, `train` the stage of a run: snapshots,
checkpoints, the words.
"""
