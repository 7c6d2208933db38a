"""Pass-through: the log comes out as it went in, at once, and reports stand where they belong."""

import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import program
import sample


def reports_of(out):
    return out.count(b"crash 1 ")


class Copy(unittest.TestCase):
    def test_log_without_crash_comes_out_unchanged_before_the_last_line(self):
        done = program.run(log=sample.QUIET_LOG)
        self.assertTrue(done.stdout.startswith(sample.QUIET_LOG))
        self.assertIn(b"no crash found", done.stdout[len(sample.QUIET_LOG) :])
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_report_stands_right_behind_the_line_that_completes_the_crash(self):
        done = program.run(log=sample.LOG)
        upto = len(sample.BEFORE + sample.CRASH)
        self.assertEqual(done.stdout[:upto], sample.LOG[:upto])
        rest = done.stdout[upto:]
        self.assertIn(b"crash 1", rest[: rest.index(sample.AFTER)])

    def test_nothing_is_added_to_the_log_but_reports(self):
        for end in (b"\r\n", b"\n"):
            log = sample.LOG.replace(b"\r\n", end) * 2
            report = program.run("--no-passthrough", log=log).stdout
            self.assertEqual(len(program.run(log=log).stdout), len(log) + len(report))

    def test_line_that_a_carriage_return_ends_gets_its_line_feed_once(self):
        for size in (1, len(sample.LOG)):
            with program.Live("-q") as live:
                for at in range(0, len(sample.LOG), size):
                    live.send(sample.LOG[at : at + size])
                    live.wait_taken()
                self.assertEqual(live.end(), 0)
                self.assertTrue(live.seen.startswith(sample.BEFORE + sample.CRASH))
                self.assertIn(b"\n" + sample.AFTER, live.seen)
                self.assertNotIn(b"\n\n" + sample.AFTER, live.seen)

    def test_every_byte_value_passes(self):
        noise = bytes(range(256)) * 300 + b"\n"
        self.assertTrue(program.run(log=noise).stdout.startswith(noise))

    def test_unfinished_line_is_ended_only_when_a_report_comes(self):
        quiet = program.run("-o", os.devnull, log=b"boot\nhalf a line").stdout
        self.assertEqual(quiet, b"boot\nhalf a line")
        done = program.run(log=b"boot\nhalf a line").stdout
        self.assertTrue(done.startswith(b"boot\nhalf a line\n"))
        self.assertGreater(len(done), len(b"boot\nhalf a line\n"))

    def test_file_is_copied_only_when_asked(self):
        with tempfile.NamedTemporaryFile() as log:
            pathlib.Path(log.name).write_bytes(sample.LOG)
            self.assertNotIn(sample.BEFORE, program.run(log.name).stdout)
            with open(log.name, "rb") as stdin:
                self.assertNotIn(sample.BEFORE, program.run(stdin=stdin).stdout)
            self.assertIn(sample.BEFORE, program.run("-p", log.name).stdout)

    def test_socket_is_copied(self):
        import socket

        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.sendall(sample.LOG)
            ours.shutdown(socket.SHUT_WR)
            self.assertTrue(program.run(stdin=theirs.fileno()).stdout.startswith(sample.BEFORE))

    def test_formats_for_programs_turn_it_off(self):
        for fmt in ("json", "jsonl"):
            self.assertNotIn(b"rst:0x1 (", program.run("-f", fmt, log=sample.LOG).stdout[:40])
        self.assertNotIn(sample.BEFORE, program.run("--no-passthrough", log=sample.LOG).stdout)
        self.assertTrue(program.run("-p", "-f", "jsonl", log=sample.LOG).stdout.startswith(sample.BEFORE))

    def test_report_file_leaves_the_log_on_standard_output(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "report.txt")
            done = program.run("-o", str(report), log=sample.LOG)
            self.assertEqual(done.stdout, sample.LOG)
            self.assertIn(b"crash 1", report.read_bytes())


