"""What this is, where it stops, and what it rests on."""

from html import escape

import streamlit as st

from coach.ui import account
from coach.ui.html import link
from coach.ui.shared import the_coach


def page() -> None:
    knowledge = the_coach().knowledge
    habits = "".join(
        f"<li><b>{escape(h.name)}</b>: {escape(h.definition)} What answers it: {escape(h.counter)}</li>"
        for h in knowledge.habits.values()
    )
    sources = "".join(
        f"<li>{escape(s.citation)}{' ' + link(s.url, s.url) if s.url else ''}</li>"
        for s in sorted(knowledge.sources.values(), key=lambda s: (s.authors, s.year))
    )
    voice = (
        "A language model words the replies, checked sentence by sentence against fixed rules."
        if the_coach().settings.model
        else "The replies are put together from words that were written and checked beforehand."
    )
    st.html(
        f"""<section class="bp-prose"><h1 class="bp-h1">About</h1>
<p class="bp-lead">Begin Personal is a coach for how you meet people at work: the ones you lead, the
ones you serve, the ones you answer to. It rests on one thought: what people remember of you is made
in small personal moments, and many of them pass as transactions.</p>
<h2 class="bp-h2">How it works</h2>
<p>You say what you want from a talk. It listens, says back what it understood, and asks. With your
permission it names a habit it heard, in your own words; you say whether it is you. It looks
for what works as often as for what does not. If you decide on a step, it is yours, and small. {voice}</p>
<h2 class="bp-h2">Where it stops</h2>
<ul><li>It is a program, not a person. Nobody is watching.</li>
<li>It is no therapy, no legal advice and no diagnosis.</li>
<li>It hears only your side, and takes nobody’s.</li>
<li>It can mishear. What it gets wrong is best answered with “not me”.</li>
<li>Where somebody may be harmed it stops coaching and names people who can help.</li>
<li>It understands English only.</li></ul>
<h2 class="bp-h2">What it rests on</h2>
<p>{len(knowledge.passages)} short passages on {len(knowledge.topics)} topics, each with its sources and
with what the evidence does not show. A fact in a reply carries a number that opens its passage; what
the library doesn’t hold is said not to be there.</p>
<details><summary>The {len(knowledge.habits)} habits it can hear</summary><ul>{habits}</ul></details>
<details><summary>All {len(knowledge.sources)} sources</summary><ul class="bp-works">{sources}</ul></details>
<h2 class="bp-h2">Type</h2>
<p>Set in Source Serif 4 (Adobe) and Figtree (Erik Kennedy), both under the SIL Open Font License 1.1,
bundled from Fontsource; the PDF also falls back on DejaVu Sans. The licences lie beside the fonts, in
<code>static/fonts</code>.</p></section>"""
    )
    account.try_it_as()
