"""The way through a station of the track to a personal brand: what is asked next, and what of an answer is kept.

A station asks one thing after the other (``coach.stations``). An answer is reflected by the guide, kept in the
leader's words, and followed by the next question; what is asked of the coach, danger and goodbyes are met as in
any talk, and the question comes back in other words.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from coach.lines import Line
from coach.state import ConversationState, Pending, Step, Track
from coach.stations import Beat, CommonWords, Probe, Station, lines_of
from coach.store.records import BrandWords, CommitmentRecord
from coach.text import sentences, word_count
from coach.vocabulary import TOLD, Level, Move, Stage, Subject, TurnKind

if TYPE_CHECKING:
    from coach.services import Services
    from coach.turn import Part, Plan, Turn

_MOST_KEPT = 4000  # characters of one answer
_MOST_TRIES = 3
_PROOFS = 3
_OF_A_STEP = frozenset(
    {Subject.STEP, Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER, Subject.SCALE, Subject.SCALE_UP}
)
_OF_THE_COACH = frozenset(
    {TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION, TurnKind.JUDGE, TurnKind.META,
     TurnKind.RESISTANCE, TurnKind.OFF_TOPIC}
)  # fmt: skip
_TELLS_ALL_THE_SAME = 25  # words from which what reads as a remark to the coach is an answer
_NEWS = 9  # words beside a correction that tell something
_SAYS_IT = 2  # words of a sentence after "don't know" that tells something all the same
_SAYS_WHOM = re.compile(r"[,;.(\n]|\b(?:because|since|who|so that)\b", re.I)
_BRIEF = 3  # words after which a reflection may be left out
_EMPTY = re.compile(
    r"(?:ok(?:ay)?|k|fine|right|good|hm+|mm+|so|well|i see|got it|yes|yeah|yep|sure|whatever)\W*$",
    re.I,
)
_NOTHING_COMES = re.compile(
    r"\b(?:nothing (?:comes|springs)|can'?t think of|don'?t (?:have|remember) (?:one|any|anything)|no idea|"
    r"draw(?:ing)? a blank|(?:my )?mind(?:'s| is) (?:gone )?blank)\b",
    re.I,
)
_SKIP = re.compile(
    r"^(?:(?:can|could) we |let'?s |i'?d (?:rather )?|please |just )?(?:skip|pass|move on|go on|next|leave (?:it|that|this)|not (?:that|this) one)\b"
    r"(?:[\s,.]*(?:please|this|that|it|one|question|to|the|next|out|thanks|over|on))*\W*$",
    re.I,
)
_STOP = re.compile(
    r"^(?:ok(?:ay)?,? |right,? |please |i think |let'?s |i want to |can we |i'?d like to )*(?:stop|pause|quit|finish)\b(?:[\s,.]*(?:it|here|now|there|this|for (?:now|today)|please|later))*\W*$|"
    r"^(?:that'?s )?enough (?:for (?:now|today)|of this)\W*$",
    re.I,
)
_AS_IT_IS = re.compile(
    r"\b(?:leave|keep) (?:it|that|this)\b|\bas it (?:is|stands|was)\b|^(?:the )?same\b|\bno(?:thing| changes?)\b|"
    r"\b(?:it|that)(?:'s| is) (?:fine|good|it)\b|\bit stays\b|\bi like it\b|^(?:it )?stands\b",
    re.I,
)
_A_GUESS = re.compile(
    r"\b(?:i (?:think|guess|suppose|imagine|assume|believe|bet|reckon|expect|feel like)|probably|perhaps|maybe|"
    r"(?:they|he|she|people|everyone|everybody) (?:must|might|may|probably|all )?(?:thinks?|feels?|sees?)\b|i(?:'m| am) (?:sure|seen as))\b",
    re.I,
)
_A_COMMENT = re.compile(
    r"^(?:well,? |ok(?:ay)?,? |hm+,? )*(?:i'?d |i would |i'?ll |maybe |perhaps |i might |i could |let me |i want to )(?:just )?"
    r"(?:drop|change|take|replace|cut|remove|swap|add|put|lose|say|use|delete|leave out|make it)\b",
    re.I,
)
# A few words about oneself can sound like a doubt or a correction; these name what they are about.
_AT_THE_COACH = re.compile(
    r"\b(?:this|these|coach\w*|question\w*|exercises?|program\w*|software|bot|machine|fluff\w*|nonsense|rubbish|bullshit|silly|pointless|"
    r"the point|who cares|waste|useless|stop asking|none of your|hr|therap\w+|whatever)\b",
    re.I,
)
_DISMISSES = re.compile(
    r"^(?:what an? |that'?s an? |such an? )?(?:rubbish|stupid|silly|pointless|dumb|daft|nonsense|bullshit|crap|next question|who cares|so what|whatever)\b",
    re.I,
)
_CORRECTS = re.compile(
    r"^(?:no|nope|well no|wait|sorry|hang on|not|wrong)\b|\byou(?:'re|'ve|r)?\b|\bi(?:'ve| have)? (?:just |already |only )?(?:said|told|answered|mentioned|explained)\b|"
    r"\bi (?:don'?t|didn'?t|can'?t|do not) (?:follow|understand|get)\b",
    re.I,
)
_ENOUGH = re.compile(
    r"\b(?:enough|that'?s (?:it|all)|one is|one will|no(?:pe|t now| more)?|done|for now|leave it|later)\b",
    re.I,
)


# --- Before the first answer ----------------------------------------------------------------------


def begun(
    station: Station, words: Mapping[str, str], met: tuple[str, ...], *, before: bool
) -> "Plan":
    """The first words of a station and its first question. ``words``: what is known already; ``met``: lines of the
    last time; ``before``: whether the leader was there before."""
    from coach.turn import Part, Plan

    track = Track(station=station.id, words=dict(words), met=met, proves=station.plans is not None)
    opens = Part(Move.BRAND, lines=lines_of(station.again if before else station.openings))
    beat = _next_beat(station, track)
    assert beat is not None, station.id
    track = _asking(track, beat)
    parts = (opens, Part(Move.BRAND, lines=lines_of(beat.asks)))
    return Plan(
        Stage.OPENING,
        parts,
        _pending(station, beat),
        exempt=True,
        track=track,
        slots=_quotable(track),
    )


def taken_up(state: ConversationState, services: "Services") -> "Plan | None":
    """The question at which a station was left, in other words; None where nothing is open."""
    track, common = state.track, services.knowledge.brand.common
    station = services.knowledge.brand.stations.get(track.station) if track else None
    if track is None or track.finished or station is None or common is None:
        return None
    return _asked_again(state, station, track, common)


# --- A message --------------------------------------------------------------------------------------


def on_track(turn: "Turn", services: "Services") -> "Plan | None":
    """The plan for a message in a station that is under way; None where it is met as in any talk."""
    state, reading = turn.state, turn.reading
    track, common = state.track, services.knowledge.brand.common
    station = services.knowledge.brand.stations.get(track.station) if track else None
    if track is None or station is None or common is None or _asks_the_coach(turn):
        return None
    if track.finished:
        return _after_the_end(turn, station, common)
    beat = station.beat(track.beat)
    if beat is None:
        return None
    if _STOP.match(_plain(turn)):
        return _stopped(state, common)
    if station.plans == beat.id and state.kept is None:
        return _while_planning(turn, station, beat, common)
    if station.plans == beat.id:
        if reading.step is not None and reading.kind not in {TurnKind.YES, TurnKind.NO}:
            return None  # the plan that was read back is put right
        return _on(turn, station, replace_track(track, passed=(*track.passed, beat.id)), ())
    asked = state.pending is not None and state.pending.move is Move.BRAND
    if not asked:
        declined = state.pending is not None and state.pending.move is Move.ROLL
        if declined and (reading.kind is TurnKind.NO or _SKIP.match(_plain(turn))):
            return _stopped(state, common)
        if track.tries >= _MOST_TRIES:
            return _passed_over(turn, station, beat, common)
        lead = _taken_up(turn)
        return _asked_again(state, station, track, common, lead)
    if beat.id == station.last_word:
        return _another_or_not(turn, station, beat)
    if track.probe is not None and (_declines(turn) or _says_nothing(turn)):
        return _on(turn, station, _over(track, beat), (), lead=_saying(lines_of(common.stands)))
    if _declines(turn):
        return _passed_over(turn, station, beat, common)
    if beat.about is Subject.WHO and reading.kind in {TurnKind.SUSTAIN, TurnKind.RESISTANCE}:
        return _let_be(turn)
    if _only_asks(turn) and beat.about is not Subject.BRAND:
        if track.tries >= _MOST_TRIES:
            return _passed_over(turn, station, beat, common)
        return _asked_again(state, station, track, common)
    if _says_nothing(turn):
        return _something_smaller(turn, station, beat, common)
    return _answered(turn, station, beat)


def changed(turn: "Turn") -> dict[str, object]:
    """What a turn on the track changes in the state."""
    track, before = turn.plan.track, turn.state.track
    if track is None:
        return {}
    changes: dict[str, object] = {"track": track}
    if before is not None and track.rounds > before.rounds:  # another proof: a plan of its own
        changes |= {"step": Step(with_whom=None), "kept": None, "thought": None}
    elif track.with_whom and turn.state.step.what is None:
        changes["step"] = turn.state.step.model_copy(update={"with_whom": track.with_whom})
    return changes


def keeps_no_plan(state: ConversationState) -> bool:
    """Whether what somebody says they will do is an answer here, and no plan."""
    about = state.pending.about if state.pending else None
    under_way = state.track is not None and not state.track.finished
    return under_way and about not in _OF_A_STEP and state.step.what is None


def brand_words(turn: "Turn", commitment: CommitmentRecord | None) -> tuple[BrandWords, ...]:
    """What a turn adds to the leader's brand. ``commitment``: what it arrived at."""
    track = turn.state.track
    if commitment is None or track is None or not track.proves:
        return turn.plan.brand
    of = {"of": track.words.get("piece"), "statement": track.words.get("statement")}
    proof = tuple(BrandWords("proof", "proof", name, words) for name, words in of.items() if words)
    return (*turn.plan.brand, *(proof or (BrandWords("proof", "proof", "of", ""),)))


