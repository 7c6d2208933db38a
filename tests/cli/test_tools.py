"""The command lines of docs/live.md: with the tools themselves where they can be had, a board being a pseudo-terminal, a socket or a
file; espflash and idf.py are stood in for."""

import os
import pathlib
import pty
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tty
import unittest

import program
import sample

ELF = "lab/esp32-og.elf"

# What `idf.py monitor` does with a pipe: the log on one stream, its own words on the other, each flushed. Source: esp-idf-monitor.
IDF_MONITOR = """
import sys
for line in open(sys.argv[1], "rb"):
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    if b"0x400d5f29" in line:
        sys.stderr.write("--- 0x400d5f29: sensor_read at main/x.c:12\\n")
        sys.stderr.flush()
"""


class Screen:
    """A terminal with a shell command in it, as somebody who watches a board has it."""

    def __init__(self, command):
        self.seen = b""
        self.ended = False
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe("sh", ["sh", "-c", command], program.environment({"TERM": "dumb"}))

    def wait_for(self, text, seconds=program.PATIENCE):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.1)[0]:
                continue
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:  # the other side has gone
                break
        return text in self.seen

    def type(self, keys):
        os.write(self.fd, keys)

    def end(self):
        """The exit status of the command, which has been asked to end; None when it does not."""
        end = time.monotonic() + program.PATIENCE
        while not self.ended and time.monotonic() < end:
            self.wait_for(b"\0 is never written", 0.2)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.ended = pid != 0
        return os.waitstatus_to_exitcode(status) if self.ended else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


