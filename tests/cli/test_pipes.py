"""Pass-through under load and in company: bytes at once, memory, colors, interleaved writers, full disks, rebuilt ELF files."""

import hashlib
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import program
import sample

AT_ONCE = 2  # seconds within which a byte must have come out
WEEK_MIB = 200  # a log of a line of 33 bytes every 0.1 s for a week
MIB = 1 << 20
STEADY_MIB = 24  # what memory may grow by while the same goes on and on; buffers, not the log
CRASHES = 10_000


def resident_mib(process):
    """Resident memory without pages of files."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the program has ended")


def is_readable(fd, seconds=AT_ONCE):
    return bool(select.select([fd], [], [], seconds)[0])


class Steady:
    """The program while it is given much, its output counted and dropped."""

    def __init__(self, *args):
        # AddressSanitizer, where it is in, keeps what was freed; here memory is what is measured.
        sanitizer = f"{os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1"
        self.process = subprocess.Popen(
            [program.ESPWHY, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=program.environment({"ASAN_OPTIONS": sanitizer}),
        )
        self.count = 0
        self.reports = 0
        self.reader = threading.Thread(target=self._drop, daemon=True)
        self.reader.start()

    def _drop(self):
        tail = b""
        while got := os.read(self.process.stdout.fileno(), MIB):
            self.count += len(got)
            lines = (tail + got).splitlines(keepends=True)
            tail = b"" if lines[-1].endswith(b"\n") else lines.pop()[-MIB:]
            self.reports += sum(line.startswith(b"<stdin>:") for line in lines)

    def end(self):
        self.process.stdin.close()
        self.reader.join(program.PATIENCE * 10)
        return self.process.wait(program.PATIENCE)


class EveryByte(unittest.TestCase):
    """One byte is written, and one is readable, before the next is written."""

    def echo(self, write, read, data):
        out = b""
        for at, byte in enumerate(data):
            os.write(write, bytes([byte]))
            while len(out) <= at:
                self.assertTrue(is_readable(read), f"byte {at} of {data!r} did not come in {AT_ONCE} s")
                out += os.read(read, 4096)
            self.assertEqual(out, data[: at + 1])
        self.assertEqual(out, data)

    def test_over_pipes(self):
        process = subprocess.Popen(
            [program.ESPWHY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=program.environment()
        )
        with process:
            self.echo(process.stdin.fileno(), process.stdout.fileno(), sample.BEFORE + sample.OPENING)
            process.kill()

    def test_over_terminals(self):
        with program.Terminal(raw=True) as keys, program.Terminal(raw=True) as screen:
            process = subprocess.Popen(
                [program.ESPWHY, "-p"],
                stdin=keys.fd,
                stdout=screen.fd,
                stderr=subprocess.DEVNULL,
                env=program.environment(),
            )
            with process:
                self.echo(keys.screen, screen.screen, sample.BEFORE + sample.OPENING)
                process.kill()


class Colors(unittest.TestCase):
    RED = b"\x1b[1;38;5;196m"

    def report_of(self, log, *args):
        """What stands between the log's last line of the crash and what follows it."""
        out = program.run("-q", *args, log=log).stdout
        at = out.index(sample.TAIL) + len(sample.TAIL)
        return out[at : out.index(sample.AFTER, at)]

    def test_color_of_the_log_is_off_in_the_report_and_on_again_behind_it(self):
        report = self.report_of(self.RED + sample.CRASH + sample.AFTER)
        self.assertTrue(report.startswith(b"\x1b[0m"), report)
        self.assertTrue(report.endswith(b"\x1b[0;1;38;5;196m"), report)

    def test_it_is_followed_through_any_chunks(self):
        log = b"\x1b[31m\x1b[4m\x1b[48;2;1;2;3m\x1b[24;1m" + sample.CRASH + sample.AFTER
        with program.Live("-q") as live:
            for at in range(len(log)):
                live.send(log[at : at + 1])
            self.assertEqual(live.end(), 0)
            self.assertIn(b"\x1b[0;1;31;48;2;1;2;3m", live.seen)

    def test_color_that_the_log_has_switched_off_adds_nothing(self):
        for off in (b"\x1b[0m", b"\x1b[m", b"\x1b[22;39m", b"\x1b[1;0m"):
            self.assertNotIn(b"\x1b", self.report_of(self.RED + off + sample.CRASH + sample.AFTER))

    def test_other_sequences_are_no_colors(self):
        for other in (b"\x1b[2J", b"\x1b[?25l", b"\x1b[>4;2m", b"\x1b[31", b"\x1b]0;31m\x07", b"\x1b"):
            self.assertNotIn(b"\x1b", self.report_of(other + b"\r\n" + sample.CRASH + sample.AFTER))