# --- What a message is --------------------------------------------------------------------------------


def _plain(turn: "Turn") -> str:
    return turn.text.replace("’", "'").strip()


def _asks_the_coach(turn: "Turn") -> bool:
    """Whether it is said to the coach and no answer: a question, a doubt, a correction."""
    reading = turn.reading
    if reading.kind is TurnKind.REPAIR:
        return _corrects(turn) and reading.news < _NEWS
    if reading.kind is TurnKind.RESISTANCE and not _AT_THE_COACH.search(_plain(turn)):
        return False
    if turn.asked is None and reading.kind not in _OF_THE_COACH:
        return False
    return "?" in turn.text or reading.words < _TELLS_ALL_THE_SAME


def _corrects(turn: "Turn") -> bool:
    return turn.reading.kind is TurnKind.REPAIR and bool(_CORRECTS.search(_plain(turn)))


def _declines(turn: "Turn") -> bool:
    short = turn.reading.words <= 6
    plain = _plain(turn)
    dismissed = short and (turn.reading.kind is TurnKind.NO or _DISMISSES.match(plain))
    return bool(dismissed or _SKIP.match(plain))


def _told(turn: "Turn") -> str:
    """What of a message is the answer: without "don't know" before it."""
    said = sentences(turn.text)
    unsure = turn.reading.kind is TurnKind.UNSURE and len(said) > 1
    return turn.text[said[1].start if unsure else 0 :].strip()[:_MOST_KEPT]


