"""``make host``: the app on this machine, and a second door for the room, opened on purpose.

python -m coach.ui.host [--port 8501] [--door 8601] [--passphrase-file FILE]
"""

import argparse
import getpass
import sys
from pathlib import Path

import segno

from coach.errors import CoachError
from coach.settings import Settings
from coach.ui import doors

_ROOT = Path(__file__).resolve().parents[2]
_EXPOSED = """
The door is open: {address}
{also}
Who is on this network and opens it reaches the room of a running workshop, by its code, the statements of an open
pulse, by its link, and nothing else of this program: no conversation, no library, no settings. With the passphrase
one can lead the workshop, at {address}/lead.
What travels is not encrypted unless the address begins with https. The door closes ten minutes after the workshop
ends, or with Ctrl-C.

Prepare and lead it here: http://127.0.0.1:{port}/workshops
Scan this with a phone. If nothing opens, phones and this machine are in different networks, or a firewall is in the
way: allow port {door} in it.
"""


def main() -> None:
    options = _options()
    try:
        public = Settings.read().public_url
        passphrase = _passphrase(options.passphrase_file)
        doors.check_passphrase(passphrase)
    except (CoachError, OSError) as error:
        print(f"host: {error}", file=sys.stderr)
        raise SystemExit(2) from None

    def tell(opened: doors.Opened) -> None:
        address = opened.addresses[0]
        also = "".join(f"Or: {other}\n" for other in opened.addresses[1:-1])
        print(_EXPOSED.format(address=address, also=also, port=options.port, door=opened.port))
        segno.make(address, error="m").terminal(compact=True)
        sys.stdout.flush()

    doors.DOORS.pending = (passphrase, options.door, public, tell)
    from streamlit.web import cli

    sys.argv = [
        "streamlit", "run", str(_ROOT / "streamlit_app.py"), "--server.address=127.0.0.1",
        f"--server.port={options.port}", "--server.headless=true", "--server.showEmailPrompt=false",
    ]  # fmt: skip
    cli.main()


def _passphrase(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").strip()
    first = getpass.getpass("A passphrase for leading the workshop from another device: ")
    if getpass.getpass("Once more: ") != first:
        print("host: the two are not the same.", file=sys.stderr)
        raise SystemExit(2)
    return first


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make host", description="Open a workshop to the room.")
    parser.add_argument("--port", type=int, default=8501, help="of the app, on this machine only")
    parser.add_argument("--door", type=int, default=doors.PORT, help="of the room, for its network")
    parser.add_argument("--passphrase-file", type=Path, help="instead of being asked")
    return parser.parse_args()


if __name__ == "__main__":
    main()
