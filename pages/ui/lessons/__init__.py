"""Lessons: their files, the panel beside a page, links into pages, answers."""
