"""What is kept of somebody and how much, in three forms to take along, and erased with what that cannot reach."""

from io import BytesIO

import pytest
from pydantic import SecretStr
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, press, talked, words

from coach.assembly import Mine
from coach.exports import everything_markdown, everything_pdf
from coach.settings import Settings
from coach.ui.rights import out_of_reach


def test_it_says_what_is_kept_and_how_much(app: AppTest, me: Mine) -> None:
    assert "Nothing yet. What you write stands here" in words(go(app, "words"))
    talked(me)
    me.brand.write_statement("I want to be met before the figures")
    said = words(calm(app.run()))
    assert "1 conversation " in said
    assert "3 messages in them, the replies included" in said
    assert "1 entry on “Your brand”" in said


def test_everything_is_taken_along_to_read_to_print_and_for_programs(
    app: AppTest, me: Mine
) -> None:
    talked(me)
    go(app, "words")
    offered = {button.proto.label for button in app.get("download_button")}
    assert {"To read (Markdown)", "To print (PDF)", "For another program (JSON)"} <= offered
    exported = me.export_everything()
    assert "I only ring her when a contract is up" in everything_markdown(exported)
    printed = PdfReader(BytesIO(everything_pdf(exported))).pages
    assert "when a contract is up" in "".join(page.extract_text() for page in printed)


def test_erasing_says_what_it_does_not_reach_and_asks_for_the_words(app: AppTest, me: Mine) -> None:
    talked(me)
    said = words(go(app, "words"))
    assert "What erasing does not reach" in said
    assert "cannot be restored with you in them" in said
    app.text_input(key="erase-words").set_value("erase")
    press(app, "Erase everything")
    assert "Nothing was erased" in words(app)
    app.text_input(key="erase-words").set_value("erase everything")
    press(app, "Erase everything")
    assert me.held() == []


@pytest.mark.parametrize(
    ("url", "told"),
    [(None, "Backups that this program made"), ("postgresql://db.example/c", "a vacuum")],
)
def test_what_stays_depends_on_where_it_lies(url: str | None, told: str) -> None:
    settings = Settings(database_url=url and SecretStr(url))
    assert told in " ".join(out_of_reach(settings))
