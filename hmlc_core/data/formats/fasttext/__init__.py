"""The format of fastText: `__label__a __label__b the text`, a document a line.

`rows` reads lines, `folder` a file for each split (`cooking.train`, `cooking.valid`, or
`train.txt`, `test.txt`), `single` one file.
"""
