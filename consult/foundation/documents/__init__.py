"""Our own safe HTML as files: tagged PDF (``pdf``), Word (``word``) and Markdown (``markdown``).

All take a fragment of stored HTML, which has only the tags that ``foundation.text`` lets through.
"""
