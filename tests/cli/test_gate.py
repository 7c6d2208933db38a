"""The gate: files of signatures, baselines, learning, conditions, and which exit status wins."""

import json
import os
import pathlib
import re
import shlex
import tempfile
import unittest

import program
import sample

DOCS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs"
# A second fault: the same report of another class.
OTHER = sample.LOG.replace(b"StoreProhibited", b"IntegerDivideByZero").replace(b"0000001d", b"00000006")
CRASH = "class = null-deref\n"


class Gate(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)

    def put(self, name, content):
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def run_here(self, *args, log=sample.LOG):
        return program.run("--no-passthrough", *args, log=log, cwd=self.root)

    def gate(self, signatures, conditions, *args, log=sample.LOG):
        """Exit status and conditions met, with a file of signatures."""
        self.put("s.ini", signatures)
        done = self.run_here("-f", "json", "--signatures", "s.ini", "--fail-on", conditions, *args, log=log)
        report = json.loads(done.stdout)
        self.assertEqual(report["summary"]["gate"]["failed"], done.returncode == 1)
        return done.returncode, report["summary"]["gate"]["matched"], report


class Signatures(Gate):
    EVERY = "crash,null-deref,signature:a,any-signature,new,reset,mismatch"

    def test_actions_and_what_they_excuse(self):
        for keys, matched in (
            ("class = abort", ["crash", "null-deref", "new"]),
            (CRASH, ["crash", "null-deref", "signature:a", "any-signature"]),
            (CRASH + "action = fail", ["crash", "null-deref", "signature:a", "any-signature"]),
            (CRASH + "action = warn", ["signature:a"]),
            (CRASH + "action = ignore", ["signature:a"]),
            (CRASH + "action = ignore\nexpires = 9999-12-31", ["signature:a"]),
            (
                CRASH + "action = ignore\nexpires = 2020-02-29",
                ["crash", "null-deref", "signature:a", "any-signature"],
            ),
        ):
            with self.subTest(keys=keys):
                self.assertEqual(self.gate(f"[a]\n{keys}\n", self.EVERY)[:2], (1, matched))

    def test_an_excused_crash_passes(self):
        for action in ("warn", "ignore"):
            signatures = f"[a]\n{CRASH}action = {action}\n"
            self.assertEqual(self.gate(signatures, "crash,new,any-signature")[0], 0)

    def test_an_excused_crash_does_not_excuse_another(self):
        signatures = f"[a]\n{CRASH}action = ignore\n"
        self.put("other.log", OTHER)
        status, matched, report = self.gate(signatures, "crash,null-deref,new", "-", "other.log")
        self.assertEqual((status, matched, len(report["crashes"])), (1, ["crash", "new"], 2))

    def test_signatures_alone_fail_nothing(self):
        self.put("s.ini", f"[a]\n{CRASH}action = fail\n")
        self.assertEqual(self.run_here("--signatures", "s.ini").returncode, 0)

    def test_json_tells_the_signature(self):
        signatures = f"[a]\n{CRASH}action = warn\nnote = words of ours\nissue = https://x.example/7\n[b]\ntask = none\n"
        report = self.gate(signatures, "crash")[2]
        judgement = {"action": "warn", "note": "words of ours", "issue": "https://x.example/7", "expired": None}
        crash = report["crashes"][0]
        self.assertEqual((crash["signature"], crash["judgement"]), ("a", judgement))
        self.assertEqual(
            report["summary"]["gate"]["signatures"], [{"name": "a", "crashes": 1, "judgement": judgement}]
        )

    def test_json_without_signatures_has_no_such_keys(self):
        report = json.loads(self.run_here("-f", "json", "--fail-on", "crash").stdout)
        self.assertNotIn("signature", report["crashes"][0])
        self.assertEqual(report["summary"]["gate"], {"failed": True, "matched": ["crash"]})

    def test_text_tells_signature_and_outcome(self):
        self.put("s.ini", f"[a]\n{CRASH}action = ignore\nnote = words of ours\nissue = #7\n")
        out = self.run_here("--signatures", "s.ini", "--fail-on", "crash").stdout.decode()
        self.assertIn("\n  signature a (ignored): words of ours; #7\n", out)
        self.assertIn("\nsignatures: 1 crash of a (ignored)\n", out)
        self.assertTrue(out.endswith("gate passed: no condition of --fail-on was met\n"), out[-200:])
        out = self.run_here("-q", "--signatures", "s.ini").stdout.decode()
        self.assertTrue(out.endswith(" (signature a, ignored)\n"), out)

    def test_text_tells_what_has_expired(self):
        self.put("s.ini", f"[a]\n{CRASH}action = ignore\nexpires = 2020-02-29\n")
        out = self.run_here("--signatures", "s.ini", "--fail-on", "crash").stdout.decode()
        self.assertIn("signature a (fails): what it said expired on 2020-02-29\n", out)
        self.assertTrue(out.endswith("gate failed: crash (condition of --fail-on met)\n"), out[-200:])

    def test_several_files_are_tried_in_their_order(self):
        self.put("one.ini", f"[one]\n{CRASH}")
        self.put("two.ini", f"[two]\n{CRASH}")
        for order in (["one", "two"], ["two", "one"]):
            args = [word for name in order for word in ("--signatures", f"{name}.ini")]
            report = json.loads(self.run_here("-f", "json", *args).stdout)
            self.assertEqual(report["crashes"][0]["signature"], order[0])

    def test_crashes_of_many_logs_are_counted(self):
        names = [self.put(f"{number}.log", sample.LOG) for number in range(3)]
        self.put("o.log", OTHER)
        self.put("s.ini", f"[a]\n{CRASH}[b]\nclass = divide-by-zero\n[c]\ntask = none\n")
        done = self.run_here("-f", "json", "--signatures", "s.ini", "--fail-on", "any-signature", *names, "o.log")
        met = json.loads(done.stdout)["summary"]["gate"]["signatures"]
        self.assertEqual([(each["name"], each["crashes"]) for each in met], [("a", 3), ("b", 1)])
        self.assertEqual(done.returncode, 1)

    def test_repeats_of_a_crash_are_of_its_signature(self):
        status, _, report = self.gate(f"[a]\n{CRASH}action = ignore\n", "crash", log=sample.LOG * 3)
        self.assertEqual(status, 0)
        self.assertEqual([each["signature"] for each in report["crashes"]], ["a"] * 3)

    def test_pipe_as_a_file(self):
        reading, writing = os.pipe()
        os.write(writing, f"[a]\n{CRASH}".encode())
        os.close(writing)
        args = ["-q", "--signatures", f"/dev/fd/{reading}", "--fail-on", "signature:a"]
        done = program.run(*args, log=sample.LOG, pass_fds=[reading])
        os.close(reading)
        self.assertEqual(done.returncode, 1, done.stderr)

    def test_a_condition_that_cannot_be_met_is_told(self):
        done = self.run_here("-q", "--fail-on", "any-signature")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"never met: there are no --signatures", done.stderr)
        self.put("s.ini", "# none yet\n")
        done = self.run_here("-q", "--signatures", "s.ini", "--fail-on", "any-signature")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"never met: the files of --signatures hold none", done.stderr)

    def test_a_file_that_is_named_twice_is_read_once(self):
        self.put("s.ini", f"[a]\n{CRASH}")
        os.symlink("s.ini", self.root / "link")
        args = [word for name in ("s.ini", "./s.ini", "link", "s.ini") for word in ("--signatures", name)]
        done = self.run_here("-f", "json", *args)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(json.loads(done.stdout)["crashes"][0]["signature"], "a")