class Tools(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)

    def need(self, name):
        if not shutil.which(name):
            self.skipTest(f"{name} is missing")

    def board(self):
        """A serial port: the side of the board, and the name of the other one."""
        board, port = pty.openpty()
        tty.setraw(port)
        self.addCleanup(os.close, board)
        self.addCleanup(os.close, port)
        return board, os.ttyname(port)

    def watch_a_board(self, command, ready, quit_keys):
        """What the screen shows of a board that says all of a log with a crash; `ready` comes from the board first."""
        board, port = self.board()
        with Screen(command.format(port=port, espwhy=shlex.quote(program.ESPWHY), elf=program.DATA / ELF)) as screen:
            end = time.monotonic() + program.PATIENCE
            while ready not in screen.seen and time.monotonic() < end:  # what is said before the port is open is lost
                os.write(board, ready + b"\r\n")
                screen.wait_for(ready, 0.2)
            os.write(board, sample.LOG)
            self.assertTrue(screen.wait_for(sample.AFTER.splitlines()[-1]), screen.seen)
            screen.type(quit_keys)
            self.assertEqual(screen.end(), 0)
            return screen.seen

    def check_screen(self, seen):
        """The log unchanged around a report whose lines begin at the left."""
        upto = seen.index(sample.CRASH) + len(sample.CRASH)
        report = seen[upto : seen.index(sample.AFTER)]
        self.assertIn(b"crash 1", report)
        self.assertEqual(report.count(b"\n"), report.count(b"\r\n"))
        self.assertNotIn(b"\r\r", report)

    def test_picocom(self):
        self.need("picocom")
        seen = self.watch_a_board("picocom -q --nolock -b 115200 {port} | {espwhy} {elf}", b"hello", b"\x01\x18")
        self.check_screen(seen)
        self.assertIn(b"WRONG ELF", seen)

    def test_miniterm(self):
        """The terminal of pyserial, which the monitors of PlatformIO and ESP-IDF are made from."""
        python = shlex.quote(sys.executable)
        if subprocess.run([sys.executable, "-c", "import serial"], capture_output=True, check=False).returncode != 0:
            self.skipTest("pyserial (python3-serial) is missing")
        command = f"{python} -m serial.tools.miniterm --raw {{port}} 115200 | {{espwhy}}"
        seen = self.watch_a_board(command, b"hello", b"\x1d")
        self.check_screen(seen.replace(b"\r\r\n", b"\r\n"))  # it leaves the terminal's output processing on

    def test_idf_monitor_with_and_without_its_own_lines(self):
        (self.root / "board.log").write_bytes(sample.LOG)
        (self.root / "monitor.py").write_text(IDF_MONITOR, encoding="utf-8")
        for joint, named in (("2>&1 |", True), ("|", False)):
            command = f"{shlex.quote(sys.executable)} monitor.py board.log {joint} {shlex.quote(program.ESPWHY)}"
            done = subprocess.run(
                ["sh", "-c", command], cwd=self.root, capture_output=True, env=program.environment(), check=False
            )
            report = done.stdout[done.stdout.index(b"crash 1") :]
            self.assertEqual(b"in sensor_read" in report and b"main/x.c:12" in report, named, report)
            self.assertEqual(b"--- 0x400d5f29" in done.stderr, not named)

    def test_espflash_hands_the_elf_as_only_argument_and_sends_chunks(self):
        with program.Live(str(program.DATA / ELF)) as live:  # a child process, piped both ways
            for at in range(0, len(sample.LOG), 100):
                live.send(sample.LOG[at : at + 100])
            self.assertIsNotNone(live.wait_for(b"crash 1", 5))
            self.assertTrue(live.seen.startswith(sample.BEFORE))
            self.assertIn(b"WRONG ELF", live.seen)
            live.process.kill()  # as espflash does when it ends

    def piped(self, command):
        """A program whose output espwhy reads; espwhy's own output."""
        source = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(source.stdout.close)
        self.addCleanup(source.stdin.close)
        live = program.Live("-q", stdin=source.stdout)
        self.addCleanup(live.close)
        return source, live

    def test_netcat(self):
        self.need("nc")
        with socket.create_server(("127.0.0.1", 0)) as server:
            source, live = self.piped(["nc", "127.0.0.1", str(server.getsockname()[1])])
            board = server.accept()[0]
            with board:
                board.sendall(sample.BEFORE + sample.CRASH)
                self.assertIsNotNone(live.wait_for(b"<stdin>:", 10))
                self.assertTrue(live.seen.startswith(sample.BEFORE + sample.CRASH))
            source.terminate()
            source.wait(program.PATIENCE)
            self.assertEqual(live.process.wait(program.PATIENCE), 0)

    def test_tail_follows_a_file_that_is_rotated(self):
        log = self.root / "board.log"
        log.write_bytes(sample.BEFORE)
        source, live = self.piped(["tail", "-n", "+1", "-F", str(log)])
        self.assertIsNotNone(live.wait_for(sample.BEFORE))
        with log.open("ab") as more:
            more.write(sample.CRASH)
        self.assertIsNotNone(live.wait_for(b"<stdin>:"))
        log.rename(self.root / "board.log.1")
        log.write_bytes(sample.AFTER + sample.CRASH.replace(b"StoreProhibited", b"IntegerDivideByZero"))
        self.assertIsNotNone(live.wait_for(b"divide-by-zero"), live.seen)
        source.send_signal(signal.SIGINT)
        source.wait(program.PATIENCE)
        self.assertEqual(live.process.wait(program.PATIENCE), 0)

    def test_interrupt_of_a_pipeline_keeps_the_last_words_of_the_others(self):
        """Ctrl-C reaches all of them: what the first program says when it ends is still copied."""
        first = "trap 'echo last words; exit' INT; cat head; while :; do sleep 0.1; done"
        (self.root / "head").write_bytes(sample.BEFORE + sample.OPENING)
        with Screen(f"cd {shlex.quote(str(self.root))}; sh -c {shlex.quote(first)} | {shlex.quote(program.ESPWHY)}") as screen:
            self.assertTrue(screen.wait_for(b"LCOUNT"))
            screen.type(b"\x03")
            self.assertTrue(screen.wait_for(b"last words"), screen.seen)
            screen.end()
            self.assertIn(b"crash 1", screen.seen)


if __name__ == "__main__":
    unittest.main()
