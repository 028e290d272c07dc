"""``python -m amlib`` is ``amlib``."""

from amlib.cli import main

if __name__ == "__main__":
    main()