class Faults(Gate):
    """What is wrong with a file ends the run before it begins."""

    def assert_refused(self, expected, *args):
        done = self.run_here(*args)
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        self.assertEqual(done.stderr.decode().splitlines()[0], f"espwhy: {expected}")
        return done.stderr.decode().splitlines()[1:]

    def test_file_and_line_are_told(self):
        for text, expected in (
            ("[a]\nclas = x\n", "s.ini:2: unknown key 'clas', did you mean 'class'?"),
            ("\n\n[a]\n", "s.ini:3: signature 'a' is empty: it needs a key such as class or function"),
            ("[a]\ntask = t\n[a]\ntask = t\n", "s.ini:3: signature 'a' is in line 1 already"),
            ("[a]\nnote = " + "x" * 193 + "\n", "s.ini:2: line of more than 199 bytes"),
            (f"[{'x' * 50}]\n", f"s.ini:1: bad name '{'x' * 50}': a name has at most 49 characters"),
            ("[a]\nfile = [\n", "s.ini:2: bad glob '[': a '[' is not closed; \\[ is the character itself"),
            (b"[a]\ntask = \x1b[2J\n", "s.ini:2: bytes that are no UTF-8 or no characters"),
        ):
            with self.subTest(text=text):
                self.put("s.ini", text)
                behind = self.assert_refused(expected, "--signatures", "s.ini", "--fail-on", "crash")
                self.assertEqual(behind, [])  # no help of the command line

    def test_name_in_two_files(self):
        self.put("one.ini", "[a]\ntask = t\n")
        self.put("two.ini", "\n[a]\ntask = t\n")
        expected = "two.ini:2: signature 'a' is in another file already"
        self.assert_refused(expected, "--signatures", "one.ini", "--signatures", "two.ini")

    def test_unknown_names_of_conditions(self):
        self.put("s.ini", "[known-one]\ntask = t\n")
        for condition, expected in (
            ("signature:knownone", "unknown signature 'knownone', did you mean 'known-one'?"),
            ("signature:zzz", "unknown signature 'zzz'"),
            ("mismach", "unknown condition 'mismach', did you mean 'mismatch'?"),
        ):
            self.assert_refused(expected, "--signatures", "s.ini", "--fail-on", condition)
        self.put("empty.ini", "")
        expected = "unknown signature 'zzz': the files of signatures hold none"
        behind = self.assert_refused(expected, "--signatures", "empty.ini", "--fail-on", "signature:zzz")
        self.assertEqual(len(behind), 1)
        self.assert_refused(
            "unknown signature 'known-one': no file of signatures was given", "--fail-on", "signature:known-one"
        )

    def test_baseline_that_is_none(self):
        self.put("b.json", "no json")
        done = self.run_here("--baseline", "b.json")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"espwhy: b.json: no JSON", done.stderr)

    def test_file_to_learn_that_is_no_such_file(self):
        self.put("crash.log", sample.LOG)
        done = self.run_here("--learn", "crash.log")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"espwhy: crash.log:", done.stderr)
        self.assertEqual((self.root / "crash.log").read_bytes(), sample.LOG)


