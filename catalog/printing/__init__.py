"""Printed catalogues: what goes in (`contents`), its pictures and barcodes, and the PDF (`document`).

A chapter is a category of the highest level that was chosen, its sections the categories below. Each chapter is laid out
on its own, which keeps the work proportional to the articles and lets progress show; the contents are laid out last, when
the page of everything is known, and all is bound into one file.
"""
