"""The program under test: run to its end, or driven byte by byte while it runs."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import threading
import time
import tty

ESPWHY = "espwhy"  # set by run.py
DATA = "testdata"  # set by run.py
PATIENCE = 20  # seconds after which something is taken for stuck
CLEAN = (
    *("NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "LC_ALL", "LC_CTYPE", "LANG"),
    *("ARGP_HELP_FMT", "ESP_ROM_ELF_DIR"),
    *("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR"),
)


def environment(extra=None):
    """The environment without what changes the output, and with what the test wants there."""
    kept = {name: value for name, value in os.environ.items() if name not in CLEAN}
    return {**kept, **(extra or {})}


def run(*args, log=None, env=None, **more):
    """Run to the end; `log` is what standard input, a pipe, holds."""
    if "stdin" not in more:
        more["input"] = log if log is not None else b""
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    return subprocess.run([ESPWHY, *args], env=environment(env), timeout=PATIENCE, check=False, **more)


class Live:
    """The program with standard input a pipe that stays open."""

    def __init__(self, *args, stdin=subprocess.PIPE, stdout=None, env=None, cwd=None):
        self.seen = b""
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            [ESPWHY, *args],
            stdin=stdin,
            stdout=subprocess.PIPE if stdout is None else stdout,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment(env),
            cwd=cwd,
        )
        self.reader = None
        if stdout is None:
            self.watch(self.process.stdout.fileno())

    def watch(self, fd):
        """Collect what can be read from a descriptor, from now on."""
        self.reader = threading.Thread(target=self._collect, args=(fd,), daemon=True)
        self.reader.start()

    def _collect(self, fd):
        while True:
            try:
                got = os.read(fd, 65536)
            except OSError:  # a terminal whose other side has gone
                got = b""
            if not got:
                return
            with self.changed:
                self.seen += got
                self.changed.notify_all()

    def send(self, data):
        os.write(self.process.stdin.fileno(), data)

    def wait_for(self, text, seconds=PATIENCE):
        """Seconds until `text` has been printed; None when it does not come."""
        begin = time.monotonic()
        with self.changed:
            came = self.changed.wait_for(lambda: text in self.seen, seconds)
        return time.monotonic() - begin if came else None

    def wait_taken(self):
        """Wait until the program has taken all that was sent, so that the next piece is one of its own."""
        left = 1
        end = time.monotonic() + PATIENCE
        while left and time.monotonic() < end:
            left = struct.unpack("i", fcntl.ioctl(self.process.stdin.fileno(), termios.FIONREAD, b"\0" * 4))[0]

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """Close the pipe and wait. Returns the exit status; stderr is kept in `errors`."""
        if not self.process.stdin.closed:
            self.process.stdin.close()
        status = self.process.wait(PATIENCE)
        if self.reader:
            self.reader.join(PATIENCE)
        self.errors = self.process.stderr.read()
        self.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream and not stream.closed:
                stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Terminal:
    """A terminal whose screen side we hold."""

    def __init__(self, raw=False, columns=80):
        self.screen, self.fd = pty.openpty()
        if raw:
            tty.setraw(self.fd)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read(self, seconds=0.2):
        """What stands on the screen and was not read yet, until it is silent for so long."""
        seen = b""
        while select.select([self.screen], [], [], seconds)[0]:
            try:
                seen += os.read(self.screen, 65536)
            except OSError:
                break
        return seen

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.screen)
        os.close(self.fd)
