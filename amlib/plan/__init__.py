"""Decisions as values: what a plan holds, and what a careful colleague would ask about it. It knows no screen, kernel or paper."""
