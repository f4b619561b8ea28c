"""The workbench of a clerk: the work list, a case on one page, deciding."""
