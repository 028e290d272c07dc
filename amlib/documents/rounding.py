"""
Whole numbers that still add up, as documents show them: the room ``analysis.rounding``, under the name by which tables ask for it.

The method lies lower down because a plan divides its targets by it too, and there must be one way in which this house rounds.
"""

from __future__ import annotations

from amlib.analysis.rounding import Rounded, apportioned, fitted, one_way, two_way

__all__ = ["Rounded", "apportioned", "fitted", "one_way", "two_way"]
