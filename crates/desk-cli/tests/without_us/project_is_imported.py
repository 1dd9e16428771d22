"""Imports a project as `qc init --import` does, into the folder it is run in.

The command itself would load a language model's library that the import does not use.
"""
import pathlib
import sys

from qualitative_coding.refi_qda.reader import REFIQDAReader

REFIQDAReader(sys.argv[1]).unpack_project(pathlib.Path.cwd())
