"""Runs the measurements one after another, each in a process of its own: ``python -m bench [NAME …]``."""

import importlib.util
import subprocess
import sys

ALL = (
    "turn",
    "hearing",
    "retrieval",
    "scale",
    "conversations",
    "looking_back",
    "start",
    "memory",
    "load",
    "workshop",
    "desk",
    "first_sentence",
    "learning",
    "adherence",
)


def main(names: list[str]) -> int:
    """Run the named measurements, or all that are there; the number of those that failed."""
    if unknown := set(names) - set(ALL):
        print(f"There is no measurement {min(unknown)}. Known: {', '.join(ALL)}.", file=sys.stderr)
        return 2
    failed = []
    for name in names or ALL:
        if importlib.util.find_spec(f"bench.{name}") is None:
            print(f"\n== {name}: not there", flush=True)
            continue
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
