"""Where words go and who could read them, said from the live settings."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from coach.settings import Settings

_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Whereabouts:
    """Each a sentence or two, plain text."""

    kept: str
    voice: str
    readers: str
    employer: str = (
        "If this device belongs to your employer, or is managed by them, they may be able to see "
        "what is on its screen and in its files, whatever this program does."
    )
    searched: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        said = (self.kept, self.voice, self.searched, self.readers, self.employer)
        return tuple(line for line in said if line)


def whereabouts(settings: Settings, *, for_others: bool = False) -> Whereabouts:
    """What is true of this installation; ``for_others``: it is read on other machines than it runs on."""
    told = _told(settings)
    if not for_others:
        return told
    return replace(
        told,
        kept="What you write is kept, encrypted, on the server of whoever runs this for you. The key is there too.",
        voice=told.voice.replace("this machine", "the server").replace("leave the machine", "leave it"),
        readers="Whoever administers that server could read it. By what this program shows them, an owner of the workspace "
        "could not, and a coach only what you share with them." + _voice(settings)[1],
    )  # fmt: skip


def _told(settings: Settings) -> Whereabouts:
    set_to = settings.database_url.get_secret_value() if settings.database_url else "sqlite://"
    url = urlsplit(set_to)
    if url.scheme.startswith("sqlite"):
        kept = (
            f"What you write is kept on this machine, encrypted, in {_file(url.path, settings)}. "
            f"The key is a file in {settings.home}."
        )
        readers = (
            "Anybody who can use your account on this machine, or administers it, could get at "
            "both and read it."
        )
    else:
        host = url.hostname or "an address in its settings"
        where = "on this machine" if host in _HERE else f"at {host}"
        kept = (
            f"What you write is kept, encrypted, in a database {where}. The key is a file on this "
            f"machine, in {settings.home}."
        )
        readers = (
            "Anybody who administers this machine, and with it the key, could read it; whoever "
            "runs the database alone could not."
        )
    voice, more = _voice(settings)
    return Whereabouts(kept, voice, f"{readers}{more}", searched=_searched(settings))


def _file(path: str, settings: Settings) -> str:
    return f"the file {path[1:]}" if path.strip("/") else f"the folder {settings.home}"


def _voice(settings: Settings) -> tuple[str, str]:
    if not settings.model:
        return (
            "The replies are put together on this machine from words that were written and checked "
            "beforehand. No language model is used, and nothing you write is sent anywhere.",
            "",
        )
    provider, name = settings.model.split(":", 1)
    address = settings.model_base_url
    if settings.model_is_local:
        return (
            f"A language model, {name}, helps to hear what you write and words the replies. It runs "
            f"on this machine ({address}). What you write is passed to it and does not leave the "
            "machine.",
            "",
        )
    where = f"at {urlsplit(address).hostname}" if address else f"of the provider {provider}"
    return (
        f"A language model, {name}, {where}, helps to hear what you write and words the replies. "
        "What you write is sent there, over the network, with the conversation so far.",
        f" So could whoever runs the model {where}, under the terms agreed with them.",
    )


def _searched(settings: Settings) -> str | None:
    host = urlsplit(settings.chroma_url or "").hostname
    if host is None or host in _HERE:
        return None
    return (
        f"The library is searched on a server at {host}: it receives a row of numbers computed "
        "from what you write, from which parts of it might be guessed."
    )