def _only_asks(turn: "Turn") -> bool:
    said = sentences(turn.text)
    return bool(said) and all(s.text.rstrip("\"”') ").endswith("?") for s in said)


def _says_nothing(turn: "Turn") -> bool:
    words, plain = turn.reading.words, _plain(turn)
    if _EMPTY.match(plain):
        return True
    if turn.reading.kind is TurnKind.UNSURE:  # "Don't know. Common sense." says something
        return all(word_count(s.text) < _SAYS_IT for s in sentences(turn.text)[1:])
    return words <= 12 and bool(_NOTHING_COMES.search(plain))


def _probe(turn: "Turn", beat: Beat) -> Probe | None:
    """The second question that an answer calls for, if there is one."""
    words, plain = turn.reading.words, _plain(turn)
    holds = {
        "comment": bool(_A_COMMENT.match(plain)),
        "guess": bool(_A_GUESS.search(plain)),
        "long": words > beat.most,
        "short": words < beat.least,
    }
    return next((probe for probe in beat.probes if holds[probe.when]), None)


# --- Plans --------------------------------------------------------------------------------------------


def _answered(turn: "Turn", station: Station, beat: Beat) -> "Plan":
    track = _known(turn)
    text = _told(turn)
    if beat.keeps is not None and beat.keeps.kind == "statement" and _unchanged(turn):
        stands = lines_of(beat.leaves)
        return _on(turn, station, _over(track, beat), (), lead=_saying(stands))
    probed = next((p for p in beat.probes if p.when == track.probe), None)
    if probed is not None:
        words, brand = _kept(track, beat, text, probed)
        return _on(turn, station, _over(replace_track(track, words=words), beat), brand)
    words, brand = _kept(track, beat, text, None)
    probe = _probe(turn, beat)
    unsaid = probe is not None and any(
        line.id not in turn.state.said for line in lines_of(probe.asks)
    )
    after = replace_track(track, words=words, kept=track.kept or bool(beat.keeps))
    if probe is None or not unsaid:
        return _on(turn, station, _over(after, beat), brand)
    from coach.turn import Part, Plan

    if probe.when == "comment":
        after, brand = track, ()  # what they would change is not yet what they say
    after = replace_track(after, probe=probe.when, tries=track.tries + 1)
    lead = () if probe.when == "short" else (Part(Move.REFLECT, optional=True),)
    return Plan(
        Stage.EXPLORING,
        (*lead, Part(Move.BRAND, lines=lines_of(probe.asks))),
        pending=_pending(station, beat),
        track=after,
        slots=_slots(turn, after),
        brand=brand,
    )


