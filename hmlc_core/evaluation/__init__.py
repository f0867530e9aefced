"""How good predictions are, compared with what, and why a document got its labels.

Here: scores of predictions (`ranking`, `classification`, together in `scores`; `hierarchical`
where labels have parents), the predictors to stand beside (`references`), statistics over seeds
(`ablation`), recovered hierarchies (`recovery`) and the record of one explained prediction
(`explain`). Arrays in, numbers out: nothing here knows a model, and nothing draws.
"""
