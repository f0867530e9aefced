"""The format of the released HARNN code (Huang et al., CIKM 2019): JSON lines with ids by level.

`{"id": …, "title": [tokens], "abstract": [tokens], "section": [ids], "subsection": [ids], …,
"labels": [global ids]}`. Any other lists are levels, from the top down, as many as there are; one
may be empty. Global ids may be left out: they count on through the levels, and are only checked.
`folder` reads three files, `single` one.
"""
