"""Calculation: pure functions from table to table, which know no screen, kernel or paper."""