class Precedence(Gate):
    def status(self, *args, log=sample.LOG):
        return self.run_here("-q", *args, log=log).returncode

    def test_bad_file_wins_over_unreadable_input_and_the_gate(self):
        self.put("bad.ini", "nonsense\n")
        self.assertEqual(self.status("--signatures", "bad.ini", "--fail-on", "crash", "none.log"), 2)

    def test_unreadable_files_of_the_gate_win_over_the_gate(self):
        for option in ("--signatures", "--baseline", "--learn"):
            with self.subTest(option=option):
                done = self.run_here(option, ".", "--fail-on", "crash")
                self.assertEqual((done.returncode, done.stdout), (3, b""))
                self.assertRegex(done.stderr.decode(), r"\Aespwhy: error: cannot read \.: .*\n\Z")
        self.assertEqual(self.status("--signatures", "none.ini", "--fail-on", "crash"), 3)
        self.assertEqual(self.status("--baseline", "none.json", "--fail-on", "crash"), 3)

    def test_unreadable_log_wins_over_the_gate(self):
        self.assertEqual(self.status("--fail-on", "crash", "-", "none.log"), 3)
        self.assertEqual(self.status("--fail-on", "crash", "none.log"), 3)

    def test_unreadable_elf_wins_over_the_gate(self):
        self.assertEqual(self.status("--fail-on", "crash", "-e", "none.elf"), 3)

    def test_report_that_cannot_be_written_wins_over_the_gate(self):
        self.assertEqual(self.status("--fail-on", "crash", "-o", "none/report"), 3)
        self.assertEqual(self.status("--fail-on", "crash", "-f", "json:/dev/full", "-f", "text"), 3)

    def test_signatures_that_cannot_be_written_win_over_the_gate(self):
        done = self.run_here("--fail-on", "crash", "--learn", "none/s.ini")
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"cannot write none/s.ini", done.stderr)
        self.assertIn(b"crash 1", done.stdout)

    def test_what_is_wrong_wins_over_what_cannot_be_read(self):
        self.put("bad.ini", "nonsense\n")
        self.put("bad.json", "nonsense")
        lost = ("--signatures", "none.ini")
        for args in (
            (*lost, "--signatures", "bad.ini"),
            ("--signatures", "bad.ini", *lost),
            (*lost, "--baseline", "bad.json"),
            (*lost, "--learn", "bad.ini"),
            (*lost, "--fail-on", "bogus"),
            (*lost, "--fail-on", "signature:a, bogus"),
            (*lost, "--fail-on", "crash,"),
            ("--learn", ".", "--fail-on", "bogus"),
        ):
            with self.subTest(args=args):
                self.assertEqual(self.status(*args), 2)

    def test_a_signature_may_stand_in_the_file_that_cannot_be_read(self):
        done = self.run_here("--signatures", "none.ini", "--fail-on", "crash, signature:a")
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertRegex(done.stderr.decode(), r"\Aespwhy: error: cannot read none.ini: .*\n\Z")

    def test_two_reports_in_one_file_are_refused_before_anything_is_written(self):
        (self.root / "sub").mkdir()
        for args in (
            ("-f", "text:a", "-f", "text:a"),
            ("-f", "text:a", "-f", "json:./a"),
            ("-f", "json:sub/../a", "-o", "a", "-f", "text"),
        ):
            with self.subTest(args=args):
                self.assertEqual(self.status(*args), 2)
                self.assertFalse((self.root / "a").exists())
        self.put("a", "old")
        os.symlink("a", self.root / "b")
        self.assertEqual(self.status("-f", "text:a", "-f", "json:b"), 2)
        self.assertEqual((self.root / "a").read_text(), "old")

    def test_two_reports_may_be_thrown_away(self):
        self.assertEqual(self.status("-f", "text:/dev/null", "-f", "json:/dev/null"), 0)


