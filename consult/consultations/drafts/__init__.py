"""Reading a draft file and finding its outline: pure functions from bytes to articles.

``reading.read_draft`` is the way in; ``editing`` holds what the official may change in the outline
before it is confirmed. HTML made here uses a short list of tags, but is not yet sanitised.
"""
