"""JSON lines as released code for hierarchical classification has them: a document a line, its
fields called as each code calls them.

`dialect` knows the fields, `folder` reads a file for each split beside a taxonomy, `single` one
file. The dialect of a file is told by the fields of its first line.
"""