class Learning(Gate):
    def test_what_is_learned_is_of_its_crashes(self):
        self.put("a.log", sample.LOG)
        self.put("b.log", OTHER)
        self.assertEqual(self.run_here("--learn", "s.ini", "a.log", "b.log", "a.log").returncode, 0)
        text = (self.root / "s.ini").read_text(encoding="utf-8")
        self.assertEqual(len(re.findall(r"^\[", text, re.MULTILINE)), 2, text)
        done = self.run_here("-f", "json", "--signatures", "s.ini", "--fail-on", "new", "a.log", "b.log")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(all(crash["signature"] for crash in json.loads(done.stdout)["crashes"]))
        done = self.run_here("--signatures", "s.ini", "--fail-on", "any-signature", "a.log")
        self.assertEqual(done.returncode, 1)

    def test_nothing_is_learned_twice(self):
        self.run_here("--learn", "s.ini")
        before = (self.root / "s.ini").read_bytes()
        for args in ([], ["--signatures", "s.ini"]):
            self.run_here("--learn", "s.ini", *args)
            self.assertEqual((self.root / "s.ini").read_bytes(), before)

    def test_what_people_wrote_stays(self):
        mine = "[mine]\r\nclass = divide-by-zero\r\naction = ignore"
        self.put("s.ini", mine)
        self.run_here("--learn", "s.ini")
        text = (self.root / "s.ini").read_bytes().decode()
        self.assertTrue(text.startswith(mine + "\n\n[null-deref"), text)
        self.assertEqual(self.run_here("--signatures", "s.ini", "--fail-on", "new").returncode, 0)

    def test_file_is_there_when_nothing_was_learned(self):
        self.assertEqual(self.run_here("--learn", "s.ini", log=sample.QUIET_LOG).returncode, 0)
        self.assertEqual(self.run_here("--signatures", "s.ini", "--fail-on", "new").returncode, 1)

    def test_edited_to_be_ignored_it_passes(self):
        self.run_here("--learn", "s.ini")
        text = (self.root / "s.ini").read_text(encoding="utf-8")
        self.put("s.ini", text.replace("action = fail", "action = ignore"))
        self.assertEqual(self.run_here("--signatures", "s.ini", "--fail-on", "crash,new").returncode, 0)

    def test_hostile_logs_make_sound_files(self):
        evil = b"x ; y]\n[evil]\naction = ignore\n#"
        for log in (
            sample.LOG.replace(b"StoreProhibited", b"Store] ; [evil"),
            b"assert failed: a]b;c d.c:1 (x ; action = ignore)\r\n" + sample.LOG,
            b"assert failed: f f.c:1 (" + b"y" * 5000 + b"\xff\x1b[2J)\r\n\r\nabort() was called at PC 0x400d1a3c\r\n"
            + sample.BACKTRACE + sample.TAIL,
        ):
            name = self.put("a\n[b] ; c.log", log + evil)
            (self.root / "s.ini").unlink(missing_ok=True)
            self.assertEqual(self.run_here("--learn", "s.ini", name).returncode, 0)
            done = self.run_here("-f", "json", "--signatures", "s.ini", "--fail-on", "new", name)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertNotIn("\n[evil", (self.root / "s.ini").read_text(encoding="utf-8"))


