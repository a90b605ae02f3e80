"""Secrets that people paste by mistake: recognised and masked before anything is stored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from stdnum import iban, luhn
from stdnum.us import ssn

_TOKEN = re.compile(r"\S+")
_DIGITS = re.compile(r"(?<![\w.])\d(?:[ /-]?\d){12,40}(?!\w)")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
)
_PASSWORD_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://[^\s/:@]+:[^\s/@]+@\S+", re.I)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b")
_SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
_NATIONAL_ID = re.compile(
    r"\b(?:national insurance|ni number|nino|ssn|social security|personal number|passport|pesel|"
    r"aadhaar|tax id|nhs number|steuer-?id|codice fiscale)\b[^\n\d]{0,24}?"
    r"\b(?P<secret>(?:[A-Z]{1,6} ?)?\d[A-Z0-9 -]{4,18}[A-Z0-9])\b",
    re.I,
)
_PASSWORD = re.compile(
    r"\b(?:password|passcode|passphrase|passwd|pwd|pw|pass|pin|api[ _-]?key|secret[ _-]?key|access[ _-]?token|"
    r"token)\b(?:\s+(?:for|to|of|on)\s+[\w.@-]+(?:\s+[\w.@-]+)?)?\s*(?:is|was|are|:|=)+\s*"
    r"[\"'“]?(?P<secret>[^\s\"'”,\[]{4,})",
    re.I,
)
_MEDICAL = re.compile(
    r"\b(?:medical record(?: number| no\.?)?|patient (?:id|name|no\.?|number)|mrn|icd-?10|"
    r"diagnosis code)\b\s*[:#=]\s*(?P<secret>[^\n]{2,80})",
    re.I,
)
_NOT_A_PASSWORD = re.compile(
    r"(?:none|nothing|not|the|a|my|our|that|this|too|very|all|always|still|never|just|so|what|how|why|weak|"
    r"strong|easy|hard|wrong|right|important|everything|needed|required|important|expired|reset)\W*$",
    re.I,
)


@dataclass(frozen=True)
class Masked:
    """A text with what was masked: kinds in the order found, nothing of the secrets themselves."""

    text: str
    kinds: tuple[str, ...]


def mask_secrets(text: str) -> Masked:
    """Replace credentials, card and account numbers, national ids and medical files' entries by a
    note of what stood there. Recognised by detect-secrets and python-stdnum where these know the
    form, by the words around them where they do not."""
    found = sorted(_find(text))
    kinds: list[str] = []
    out: list[str] = []
    at = 0
    for start, end, kind in found:
        if start < at:
            continue
        out += [text[at:start], f"[{kind} removed]"]
        kinds.append(kind)
        at = end
    out.append(text[at:])
    return Masked("".join(out), tuple(dict.fromkeys(kinds)))


def _find(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _DIGITS.finditer(text):
        yield from _cards(run)
    for match in _IBAN.finditer(text):
        ends = [n for n in range(len(match.group()), 14, -1) if not match.group()[n - 1].isspace()]
        length = next((n for n in ends if iban.is_valid(match.group()[:n])), None)
        if length is not None:
            yield match.start(), match.start() + length, "account number"
    for match in _SSN.finditer(text):
        if ssn.is_valid(match.group()):
            yield match.start(), match.end(), "national id"
    for match in _NATIONAL_ID.finditer(text):
        if sum(c.isdigit() for c in match["secret"]) >= 5:
            yield *match.span("secret"), "national id"
    for match in _MEDICAL.finditer(text):
        yield *match.span("secret"), "medical detail"
    for match in _PASSWORD.finditer(text):
        secret = match["secret"].rstrip(".;)")
        looks_made = any(c.isdigit() for c in secret) or bool(re.search(r"[^\w'’-]", secret))
        if not _NOT_A_PASSWORD.match(secret) and (looks_made or ":" in match.group()):
            yield match.start("secret"), match.start("secret") + len(secret), "password"
    yield from _credentials(text)


def _cards(run: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Card numbers within a run of digits: what stands around one, a date or a code, hides it not."""
    places = [n for n, c in enumerate(run.group()) if c.isdigit()]
    digits = "".join(run.group()[n] for n in places)
    at = 0
    while at + 13 <= len(digits):
        for length in (16, 15, 19, 14, 18, 17, 13):
            piece = digits[at : at + length]
            # It begins and ends where digits do, or at a separator: not inside a longer number.
            alone = (at == 0 or places[at] - places[at - 1] > 1) and (
                at + length >= len(places) or places[at + length] - places[at + length - 1] > 1
            )
            if (
                alone
                and len(piece) == length
                and piece[0] in "3456"
                and len(set(piece)) > 1
                and luhn.is_valid(piece)
            ):
                start, end = places[at], places[at + length - 1] + 1
                yield run.start() + start, run.start() + end, "card number"
                at += length - 1
                break
        at += 1


def _credentials(text: str) -> Iterator[tuple[int, int, str]]:
    for key in _PRIVATE_KEY.finditer(text):
        yield *key.span(), "private key"
    for place in _PASSWORD_IN_ADDRESS.finditer(text):
        yield *place.span(), "credential"
    for token in _TOKEN.finditer(text):
        word = token.group()
        # Every known credential is long and mixes digits with letters, or is an address with a
        # password in it: looking only there keeps ordinary messages free of cost.
        address = "://" in word and "@" in word
        if not address and (len(word) < 16 or not any(c.isdigit() for c in word)):
            continue
        if any(next(iter(d.analyze_string(word)), None) for d in _detectors()):
            yield token.start(), token.end(), "credential"


@cache
def _detectors() -> tuple[Any, ...]:
    from detect_secrets.plugins import (
        aws,
        azure_storage_key,
        basic_auth,
        discord,
        github_token,
        gitlab_token,
        jwt,
        mailchimp,
        npm,
        openai,
        pypi_token,
        sendgrid,
        slack,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    return (
        aws.AWSKeyDetector(),
        azure_storage_key.AzureStorageKeyDetector(),
        basic_auth.BasicAuthDetector(),
        discord.DiscordBotTokenDetector(),
        github_token.GitHubTokenDetector(),
        gitlab_token.GitLabTokenDetector(),
        jwt.JwtTokenDetector(),
        mailchimp.MailchimpDetector(),
        npm.NpmDetector(),
        openai.OpenAIDetector(),
        pypi_token.PypiTokenDetector(),
        sendgrid.SendGridDetector(),
        slack.SlackDetector(),
        square_oauth.SquareOAuthDetector(),
        stripe.StripeDetector(),
        telegram_token.TelegramBotTokenDetector(),
        twilio.TwilioKeyDetector(),
    )
