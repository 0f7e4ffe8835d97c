"""A small server around a witness: ``POST …/add-checkpoint`` and nothing else."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from consult.record.witness import BODY_LIMIT, Answer, Witness

ADDRESS = "/add-checkpoint"


def serve(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """The server, not running yet: call ``serve_forever``."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 20
        server_version = "witness"
        sys_version = ""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not self.path.endswith(ADDRESS):
                self._answer(Answer(404))
            elif not length.isdecimal() or int(length) > BODY_LIMIT:
                self._answer(Answer(400, "a length of at most 64 KiB is needed\n"))
            else:
                self._answer(witness.add_checkpoint(self.rfile.read(int(length)), time=int(time.time())))

        def _answer(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer((host, port), Handler)
