"""Inputs and outputs that cannot be read or written: one clear line, and the documented status."""

import errno
import gzip
import json
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import unittest

import program
import sample


class Folder(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.log = self.write("crash.log", sample.LOG)

    def write(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def path(self, name):
        return str(self.folder / name)

    def assert_one_error(self, done, text, status=3):
        lines = done.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("espwhy: error: "), lines)
        self.assertIn(text, lines[0])
        self.assertEqual(done.returncode, status)


class Inputs(Folder):
    def test_file_is_explained(self):
        done = program.run(self.log)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"crash 1", done.stdout)

    def test_several_files(self):
        done = program.run(self.log, self.write("quiet.log", sample.QUIET_LOG), self.log)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"crash 2", done.stdout)

    def test_dash_is_standard_input(self):
        self.assertIn(b"crash 1", program.run("-", log=sample.LOG).stdout)
        self.assertIn(b"crash 2", program.run(self.log, "-", log=sample.LOG).stdout)

    def test_missing_file_does_not_keep_the_others_from_being_read(self):
        done = program.run(self.path("none.log"), self.log)
        self.assert_one_error(done, os.strerror(errno.ENOENT))
        self.assertIn("none.log", done.stderr.decode())
        self.assertIn(b"crash 1", done.stdout)

    def test_directory(self):
        self.assert_one_error(program.run(self.path(""), self.log), os.strerror(errno.EISDIR))

    def test_unreadable_file(self):
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        os.chmod(self.log, 0)
        self.assert_one_error(program.run(self.log), os.strerror(errno.EACCES))

    def test_device_without_content(self):
        done = program.run(os.devnull)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"no crash found", done.stdout)

    def test_empty_standard_input(self):
        self.assertIn(b"no crash found", program.run(log=b"").stdout)

    def test_binary_is_a_log_without_a_crash(self):
        for data in (os.urandom(300_000), bytes(300_000), b"\xff" * 300_000):
            done = program.run(self.write("noise", data))
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn(b"no crash found", done.stdout)

    def test_gzip_is_unpacked(self):
        packed = gzip.compress(sample.LOG)
        plain = program.run("-f", "json", self.log).stdout
        for data in (packed, gzip.compress(sample.LOG[:700]) + gzip.compress(sample.LOG[700:])):
            path = self.write("crash.log.gz", data)
            done = program.run("-f", "json", path)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(done.stdout.replace(path.encode(), self.log.encode()), plain)
        with open(path, "rb") as stdin:
            self.assertIn(b"crash 1", program.run(stdin=stdin).stdout)
        self.assertTrue(program.run("-p", path).stdout.startswith(sample.BEFORE))

    def test_gzip_that_is_cut_or_damaged_fails(self):
        packed = gzip.compress(sample.LOG)
        for data in (packed[:-1], packed[:10], packed[:-8] + b"\0" * 8, packed[:200] + b"\0" * 100 + packed[300:]):
            self.assert_one_error(program.run("--fail-on", "mismatch", self.write("a.gz", data)), "gzip file")

    def test_other_compressed_files_are_no_logs_without_a_crash(self):
        for kind, head in (
            ("xz", b"\xfd7zXZ\0"), ("zstd", b"\x28\xb5\x2f\xfd"), ("bzip2", b"BZh91AY&SY"), ("zip", b"PK\x03\x04"),
        ):  # fmt: skip
            self.assert_one_error(program.run(self.write("a", head + bytes(100))), kind)
            done = program.run(log=head + bytes(100))  # a pipe
            self.assert_one_error(done, kind)
            self.assertTrue(done.stdout.startswith(head))
        self.assert_one_error(program.run(log=gzip.compress(sample.LOG)), "gzip")
        done = program.run(self.write("a", b"BZhaaa and some words\n"))
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_elf_file_is_told_from_a_log(self):
        done = program.run(program.ESPWHY, self.log)  # an ELF, but of this machine
        self.assert_one_error(done, "ELF")
        self.assertIn(b"crash 1", done.stdout)

    def test_elf_that_cannot_be_used_is_told_once(self):
        for name, data in (("empty", b""), ("short", b"\x7fELF\x01\x01"), ("text", b"no ELF at all")):
            path = self.write(name, data)
            done = program.run("-e", path, self.log)
            self.assert_one_error(done, path)
            self.assertIn(b"crash 1", done.stdout)
        for path in (self.path("missing"), os.path.dirname(self.log), "/dev/zero"):
            self.assert_one_error(program.run("-e", path, self.log), path)

    def test_fifo(self):
        path = self.path("fifo")
        os.mkfifo(path)
        feeder = subprocess.Popen(["cp", self.log, path])
        done = program.run(path)
        self.assertEqual(feeder.wait(), 0)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"crash 1", done.stdout)

    def test_reading_what_is_written_is_refused(self):
        with open(self.log, "ab") as out:
            done = program.run(self.log, stdout=out)
        self.assert_one_error(done, "crash.log")
        self.assertTrue(pathlib.Path(self.log).read_bytes().startswith(sample.LOG))

    def test_file_and_pipe_agree_on_a_report(self):
        file = program.run("-f", "json", self.log).stdout
        pipe = program.run("-f", "json", log=sample.LOG).stdout
        self.assertEqual(file.replace(self.log.encode(), b"<stdin>"), pipe)


