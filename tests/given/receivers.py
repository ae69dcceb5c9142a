"""Receivers on this machine for what goes outside: a robot's web-hook and a mail server, each in a thread of its own."""

import json
import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace


@contextmanager
def robot(answers=()):
    """Listen as a robot's web-hook; `answers` are given in turn as (status, body), then {"errcode": 0}."""
    heard, waiting = [], list(answers)

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, json.loads(body)))
            status, answer = waiting.pop(0) if waiting else (200, {"errcode": 0, "errmsg": "ok"})
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    with _running(HTTPServer(("127.0.0.1", 0), Hook)) as port:
        yield SimpleNamespace(origin=f"http://127.0.0.1:{port}", heard=heard)


@contextmanager
def post_office():
    """Listen as a mail server and keep what is handed in."""
    mails = []

    class Counter(socketserver.StreamRequestHandler):
        def handle(self):
            self._say("220 here")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.split() else b""
                if word == b"DATA":
                    self._say("354 go on")
                    mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say("221 bye" if word == b"QUIT" else "250 ok")
                if word == b"QUIT":
                    return

        def _say(self, text):
            self.wfile.write(text.encode() + b"\r\n")

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter)) as port:
        yield SimpleNamespace(host="127.0.0.1", port=port, mails=mails)


@contextmanager
def _running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
