"""
The account workbook: from source tables to filed documents about a customer.

Rooms, from the ground up: ``errors``, ``periods`` and ``language``; ``data`` (tables in), ``analysis`` (table to table),
``plan`` (decisions as values), ``documents`` (values to page parts), ``editions`` (production), ``cli``.
Imports go downward only.
"""

from importlib.metadata import version

__version__ = version("amlib")