class Memory(unittest.TestCase):
    def test_log_of_a_week(self):
        line = b"I (%09d) app: temperature %04d\r\n"
        block = b"".join(line % (at, at % 1000) for at in range(MIB // 34))
        steady = Steady("-o", os.devnull)
        for _ in range(20 * MIB // len(block)):
            steady.process.stdin.write(block)
        before = resident_mib(steady.process)
        for _ in range((WEEK_MIB - 20) * MIB // len(block)):
            steady.process.stdin.write(block)
        self.assertLess(resident_mib(steady.process) - before, STEADY_MIB)
        self.assertEqual(steady.end(), 0)
        self.assertGreater(steady.count, (WEEK_MIB - 2) * MIB)

    def test_many_crashes_in_one_stream(self):
        steady = Steady("-q")
        for _ in range(CRASHES // 5):
            steady.process.stdin.write(sample.BEFORE + sample.CRASH)
        before = resident_mib(steady.process)
        for _ in range(CRASHES - CRASHES // 5):
            steady.process.stdin.write(sample.BEFORE + sample.CRASH)
        self.assertLess(resident_mib(steady.process) - before, STEADY_MIB)
        self.assertEqual(steady.end(), 0)
        self.assertEqual(steady.reports, CRASHES)

    def test_line_without_an_end(self):
        steady = Steady("-o", os.devnull)
        for _ in range(40):
            steady.process.stdin.write(b"x" * MIB)
        self.assertLess(resident_mib(steady.process), 100)
        self.assertEqual(steady.end(), 0)
        self.assertEqual(steady.count, 40 * MIB)


class Company(unittest.TestCase):
    def test_two_writers_lose_nothing_and_no_line_of_a_report_is_torn(self):
        lines = [b"writer %d says %04d\n" % (who, at) for at in range(500) for who in (1, 2)]
        with program.Live("-q") as live:

            def write(who):
                for at in range(500):
                    live.send(b"writer %d says %04d\n" % (who, at))
                    if at % 100 == 50 and who == 1:
                        live.send(sample.CRASH)

            writers = [threading.Thread(target=write, args=(who,)) for who in (1, 2)]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            self.assertEqual(live.end(), 0)
            for line in lines:
                self.assertEqual(live.seen.count(line), 1, line)
            self.assertEqual(live.seen.count(sample.TAIL), 5)

    def test_full_disk_under_a_stream(self):
        with open("/dev/full", "wb") as full, program.Live(stdout=full.fileno()) as live:
            try:
                for _ in range(100):
                    live.send(sample.LOG)
            except BrokenPipeError:
                pass
            self.assertEqual(live.end(), 3)
            self.assertEqual(live.errors.count(b"\n"), 1)

    def test_reader_that_goes_ends_a_stream_as_sigpipe_does(self):
        process = subprocess.Popen(
            [program.ESPWHY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        with process:
            process.stdout.close()
            process.stdin.write(sample.BEFORE)
            self.assertEqual(process.wait(program.PATIENCE), -signal.SIGPIPE)
            self.assertEqual(process.stderr.read(), b"")


class Rebuilt(unittest.TestCase):
    """The ELF is rebuilt while the log goes on: of each crash, that one counts whose SHA256 the log names."""

    OLD = "lab/esp32-og.elf"
    NEW = "lab/esp32-o2.elf"

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)
        (self.root / "build").mkdir()

    def build(self, name, how=shutil.copyfile):
        """Put an ELF in place as linkers do: written anew."""
        how(program.DATA / name, self.root / "build" / "app.elf")
        return hashlib.sha256((program.DATA / name).read_bytes()).hexdigest()[:16].encode()

    def crash(self, sha):
        return sample.BEFORE + sample.CRASH.replace(b"5a1c0f3e9b7d2846", sha)

    def told(self, *args, how=shutil.copyfile):
        """What each of three crashes says of its ELF: of the old one, of the new one, of the old one again."""
        old = self.build(self.OLD)
        with program.Live("-f", "jsonl", *args, cwd=self.root) as live:
            live.send(self.crash(old) + b"\r\n")
            self.assertIsNotNone(live.wait_for(b'"id":1'))
            new = self.build(self.NEW, how)
            live.send(self.crash(new) + self.crash(old))
            self.assertEqual(live.end(), 0)
        crashes = [json.loads(line) for line in live.seen.splitlines() if b'"findings"' in line]
        return [[each["match"] for each in crash["firmware"]] for crash in crashes], live.errors

    def test_named_elf(self):
        matches, said = self.told("-e", "build/app.elf")
        self.assertEqual(matches, [["yes"], ["yes"], ["yes"]])
        self.assertEqual(said, b"espwhy: taking build/app.elf (rebuilt, the log names its SHA256)\n")

    def test_elf_that_is_renamed_into_place(self):
        def move(source, target):
            shutil.copyfile(source, f"{target}.new")
            os.replace(f"{target}.new", target)

        self.assertEqual(self.told("-e", "build/app.elf", how=move)[0], [["yes"], ["yes"], ["yes"]])

    def test_build_that_lies_here(self):
        (self.root / "build/project_description.json").write_text(
            json.dumps({"app_elf": "app.elf", "build_dir": str(self.root / "build"), "project_name": "app"})
        )
        matches, said = self.told()
        self.assertEqual(matches, [["yes"], ["yes"], ["yes"]])
        self.assertIn(b"(rebuilt, the log names its SHA256)", said)

    def test_half_written_elf_is_looked_at_again(self):
        old = self.build(self.OLD)
        whole = (program.DATA / self.NEW).read_bytes()
        new = hashlib.sha256(whole).hexdigest()[:16].encode()
        path = self.root / "build/app.elf"
        with program.Live("-f", "jsonl", "-e", str(path)) as live:
            live.send(self.crash(old))
            self.assertIsNotNone(live.wait_for(b'"id":1'))
            path.write_bytes(whole[:5000])
            live.send(self.crash(new))
            self.assertIsNotNone(live.wait_for(b'"id":2'))
            path.write_bytes(whole)
            live.send(self.crash(new))
            self.assertEqual(live.end(), 0)
        crashes = [json.loads(line) for line in live.seen.splitlines() if b'"findings"' in line]
        self.assertEqual([crash["firmware"][0]["match"] for crash in crashes], ["yes", "no", "yes"])


if __name__ == "__main__":
    unittest.main()
