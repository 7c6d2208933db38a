"""Silence, signals and terminals while a log is being read."""

import json
import os
import pathlib
import signal
import tempfile
import time
import unittest

import program
import sample


class Silence(unittest.TestCase):
    def test_open_crash_is_reported_after_three_seconds_and_updated_later(self):
        with program.Live() as live:
            live.send(sample.BEFORE + sample.OPENING)
            waited = live.wait_for(b"crash 1", 10)
            self.assertIsNotNone(waited)
            self.assertGreater(waited, 2.5)
            self.assertLess(waited, 6)
            live.send(sample.BACKTRACE + sample.TAIL)
            self.assertIsNotNone(live.wait_for(b"crash 1, updated", 5))
            self.assertEqual(live.end(), 0)

    def test_all_that_may_come_late_updates_the_report(self):
        log = (program.DATA / "lab/esp32-og/abort.log").read_bytes()
        dump = log.rindex(b"\n", 0, log.index(b"CORE DUMP START")) + 1
        backtrace = sample.BACKTRACE[: sample.BACKTRACE.index(b"ELF")]
        other = sample.OPENING[sample.OPENING.index(b"Core  0 register") :].replace(b"Core  0", b"Core  1") + backtrace
        sha = len(sample.OPENING + backtrace)
        whole = sample.OPENING + sample.BACKTRACE
        late = {"core dump": (log, dump), "other core": (sample.OPENING + backtrace + other, sha), "SHA256": (whole, sha)}
        lives = {name: program.Live() for name in late}
        for name, live in lives.items():
            self.addCleanup(live.close)
            live.send(late[name][0][: late[name][1]])
        for name, live in lives.items():
            with self.subTest(name=name):
                self.assertIsNotNone(live.wait_for(b"crash 1 ", 10))
                self.assertNotIn(b"updated", live.seen)
                live.send(late[name][0][late[name][1] :] + sample.TAIL)
                self.assertIsNotNone(live.wait_for(b"crash 1, updated", 5))
                self.assertEqual(live.end(), 0)

    def test_bytes_that_keep_coming_put_it_off(self):
        with program.Live() as live:
            live.send(sample.OPENING)
            for _ in range(8):
                time.sleep(0.5)
                live.send(b"\r\n")
            self.assertNotIn(b"crash 1", live.seen)
            self.assertEqual(live.end(), 0)
            self.assertIn(b"crash 1", live.seen)

    def test_report_ends_an_unfinished_line_first(self):
        with program.Live() as live:
            live.send(sample.OPENING + b"no end")
            self.assertIsNotNone(live.wait_for(b"crash 1", 10))
            self.assertIn(b"no end\n", live.seen)
            self.assertEqual(live.end(), 0)

    def test_silence_outside_a_crash_says_nothing(self):
        with program.Live() as live:
            live.send(sample.BEFORE)
            time.sleep(3.6)
            self.assertEqual(live.seen, sample.BEFORE)


