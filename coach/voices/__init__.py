"""The two voices: the guide's curated lines, and any LangChain chat model."""
