"""The New York Times Annotated Corpus (LDC2008T19) as code for hierarchical classification has it.

Articles are XML files, and their labels are paths in the newspaper's taxonomy.

`article` reads one file, `folder` a corpus of them.
"""
