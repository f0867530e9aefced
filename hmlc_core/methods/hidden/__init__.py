"""HiddeN (Chatterjee et al., EACL 2021): label vectors learned together with the classifier.

`network` compares whole documents with labels, `objective` adds the ranking loss,
`cooccurrence` is the stage of the cascaded regime, `fused_steps` and `compiled` take many steps of
the point network in one compiled call.
"""
