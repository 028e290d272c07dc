"""
Production: one notebook × one account × one period × one audience becomes one filed edition.

The rooms follow the work. An *order* (``orders``) says what is wanted and refuses what cannot be. A *batch* (``batch``) hands the orders to
worker processes (``worker``), each of which lets a fresh kernel (``kernels``) run the notebook on its own slice, draws the page and the print (``page``,
``print``) and files the edition (``archive``). The batch keeps the *run record* (``runs``); ``rebuild`` makes a filed edition again and compares;
``portal`` is the front page of everything that was filed. ``provenance`` is where the clock and the version control are read.

Whether an edition succeeded is known from what its process reported, never from the notebook's own metadata.
"""