class Signals(unittest.TestCase):
    def opened(self, *args):
        live = program.Live(*args)
        live.send(sample.BEFORE + sample.OPENING)
        live.wait_for(sample.OPENING, 5)
        return live

    def test_interrupt_reports_what_is_open_and_copies_on(self):
        with self.opened() as live:
            live.signal(signal.SIGINT)
            self.assertIsNotNone(live.wait_for(b"crash 1", 2))
            live.send(sample.AFTER)
            self.assertIsNotNone(live.wait_for(sample.AFTER, 2))
            self.assertEqual(live.end(), 0)

    def test_second_interrupt_ends(self):
        with self.opened() as live:
            live.signal(signal.SIGINT)
            self.assertIsNotNone(live.wait_for(b"crash 1", 2))
            live.signal(signal.SIGINT)
            self.assertEqual(live.process.wait(5), -signal.SIGINT)

    def test_terminate_reports_what_is_open_and_ends(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "r.json")
            with self.opened("-f", "text", "-f", f"json:{report}") as live:
                live.signal(signal.SIGTERM)
                self.assertEqual(live.process.wait(5), -signal.SIGTERM)
                self.assertIsNotNone(live.wait_for(b"crash 1", 2))
            self.assertEqual(len(json.loads(report.read_text())["crashes"]), 1)

    def test_terminate_ends_while_nobody_reads_the_output(self):
        reading, writing = os.pipe()
        with program.Live(stdout=writing) as live:
            os.close(writing)
            os.set_blocking(live.process.stdin.fileno(), False)
            end = time.monotonic() + 3
            try:
                while time.monotonic() < end:
                    os.write(live.process.stdin.fileno(), b"x" * 4095 + b"\n")
            except BlockingIOError:
                pass
            time.sleep(0.2)
            live.signal(signal.SIGTERM)
            self.assertEqual(live.process.wait(5), -signal.SIGTERM)
        os.close(reading)

    def test_ignored_interrupt_stays_ignored(self):
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            live = self.opened()
        finally:
            signal.signal(signal.SIGINT, before)
        with live:
            live.signal(signal.SIGINT)
            live.signal(signal.SIGINT)
            live.send(sample.BACKTRACE)
            self.assertIsNotNone(live.wait_for(sample.BACKTRACE, 2))
            self.assertEqual(live.end(), 0)

    def test_stopping_and_going_on_does_not_disturb_the_wait(self):
        with self.opened() as live:
            live.signal(signal.SIGSTOP)
            time.sleep(0.2)
            live.signal(signal.SIGCONT)
            self.assertIsNotNone(live.wait_for(b"crash 1", 8))


class Terminals(unittest.TestCase):
    def test_raw_terminal_gets_carriage_returns_in_reports_only(self):
        log = sample.LOG.replace(b"\r\n", b"\n")
        with program.Terminal(raw=True) as terminal, program.Live(stdout=terminal.fd) as live:
            live.watch(terminal.screen)
            live.send(log)
            live.wait_for(log[-20:], 5)
            live.process.stdin.close()
            live.process.wait(program.PATIENCE)
            time.sleep(0.2)
            at = log.index(sample.TAIL.replace(b"\r\n", b"\n")) + len(sample.TAIL) - 1
            self.assertTrue(live.seen.startswith(log[:at]))
            report = live.seen[at : live.seen.index(log[at:])]
            self.assertIn(b"crash 1", report)
            self.assertEqual(report.count(b"\n"), report.count(b"\r\n"))

    def test_raw_terminal_gets_carriage_returns_in_messages(self):
        for raw, end in ((True, b"\r\n"), (False, b"\r\n")):  # the terminal adds its own where it is not raw
            with program.Terminal(raw=raw) as terminal:
                program.run("/none/there", "/none/here", stderr=terminal.fd)
                lines = terminal.read().split(end)
            self.assertEqual((len(lines), lines[2]), (3, b""), lines)
            self.assertTrue(all(line.startswith(b"espwhy: error: cannot open /none/") and b"\r" not in line for line in lines[:2]))

    def test_reading_from_a_terminal_is_said(self):
        with program.Terminal() as terminal:
            os.write(terminal.screen, b"hello\n\x04")
            done = program.run(stdin=terminal.fd)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"Ctrl-D", done.stderr)
        self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertNotIn(b"hello", done.stdout)

    def test_report_keeps_to_the_columns(self):
        with tempfile.NamedTemporaryFile() as log:
            pathlib.Path(log.name).write_bytes(sample.LOG)
            with program.Terminal(raw=True, columns=70) as terminal:
                program.run("--color=never", log.name, stdin=terminal.fd, stdout=terminal.fd)
                lines = terminal.read().decode().splitlines()
        prose = [line for line in lines if "/" not in line]
        self.assertLessEqual(max(map(len, prose)), 70)


if __name__ == "__main__":
    unittest.main()
