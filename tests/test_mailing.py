"""Reminders by mail, sent to a real server on this machine by the command and the program that send them."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_string
from email.message import Message

import pytest

from coach.assembly import Coach
from coach.assigning import Item
from coach.errors import MailError, MailRefused, SettingsError
from coach.mailing import Mailer
from coach.settings import Settings

WORDS = "Because the plant visit left you uneasy"
EXERCISE = "listening-without-fixing"


class Post(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs. It keeps what it takes, and breaks off where it is told to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, host: str) -> None:
        super().__init__((host, 0), Letters)
        self.taken: list[tuple[str, Message]] = []
        self.refuses: str | None = None
        """The answer to a recipient."""
        self.dies = False
        self.logged_in: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Letters(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.say("220 post.test ESMTP")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "EHLO":
                self.say("250-post.test\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.server.logged_in.append(line.split()[-1])
                self.say("235 in")
            elif verb == "RCPT":
                to = line.split(":", 1)[1].strip("<>")
                self.say(self.server.refuses or "250 fine")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline().decode()) != ".\r\n":
                    lines.append(text)
                if self.server.dies:
                    return
                self.server.taken.append((to, message_from_string("".join(lines))))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    with Post(getattr(request, "param", "127.0.0.1")) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sending(open_coach_with: Callable[..., Coach], post: Post) -> Coach:
    coach = open_coach_with(
        smtp_url=f"smtp://me%40example.org:p%3Ass@127.0.0.1:{post.port}",
        mail_from="Begin Personal <begin@example.org>",
        public_url="https://coach.example.org",
    )
    me = coach.as_person()
    me.assigning.remind_at("leo@example.org")
    me.assigning.give([me.actor.person_id], [Item(EXERCISE)], note=WORDS, zone="UTC")
    return coach


def test_a_mail_says_that_something_waits_and_nothing_else(sending: Coach, post: Post) -> None:
    assert sending.run_due().mails == 1
    assert sending.run_due().mails == 0
    ((to, mail),) = post.taken
    text = mail.as_string()
    title = sending.knowledge.exercises[EXERCISE].title
    assert to == mail["To"] == "leo@example.org"
    assert "https://coach.example.org/exercises" in text
    for kept_out in (WORDS, title, EXERCISE, "plant"):
        assert kept_out not in text
    assert len(post.logged_in) == 1


def test_a_server_that_dies_or_is_away_is_asked_again_later(sending: Coach, post: Post) -> None:
    post.dies = True
    assert sending.run_due().mails == 0
    post.dies, post.refuses = False, "451 later"
    assert sending.run_due().mails == 0
    post.refuses = None
    assert sending.run_due().mails == 1
    assert len(post.taken) == 1


def test_an_address_that_is_refused_for_good_is_let_be(sending: Coach, post: Post) -> None:
    post.refuses = "550 nobody here"
    assert sending.run_due().mails == 0
    post.refuses = None
    assert sending.run_due().mails == 0


def test_without_a_server_there_is_nobody_to_ask(post: Post) -> None:
    post.shutdown()
    post.server_close()
    mailer = Mailer(f"smtp://127.0.0.1:{post.port}", "begin@example.org", None)
    with pytest.raises(MailError, match="tried again later") as failed:
        mailer.tell("leo@example.org", "due")
    assert not isinstance(failed.value, MailRefused)


@pytest.mark.parametrize("post", ["127.0.0.2"], indirect=True)
def test_no_password_travels_in_the_clear(post: Post) -> None:
    """To a server that is not known to be this machine, and offers no encryption."""
    mailer = Mailer(f"smtp://me:secret@127.0.0.2:{post.port}", "begin@example.org", None)
    with pytest.raises(MailError, match="no encryption"):
        mailer.tell("leo@example.org", "came")
    assert post.logged_in == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "mail.example.org:587"), ("smtp_url", "smtp://"), ("smtp_url", "smtp://x:99999"),
        ("mail_from", "nobody"), ("mail_from", "A\r\nBcc: all@example.org <a@example.org>"),
    ],
)  # fmt: skip
def test_a_bad_setting_is_refused_with_what_to_write(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"COACH_{name.upper()}: use"):
        Settings.read(**{name: value})


def test_a_server_without_a_sender_is_refused() -> None:
    with pytest.raises(SettingsError, match="COACH_MAIL_FROM: use it with COACH_SMTP_URL"):
        Settings.read(smtp_url="smtp://127.0.0.1:25")