def _unchanged(turn: "Turn") -> bool:
    track = turn.state.track
    written = track is not None and "statement" in track.words
    return written and turn.reading.words <= 9 and bool(_AS_IT_IS.search(_plain(turn)))


def _kept(
    track: Track, beat: Beat, text: str, probe: Probe | None
) -> tuple[dict[str, str], tuple[BrandWords, ...]]:
    """The track's words with an answer, and what of it stands in the brand."""
    name = probe.field if probe is not None and probe.field is not None else beat.id
    adds = probe is not None and probe.adds
    known = f"{track.words.get(name, '')}\n{text}".strip() if adds else text
    words = track.words | {name: known[:_MOST_KEPT]}
    keeps = beat.keeps
    if keeps is None:
        return words, ()
    field = probe.field if probe is not None and probe.field is not None else keeps.field
    if (known_as := brought_along(keeps.kind, keeps.part, field)) is not None:
        words[known_as] = words[name]
    if keeps.kind == "proof":
        return words, ()  # it is kept with the commitment that it becomes
    brand: tuple[BrandWords, ...] = (BrandWords(keeps.kind, keeps.part, field, text, adds),)
    if keeps.of is not None and (of := track.words.get(keeps.of)):
        brand = (*brand, BrandWords(keeps.kind, keeps.part, "of", of))
    return words, brand


def brought_along(kind: str, part: str | None, field: str) -> str | None:
    """As what an answer is known to later questions, if it is."""
    return None if part in _BESIDE else _BROUGHT_ALONG.get((kind, field))


_BROUGHT_ALONG = {
    ("wanted", "words"): "wanted",
    ("heard", "words"): "heard",
    ("heard", "rests-on"): "heard",
    ("story", "value"): "value",
    ("statement", "text"): "statement",
}
_BESIDE = frozenset({"other", "did"})  # the second wish, and what was done rather than said


def _over(track: Track, beat: Beat) -> Track:
    who = track.words.get("who") if track.proves else None
    return replace_track(
        track,
        passed=(*track.passed, beat.id),
        probe=None,
        tries=0,
        with_whom=_SAYS_WHOM.split(who, maxsplit=1)[0].strip(" .!")[:80]
        if who
        else track.with_whom,
        kept=track.kept or (beat.keeps is not None and beat.id in track.words),
    )


def _on(
    turn: "Turn",
    station: Station,
    track: Track,
    brand: tuple[BrandWords, ...],
    *,
    lead: "tuple[Part, ...] | None" = None,
) -> "Plan":
    """From a question that is over to the next one, or to the end of the station."""
    from coach.turn import Part, Plan

    was = station.beat(turn.state.track.beat) if turn.state.track else None
    lead = _lead(turn, was) if lead is None else lead
    beat = _next_beat(station, track)
    if beat is None:
        return _ended(turn, station, track, brand, lead)
    track = _asking(track, beat)
    planning = beat.id == station.plans
    return Plan(
        Stage.COMMITTING if planning else Stage.EXPLORING,
        (*lead, Part(Move.BRAND, lines=lines_of(beat.asks))),
        pending=_pending(station, beat),
        track=track,
        slots=_slots(turn, track),
        brand=brand,
    )


