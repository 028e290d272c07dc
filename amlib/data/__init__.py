"""
Tables in: the contract they must keep, where they come from, and the freeze that every document is computed from.

One reading of all sources becomes one freeze; a freeze is cut into slices, one per account and audience; a notebook sees its slice and
nothing else. Rooms: ``contracts`` (what each table must hold), ``readings`` (what people write, read as numbers and days), ``sources`` (where
tables come from), ``checks`` (what is wrong with a row), ``cuts`` (what one account and one audience may see), ``freeze`` (all of it, in order),
``slices`` (what a notebook is given).
"""
