"""
Forms with which people say what they decide, in JupyterLab and in Voilà, without writing code.

A form fills a value of the rooms below (a reason, a promise, a plan) and hands it to the ledger. It computes nothing itself, and what it cannot write it leaves on the screen with the
words for what is wrong: nobody types the same thing twice.
"""