def _ended(
    turn: "Turn",
    station: Station,
    track: Track,
    brand: tuple[BrandWords, ...],
    lead: "tuple[Part, ...]",
) -> "Plan":
    from coach.turn import Part, Plan

    state = turn.state
    ends = Part(Move.BRAND, lines=lines_of(station.closings))
    if state.safety in {Level.CRISIS, Level.OTHER_AT_RISK} and not state.misheard:
        ends = Part(Move.GOODBYE, (Subject.SAFE,))
    track = replace_track(track, finished=True, beat=None)
    parts = (*lead, ends)
    return Plan(
        Stage.CLOSING, parts, ends=True, exempt=True, track=track, slots=_slots(turn, track), brand=brand
    )  # fmt: skip


def _after_the_end(turn: "Turn", station: Station, common: CommonWords) -> "Plan | None":
    """What is told when the station is over: heard, and let be; at last the talk goes on as any other."""
    from coach.turn import Part, Plan

    last = station.beats[-1]
    told = turn.reading.words > _BRIEF and _unsaid(common.after, turn.state)
    if not told:
        return None
    lead = _lead(turn, last) if _unsaid(last.takes, turn.state) else (Part(Move.REFLECT),)
    parts = (*lead, Part(Move.BRAND, lines=lines_of(common.after)))
    return Plan(Stage.CLOSING, parts, ends=True, exempt=True, slots=_slots(turn, _known(turn)))


def _known(turn: "Turn") -> Track:
    assert turn.state.track is not None
    return turn.state.track


def _stopped(state: ConversationState, common: CommonWords) -> "Plan":
    from coach.turn import Part, Plan

    parts: tuple[Part, ...] = (Part(Move.BRAND, lines=lines_of(common.stops)),)
    if state.safety in {Level.CRISIS, Level.OTHER_AT_RISK} and not state.misheard:
        parts = (Part(Move.GOODBYE, (Subject.SAFE,)),)
    return Plan(Stage.CLOSING, parts, ends=True, exempt=True, track=state.track)


def _passed_over(turn: "Turn", station: Station, beat: Beat, common: CommonWords) -> "Plan":
    before = _known(turn)
    track = _over(before, beat)
    if _next_beat(station, track) is None and not track.kept:
        from coach.turn import Part, Plan

        parts = (Part(Move.BRAND, lines=lines_of(common.nothing)),)
        track = replace_track(track, passed=(), words=before.words)  # it can be begun again
        return Plan(Stage.CLOSING, parts, ends=True, exempt=True, track=track)
    return _on(turn, station, track, (), lead=_saying(lines_of(beat.leaves or common.leaves)))


def _let_be(turn: "Turn") -> "Plan":
    """Met without pushing: it is theirs to go on or not."""
    from coach.turn import Part, Plan

    pending = Pending(move=Move.ROLL, about=Subject.CHOICE)
    return Plan(turn.state.stage, (Part(Move.ROLL),), pending=pending, track=_known(turn))


def _something_smaller(turn: "Turn", station: Station, beat: Beat, common: CommonWords) -> "Plan":
    from coach.turn import Part, Plan

    track = _known(turn)
    if track.tries >= _MOST_TRIES - 1 or not _unsaid(beat.smaller, turn.state):
        return _passed_over(turn, station, beat, common)
    track = replace_track(track, tries=track.tries + 1)
    return Plan(
        Stage.EXPLORING,
        (Part(Move.BRAND, lines=lines_of(beat.smaller)),),
        pending=_pending(station, beat),
        exempt=True,
        track=track,
        slots=_slots(turn, track),
    )


def _asked_again(
    state: ConversationState,
    station: Station,
    track: Track,
    common: CommonWords,
    lead: "tuple[Part, ...]" = (),
) -> "Plan":
    """Back to a question, in other words."""
    from coach.turn import Part, Plan

    beat = station.beat(track.beat) or _next_beat(station, track) or station.beats[0]
    if beat.id != track.beat:
        track = _asking(track, beat)
    again = (*beat.asks, *beat.smaller)
    after = replace_track(track, tries=track.tries + 1, probe=None)
    back = Part(Move.BRAND, lines=lines_of(common.resumes))
    return Plan(
        Stage.COMMITTING if beat.id == station.plans else Stage.EXPLORING,
        (*lead, back, Part(Move.BRAND, lines=lines_of(again))),
        pending=_pending(station, beat),
        exempt=True,
        track=after,
        slots=_quotable(after),
    )


