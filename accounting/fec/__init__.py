"""The FEC, fichier des écritures comptables: what the tax office may ask of every set of books kept by computer.

Source: article L47 A I of the livre des procédures fiscales; the columns, their order, the file's name, separators and
encodings: article A47 A-1 of the same book. `export` writes ours, `checker` reads anybody's and tells every breach.
"""

from accounting.fec.checker import FecReport, check_fec
from accounting.fec.export import fec_chunks, fec_name
from accounting.fec.rules import COLUMNS, Rule

__all__ = ["COLUMNS", "FecReport", "Rule", "check_fec", "fec_chunks", "fec_name"]
