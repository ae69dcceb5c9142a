"""`python -m luodi.wiring …` is the `luodi` command, whatever the PATH."""

from .command import main

if __name__ == "__main__":
    main()