class Chunks(unittest.TestCase):
    LOG = sample.LOG + sample.BEFORE + sample.CRASH + b"half a line"

    def out(self, size, log):
        with program.Live() as live:
            for at in range(0, len(log), size):
                live.send(log[at : at + size])
                live.wait_taken()
            self.assertEqual(live.end(), 0)
            return live.seen

    def test_any_chunks_give_the_same_bytes(self):
        outs = [self.out(size, self.LOG) for size in (65536, 7, 1)]
        self.assertEqual(outs[0], outs[1])
        self.assertEqual(outs[0], outs[2])
        self.assertIn(b"crash 1", outs[0])

    def test_any_chunks_of_the_cases_give_the_same_bytes(self):
        logs = sorted(pathlib.Path(program.DATA, "cases").glob("*/log.txt"), key=lambda p: p.stat().st_size)
        for log in logs[:12]:
            with self.subTest(case=log.parent.name):
                text = log.read_bytes()
                self.assertEqual(self.out(65536, text), self.out(7, text))


class AtOnce(unittest.TestCase):
    def test_every_byte_is_readable_while_the_pipe_is_open(self):
        with program.Live() as live:
            sent = b""
            for at in range(len(sample.QUIET_LOG)):
                live.send(sample.QUIET_LOG[at : at + 1])
                sent += sample.QUIET_LOG[at : at + 1]
                self.assertIsNotNone(live.wait_for(sent, 5), f"byte {at} did not come")
            self.assertEqual(live.seen, sent)
            self.assertEqual(live.end(), 0)

    def test_bytes_of_a_crash_are_readable_before_it_is_complete(self):
        with program.Live() as live:
            live.send(sample.BEFORE + sample.OPENING)
            self.assertIsNotNone(live.wait_for(sample.BEFORE + sample.OPENING, 2))

    def test_report_comes_with_the_last_line_of_its_crash(self):
        with program.Live() as live:
            live.send(sample.BEFORE + sample.CRASH)
            self.assertIsNotNone(live.wait_for(b"crash 1", 2))
            self.assertTrue(live.seen.startswith(sample.BEFORE + sample.CRASH))
            live.send(sample.AFTER)
            self.assertIsNotNone(live.wait_for(sample.AFTER, 2))
            self.assertEqual(live.end(), 0)

    def test_report_in_jsonl_comes_at_once_too(self):
        with program.Live("-f", "jsonl") as live:
            live.send(sample.LOG)
            self.assertIsNotNone(live.wait_for(b"}\n", 2))

    def test_slow_reader_loses_nothing(self):
        log = sample.LOG * 200
        process = subprocess.Popen(
            [program.ESPWHY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=program.environment()
        )
        with process, tempfile.TemporaryFile() as keep:
            writer = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=process.stdin)
            process.stdin.close()
            with writer:
                import threading

                feeder = threading.Thread(target=writer.communicate, args=(log,))
                feeder.start()
                time.sleep(0.5)
                keep.write(process.stdout.read())
                feeder.join()
            keep.seek(0)
            out = keep.read()
            self.assertEqual(out.count(sample.BEFORE), 200)
            self.assertEqual(out.count(sample.OPENING), 200)
        self.assertEqual(process.returncode, 0)

    def test_non_blocking_output_loses_nothing(self):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        log = sample.QUIET_LOG * 2000  # far more than a pipe holds
        with program.Live(stdout=writing) as live:
            os.close(writing)
            import threading

            feeder = threading.Thread(target=lambda: (live.process.stdin.write(log), live.process.stdin.close()))
            feeder.start()
            time.sleep(0.3)
            live.watch(reading)
            feeder.join(program.PATIENCE)
            self.assertEqual(live.end(), 0)
            self.assertTrue(live.seen.startswith(log))
        os.close(reading)


if __name__ == "__main__":
    unittest.main()
