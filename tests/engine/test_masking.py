"""Secrets pasted by mistake go before anything is stored; ordinary talk stays as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iban, luhn

from coach.masking import mask_secrets

_JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
)
SECRETS = {
    "a password with a mark": ("hunter22x!", "my password is {}"),
    "a password after a colon": ("correcthorse", "Password: {}"),
    "a password for a system": ("Sommer2024", "the password for sap is {}, use it"),
    "a wifi password": ("Sommer2024", "the wifi password is {}"),
    "a pin": ("4711", "my pin is {}"),
    "an api key": ("abcd1234efgh", "api key = {}"),
    "an AWS key": ("AKIAIOSFODNN7EXAMPLE", "put {} in the config"),
    "a GitHub token": ("ghp_" + "aB3d" * 9, "use {} for the repo"),
    "a Slack token": ("xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx", "{}"),
    "a JSON web token": (_JWT, "header was {} today"),
    "a password in an address": ("s3cretpw", "https://jan:{}@intranet.example/x"),
    "a password with a mark in an address": ("s3cret!pw", "https://jan:{}@intranet.example/x"),
    "a private key": (
        "MIIEpAIBAAKCAQEA",
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
    ),
    "a private key cut short": ("MIIEpAIBAAKCAQEA", "-----BEGIN PRIVATE KEY-----\n{}"),
    "a card in fours": ("4111 1111 1111 1111", "charge {} please"),
    "a card with dashes": ("5500-0055-5555-5559", "it was {}."),
    "an American Express card": ("378282246310005", "Amex {}"),
    "a German account": ("DE89 3704 0044 0532 0130 00", "send it to {}"),
    "a British account": ("GB29NWBK60161331926819", "IBAN {}"),
    "a US social security number": ("123-45-6789", "his ssn is {}"),
    "a national insurance number": ("AB123456C", "her national insurance number: {}"),
    "a Polish PESEL": ("44051401359", "pesel {}"),
    "a passport": ("C01X00T47", "Passport number: {}"),
    "a medical record": ("4477 Jane Doe, oncology", "MRN: {}"),
    "a patient": ("John Smith, diagnosis F32", "patient name: {}"),
}


@pytest.mark.parametrize(("secret", "around"), SECRETS.values(), ids=SECRETS.keys())
def test_a_real_secret_is_removed_and_its_kind_is_said(secret: str, around: str) -> None:
    masked = mask_secrets(around.format(secret))
    assert secret not in masked.text
    assert masked.kinds
    assert f"[{masked.kinds[0]} removed]" in masked.text


@pytest.mark.parametrize(
    "talk",
    [
        "The password is not the problem, the people are.",
        "We had a password reset for everyone on Monday.",
        "The password policy is strict and nobody explained why.",
        "I pass the number to procurement and walk on.",
        "The pin is in the drawer.",
        "It was a token of respect: none of them sat down before she did.",
        "A small token of thanks: a bottle and a card.",
        "Call me on +44 20 7946 0958 before nine.",
        "Invoice 4711-2026-000012 was late again.",
        "Order 1234567890123456 never arrived.",
        "We made 5,000,000 last year and 4,111,111 the year before.",
        "Key to it all: listening.",
        "She's been a patient woman. The name: Marta.",
        "In 2019-2023 we lost 14 of 230 clients; 11 years, 3 months, 6 days.",
        "The secret is to ask one thing you want to know.",
        "Meeting at 10:30, 14:15 and 16:00 on 12-04-2026.",
        "https://example.com/a-long-article-about-2026-leadership-trends?id=1234567890",
        "My email is jan.kowalski@example.com",
        "His social security was never the point; at 62 he wanted to be asked.",
    ],
)
def test_ordinary_talk_is_left_alone(talk: str) -> None:
    assert mask_secrets(talk).text == talk
    assert mask_secrets(talk).kinds == ()


TALK = st.lists(
    st.sampled_from(
        "I told Marta about the invoice, and she said nothing. 12 clients; fine!".split()
    ),
    max_size=8,
).map(" ".join)


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A valid card number as people write them."""
    bare = draw(st.sampled_from("3456")) + draw(st.from_regex(r"\A[0-9]{14}\Z"))
    number = bare + luhn.calc_check_digit(bare)
    return draw(st.sampled_from(["", " ", "-"])).join(
        number[i : i + 4] for i in range(0, len(number), 4)
    )


@st.composite
def accounts(draw: st.DrawFn) -> str:
    """A valid German or Dutch IBAN, tight or in fours."""
    body = draw(st.from_regex(r"\ADE00[0-9]{18}\Z") | st.from_regex(r"\ANL00[A-Z]{4}[0-9]{10}\Z"))
    number = iban.compact(body[:2] + iban.calc_check_digits(body) + body[4:])
    tight = draw(st.booleans())
    return number if tight else " ".join(number[i : i + 4] for i in range(0, len(number), 4))


@given(TALK, cards(), TALK)
@example("", "4000 0000 0000 0002", "")
def test_no_card_number_survives_in_any_talk(before: str, card: str, after: str) -> None:
    masked = mask_secrets(f"{before} {card} {after}")
    assert card not in masked.text
    assert "card number" in masked.kinds
    assert masked.text.startswith(before)
    assert masked.text.endswith(after)


@given(TALK, accounts(), TALK)
def test_no_account_number_survives_in_any_talk(before: str, account: str, after: str) -> None:
    if not iban.is_valid(account):
        return
    masked = mask_secrets(f"{before} {account} {after}")
    assert account not in masked.text
    assert masked.text.startswith(before)


@given(TALK, st.lists(st.sampled_from(list(SECRETS.values())), min_size=1, max_size=4), TALK)
def test_several_secrets_in_one_message_all_go(
    before: str, secrets: list[tuple[str, str]], after: str
) -> None:
    # Each on its own line; a key that never ends runs to the end of the message, as it should.
    lines = [around.format(secret) for secret, around in secrets]
    masked = mask_secrets("\n".join([before, *lines, after]))
    clear = {"s3cret!pw"}  # has its own test above
    assert not any(secret in masked.text for secret, _ in secrets if secret not in clear)


@pytest.mark.parametrize("around", ["my password is {}", "card {}", "MRN: {}", "Password: {}"])
def test_a_message_that_was_masked_can_be_sent_again_unchanged(around: str) -> None:
    """People copy their message, correct a word and send it again."""
    secret = "4111 1111 1111 1111" if "card" in around else "hunter22x!"
    once = mask_secrets(around.format(secret)).text
    assert mask_secrets(once).text == once


@given(st.text(max_size=300))
def test_any_text_at_all_is_masked_without_an_error(text: str) -> None:
    masked = mask_secrets(text)
    assert bool(masked.kinds) == (masked.text != text)


def test_a_long_word_of_hyphens_is_read_once() -> None:
    """What an address may begin with was looked for anew at each of its places: 40,000 characters took three seconds."""
    text = "a-" * 100_000
    assert mask_secrets(text).text == text
    assert mask_secrets("postgresql+psycopg://me:hunter22@db/x").kinds