class Live(Gate):
    def test_an_update_counts_in_place_of_its_crash(self):
        self.put("s.ini", "[a]\nfunction = sensor_read\naction = ignore\n")
        named = b"0x400d5f29: sensor_read at main/x.c:12\r\n"
        for log, expected in ((sample.BACKTRACE + named, 0), (sample.BACKTRACE, 1)):
            with program.Live("--signatures", str(self.root / "s.ini"), "--fail-on", "crash") as live:
                live.send(sample.OPENING)
                self.assertIsNotNone(live.wait_for(b"crash 1", 10))
                live.send(log + sample.TAIL)
                self.assertIsNotNone(live.wait_for(b"crash 1, updated", 10))
                self.assertEqual(live.end(), expected, live.seen)


class Baseline(Gate):
    def test_crashes_of_the_report_are_not_new(self):
        for fmt in ("json", "jsonl"):
            with self.subTest(fmt=fmt):
                self.put("b", self.run_here("-f", fmt).stdout)
                self.assertEqual(self.run_here("--baseline", "b", "--fail-on", "new").returncode, 0)
                self.assertEqual(self.run_here("--baseline", "b", "--fail-on", "crash").returncode, 1)
                self.assertEqual(self.run_here("--baseline", "b", "--fail-on", "new", log=OTHER).returncode, 1)

    def test_several_reports(self):
        self.put("a", self.run_here("-f", "json").stdout)
        self.put("b", self.run_here("-f", "jsonl", log=OTHER).stdout)
        args = ["--baseline", "a", "--baseline", "b", "--fail-on", "new"]
        self.assertEqual(self.run_here(*args).returncode, 0)
        self.assertEqual(self.run_here(*args, log=OTHER).returncode, 0)

    def test_report_without_crashes_knows_none(self):
        for fmt in ("json", "jsonl"):
            self.put("b", self.run_here("-f", fmt, log=sample.QUIET_LOG).stdout)
            self.assertEqual(self.run_here("--baseline", "b", "--fail-on", "new").returncode, 1)


class Documentation(Gate):
    """The sample in docs/ci.md works as it is printed."""

    def blocks(self):
        return re.findall(r"^```(\w+)\n(.*?)^```$", (DOCS / "ci.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

    def test_every_file_of_signatures_is_sound(self):
        samples = [text for kind, text in self.blocks() if kind == "ini"]
        self.assertGreater(len(samples), 0)
        for text in samples:
            self.put("known-faults.ini", text)
            done = self.run_here("-q", "--signatures", "known-faults.ini")
            self.assertEqual((done.returncode, done.stderr), (0, b""), text)

    def test_commands_with_the_sample(self):
        sample_file = next(text for kind, text in self.blocks() if kind == "ini")
        commands = next(text for kind, text in self.blocks() if kind == "sh").splitlines()
        (self.root / "logs").mkdir()
        self.put("known-faults.ini", sample_file)
        self.put("logs/a.log", sample.LOG)
        self.put("last.json", self.run_here("-f", "json").stdout)
        for command in commands:
            words = shlex.split(command, comments=True)
            if not words or words[0] != "espwhy":
                continue
            words = ["logs/a.log" if word == "logs/*.log" else word for word in words[1:]]
            done = self.run_here(*words)
            self.assertIn(done.returncode, (0, 1), (command, done.stderr))
            self.assertEqual(done.stderr, b"", command)

    def test_the_sample_judges_as_the_text_says(self):
        self.put("known-faults.ini", next(text for kind, text in self.blocks() if kind == "ini"))
        done = self.run_here("-f", "json", "--signatures", "known-faults.ini", "--fail-on", "any-signature,new")
        crash = json.loads(done.stdout)["crashes"][0]
        self.assertEqual((crash["signature"], crash["judgement"]["action"]), ("null-pointers", "fail"))
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
