"""`luodi serve`: a taken port is said in plain words, dead helpers come back, signals end everything in good order."""

import os
import signal
import socket
import sys
import time

import click
import pytest

from luodi.wiring import serve


class TestPort:
    def test_a_taken_port_names_itself_and_the_way_out(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(click.ClickException) as refused:
                serve.refuse_taken_port("127.0.0.1", port)
        assert f"make run PORT={port + 1}" in refused.value.message and str(port) in refused.value.message

    def test_a_free_port_is_fine(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        assert serve.refuse_taken_port("127.0.0.1", port) is None


class TestProcesses:
    def test_the_web_server_opens_no_control_socket(self):
        assert "--no-control-socket" in serve.web_command("127.0.0.1", 8000, 2, 4)

    def test_a_helper_that_dies_is_started_again_after_a_pause(self, capsys):
        child = serve.Child("jobs", [sys.executable, "-c", "raise SystemExit(3)"])
        child.process.wait(10)
        child.revive()
        assert "ended with code 3" in capsys.readouterr().err
        first = child.process
        child.revive()
        assert child.process is first
        child.again_at = time.monotonic() - 1
        child.revive()
        assert child.process is not first
        child.process.wait(10)

    def test_the_end_of_the_web_server_ends_the_others(self):
        commands = {
            "web": [sys.executable, "-c", "raise SystemExit(4)"],
            "jobs": [sys.executable, "-c", "import time; time.sleep(60)"],
        }
        began = time.monotonic()
        assert serve.keep_running(commands, "127.0.0.1", 9, ready=lambda: None) == 4
        assert time.monotonic() - began < 20

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_is_an_orderly_stop(self, number, capsys):
        with serve.stopping_on_signals():
            os.kill(os.getpid(), number)
            time.sleep(5)
        assert "stopped." in capsys.readouterr().err
