"""``python -m coach COMMAND``."""

from coach.cli import main

if __name__ == "__main__":
    main()
