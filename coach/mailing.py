"""Mail by SMTP: that something waits, and where. No words that anybody wrote ever go into one."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from coach.errors import MailError, MailRefused
from coach.store.records import MailKind

_PATIENCE = 20.0  # seconds
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SUBJECT = "Something waits for you in Begin Personal"
_SAID: dict[MailKind, str] = {
    "came": "there is something new for you in Begin Personal. It can wait until you have a quiet moment.",
    "due": "a small reminder: something of yours in Begin Personal has its day tomorrow, or sooner. Not doing it "
    "is fine too.",
}


class Mailer:
    """A mail server, as ``COACH_SMTP_URL`` names it: ``smtp://`` (with TLS as soon as the server offers it) or
    ``smtps://``. A password never travels in the clear, but on this machine."""

    def __init__(self, url: str, sender: str, public_url: str | None) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._public_url = public_url

    def tell(self, to: str, kind: MailKind) -> None:
        """Tell somebody that something waits. Raises MailRefused for an address that the server will not
        deliver to, and MailError where it could not be asked."""
        try:
            message = self._message(to, kind)
        except (
            ValueError,
            IndexError,
            HeaderParseError,
        ) as error:  # an address of the strangest kind
            raise MailRefused("One of the addresses cannot stand in a mail.") from error
        try:
            with self._server() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            if all(500 <= code < 600 for code in codes):
                raise MailRefused(
                    "The mail server does not deliver to one of the addresses."
                ) from error
            raise self._failed("it asks to try again later") from error
        except (
            smtplib.SMTPNotSupportedError
        ) as error:  # letters that this server takes in no address
            raise MailRefused("The mail server cannot deliver to one of the addresses.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed(type(error).__name__) from error

    def _message(self, to: str, kind: MailKind) -> EmailMessage:
        at = f"\n\n{self._public_url}/exercises" if self._public_url else ""
        off = (
            f"Turn these mails off, or change the address, at {self._public_url}/exercises."
            if self._public_url
            else "You can turn these mails off in the app, on the page Exercises."
        )
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = self._sender, to, _SUBJECT
        made["Date"] = formatdate()
        made["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2])
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(f"Hello,\n\n{_SAID[kind]}{at}\n\n{off}\n")
        return made

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        url, host = self._url, self._url.hostname or ""
        server: smtplib.SMTP
        if url.scheme == "smtps":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, url.port or 465, timeout=_PATIENCE, context=context)
        else:
            server = smtplib.SMTP(host, url.port or _port(url), timeout=_PATIENCE)
        with server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            elif url.scheme == "smtp" and url.username and host not in _LOOPBACK:
                raise self._failed("it offers no encryption, so the password was not sent")
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            yield server

    def _failed(self, why: str) -> MailError:
        return MailError(
            f"The mail server {self._url.hostname} did not take a message ({why}). It is tried again later; "
            "look at COACH_SMTP_URL if it stays so."
        )


def _port(url: SplitResult) -> int:
    return 587 if url.username else 25