class Outputs(Folder):
    def test_output_file_takes_the_report_alone(self):
        done = program.run(self.log, "-o", self.path("out"))
        self.assertEqual((done.stdout, done.returncode), (b"", 0))
        self.assertIn(b"crash 1", (self.folder / "out").read_bytes())

    def test_output_file_is_written_anew(self):
        path = self.write("out", b"x" * 1_000_000)
        program.run(self.log, "-o", path)
        self.assertEqual(pathlib.Path(path).read_bytes(), program.run(self.log).stdout)

    def test_formats_go_to_their_files(self):
        done = program.run("-f", f"json:{self.path('a')}", "-f", f"jsonl:{self.path('b')}", "-f", "text", self.log)
        self.assertEqual(done.stdout, program.run(self.log).stdout)
        for name, fmt in (("a", "json"), ("b", "jsonl")):
            self.assertEqual((self.folder / name).read_bytes(), program.run("-f", fmt, self.log).stdout)

    def test_output_that_cannot_be_opened_costs_no_byte_of_the_log(self):
        done = program.run("-o", self.path("no/such/folder"), log=sample.LOG)
        self.assert_one_error(done, os.strerror(errno.ENOENT))
        self.assertEqual(done.stdout, sample.LOG)

    def test_log_is_never_written_over(self):
        done = program.run(self.log, "-o", self.log)
        self.assert_one_error(done, "crash.log")
        self.assertEqual(pathlib.Path(self.log).read_bytes(), sample.LOG)

    def test_what_else_is_read_is_never_written_over(self):
        elf = self.write("app.elf", (program.DATA / "elf/app-xtensa.elf").read_bytes())
        known = self.write("known.ini", b"[a]\nclass = abort\n")
        for args in (["-e", elf, "-o", elf], [elf, "-f", f"sarif:{elf}"], ["--signatures", known, "-o", known]):
            path = pathlib.Path(args[-1].removeprefix("sarif:"))
            before = path.read_bytes()
            self.assert_one_error(program.run(self.log, *args), path.name)
            self.assertEqual(path.read_bytes(), before)
        with open(self.log, "rb") as stdin:
            self.assert_one_error(program.run("-o", self.log, stdin=stdin), "crash.log")
        self.assertEqual(pathlib.Path(self.log).read_bytes(), sample.LOG)

    def test_a_baseline_may_be_written_anew(self):
        path = self.write("last.json", program.run("-f", "json", self.log).stdout)
        done = program.run("--baseline", path, "--fail-on", "new", "-f", f"json:{path}", self.log)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_two_reports_in_one_file_are_refused(self):
        os.symlink(self.path("a"), self.path("link"))  # only the open file tells that it is the same
        done = program.run("-f", f"json:{self.path('a')}", "-f", f"jsonl:{self.path('link')}", self.log)
        self.assert_one_error(done, "two reports")
        self.assertEqual((self.folder / "a").read_bytes(), program.run("-f", "json", self.log).stdout)

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            text = os.strerror(errno.ENOSPC)
            self.assert_one_error(program.run(self.log, stdout=full), text)
            self.assert_one_error(program.run(log=sample.LOG, stdout=full), text)
            for page in ("--help", "--usage", "--version", "--list-faults", "--explain=null-deref"):
                self.assert_one_error(program.run(page, stdout=full), text)
        self.assert_one_error(program.run(self.log, "-o", "/dev/full"), text)

    def test_full_report_file_costs_no_byte_of_the_log(self):
        done = program.run("-o", "/dev/full", log=sample.LOG)
        self.assert_one_error(done, os.strerror(errno.ENOSPC))
        self.assertEqual(done.stdout, sample.LOG)

    def test_one_full_file_does_not_harm_the_other(self):
        done = program.run("-f", "json:/dev/full", "-f", "text", self.log)
        self.assert_one_error(done, os.strerror(errno.ENOSPC))
        self.assertEqual(done.stdout, program.run(self.log).stdout)

    def test_file_size_limit(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        done = program.run(self.log, "-o", self.path("out"), preexec_fn=limit)
        self.assert_one_error(done, os.strerror(errno.EFBIG))

    def test_closed_pipe_ends_quietly(self):
        for ignored in (False, True):  # Python has SIGPIPE ignored and can hand that on
            reading, writing = os.pipe()
            os.close(reading)
            done = program.run(self.log, stdout=writing, restore_signals=not ignored)
            os.close(writing)
            self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))

    def test_closed_pipe_cuts_the_report_files(self):
        reading, writing = os.pipe()
        os.close(reading)
        report, known = self.path("report.json"), self.path("known.ini")
        done = program.run(self.log, "-f", f"json:{report}", "-f", "text", "--learn", known, stdout=writing)
        os.close(writing)
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))
        with self.assertRaises(json.JSONDecodeError):
            json.loads(pathlib.Path(report).read_bytes())
        self.assertFalse(pathlib.Path(known).exists())

    def test_closed_pipe_ends_quietly_where_a_parent_blocked_the_signal(self):
        reading, writing = os.pipe()
        os.close(reading)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])
        done = program.run(self.log, stdout=writing)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))

    def test_closed_descriptors_are_replaced(self):
        script = 'exec "$0" "$@" '
        for closed, status in (("<&-", 0), (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0)):
            with self.subTest(closed=closed):
                command = ["sh", "-c", script + closed, program.ESPWHY, self.log, "-f", f"json:{self.path('a')}"]
                done = subprocess.run(command, capture_output=True, check=False, env=program.environment())
                self.assertEqual((done.returncode, done.stderr), (status, b""))
                self.assertEqual((self.folder / "a").read_bytes(), program.run("-f", "json", self.log).stdout)

    def test_message_does_not_land_in_a_report_when_standard_error_is_closed(self):
        command = ["sh", "-c", 'exec "$0" "$@" 2>&-', program.ESPWHY, "none.log", self.log, "-o", self.path("a")]
        done = subprocess.run(command, check=False, env=program.environment())
        self.assertEqual(done.returncode, 3)
        self.assertNotIn(b"espwhy: error", (self.folder / "a").read_bytes())


if __name__ == "__main__":
    unittest.main()
