"""What a WSGI server and ``flask --app wsgi`` load."""

from consult.app import create_app
from consult.foundation.processes import die_with_parent

die_with_parent()
app = create_app()
