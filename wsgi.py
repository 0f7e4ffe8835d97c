"""What a WSGI server and ``flask --app wsgi`` load."""

import gc

from consult.foundation.processes import die_with_parent

die_with_parent()  # before the app is imported: that takes seconds, in which the parent may end

from consult.app import create_app  # noqa: E402 (the line above says why)

app = create_app()
gc.freeze()  # all of it lives as long as the process: looking through it again took two fifths of an export