def _while_planning(
    turn: "Turn", station: Station, beat: Beat, common: CommonWords
) -> "Plan | None":
    """While a proof becomes a plan: as in any talk, unless nothing comes of it."""
    state, track = turn.state, _known(turn)
    pending = state.pending
    if pending is None or pending.about not in _OF_A_STEP:
        if pending is not None and pending.move is Move.NOTHING_FOR_NOW:
            return _without_a_plan(turn, station, beat)
        if track.tries >= _MOST_TRIES:
            return _without_a_plan(turn, station, beat)
        return _asked_again(state, station, track, common)
    if pending.about is not Subject.STEP:
        return None
    if _declines(turn):
        return _without_a_plan(turn, station, beat)
    if _says_nothing(turn):
        if _unsaid(beat.smaller, state) and track.tries < _MOST_TRIES - 1:
            return _something_smaller(turn, station, beat, common)
        return _without_a_plan(turn, station, beat)
    return None


def _without_a_plan(turn: "Turn", station: Station, beat: Beat) -> "Plan":
    """No proof, or no further one: that is an end too."""
    track = _known(turn)
    if track.rounds:
        return _ended(turn, station, track, (), _saying(lines_of(beat.leaves)))
    from coach.turn import Plan

    parts = _saying(lines_of(beat.leaves))
    return Plan(Stage.CLOSING, parts, ends=True, exempt=True, track=replace_track(track, tries=0))


def _another_or_not(turn: "Turn", station: Station, beat: Beat) -> "Plan":
    """After a proof: one is enough, or another one."""
    track = _known(turn)
    kind, words = turn.reading.kind, turn.reading.words
    stays = kind is TurnKind.NO or (words <= 8 and _ENOUGH.search(_plain(turn)))
    if stays or track.rounds + 1 >= _PROOFS or (_says_nothing(turn) and kind is not TurnKind.YES):
        return _ended(turn, station, _over(track, beat), (), ())
    kept = {k: v for k, v in track.words.items() if k not in {b.id for b in station.beats}}
    named = words >= 4 and kind is not TurnKind.YES
    first = station.beats[0].id
    fresh = replace_track(
        track,
        passed=(first,) if named else (),
        words=kept | ({first: turn.text.strip()[:_MOST_KEPT]} if named else {}),
        rounds=track.rounds + 1,
        with_whom=None,
        tries=0,
        probe=None,
    )
    return _on(turn, station, fresh, (), lead=() if not named else None)


# --- Pieces -------------------------------------------------------------------------------------------


def replace_track(track: Track, **changes: object) -> Track:
    return track.model_copy(update=changes)


def _next_beat(station: Station, track: Track) -> Beat | None:
    """The first question that is not over, whose needs are known and whose answer is not."""
    known = {name for name, words in track.words.items() if words}
    return next(
        (
            beat
            for beat in station.beats
            if beat.id not in track.passed
            and beat.id not in known
            and known.issuperset(beat.needs)
            and known.isdisjoint(beat.unless)
        ),
        None,
    )


def _asking(track: Track, beat: Beat) -> Track:
    return replace_track(track, beat=beat.id, tries=1, probe=None)


def _pending(station: Station, beat: Beat) -> Pending:
    if beat.id == station.plans:
        return Pending(move=Move.EVOKE_STEP, about=Subject.STEP)
    return Pending(move=Move.BRAND, about=beat.about)


def _slots(turn: "Turn", track: Track) -> dict[str, str]:
    return _quotable(track) | {"answer": turn.text}


def _quotable(track: Track) -> dict[str, str]:
    """What was said in one go: two answers in one pair of quotation marks would quote what nobody said."""
    return {name: words.strip().split("\n")[0] for name, words in track.words.items()}


def _lead(turn: "Turn", beat: Beat | None) -> "tuple[Part, ...]":
    """What shows that it was heard; a correction is owned instead."""
    from coach.turn import Part

    if _corrects(turn):
        return (Part(Move.MEND, (turn.reading.repair or Subject.FIT,)),)
    takes = lines_of(beat.takes, Move.REFLECT) if beat is not None else ()
    if not takes and turn.reading.words <= _BRIEF:
        return ()
    return (Part(Move.REFLECT, lines=takes),)


def _taken_up(turn: "Turn") -> "tuple[Part, ...]":
    """What was told beside the question is heard before the question comes back."""
    from coach.turn import Part

    tells = turn.reading.kind in TOLD and turn.reading.words >= _NEWS
    return (Part(Move.REFLECT, optional=True),) if tells else ()


def _saying(lines: tuple[Line, ...]) -> "tuple[Part, ...]":
    from coach.turn import Part

    return (Part(Move.BRAND, lines=lines),) if lines else ()


def _unsaid(says: tuple[str, ...], state: ConversationState) -> bool:
    return any(line.id not in state.said for line in lines_of(says))
