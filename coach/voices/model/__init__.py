"""A language model as a voice: any LangChain chat model. It hears a message and words a plan, and
nothing of either is taken on trust.

    voice       START HERE: ``ModelVoice.speak`` is one reply, ``ModelVoice.hear`` one message heard
    hearing     what is asked of the model about a message, and what of its answer counts
    reply       what may be shown of a reply, and what its next sentence would break
    guardrails  what raw text of a model may break, whatever the plan
    cutter      sentences from tokens
    prompts     reads and fills ``prompts/model/``
    examples    the few replies that are shown with a plan
    context     what the model is told of the talk so far
    budget      how much of its context that may take
    client      the wire: LangChain is imported there, when a model is first asked
"""
