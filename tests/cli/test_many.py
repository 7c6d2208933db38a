"""Many logs in one call: each with its own ELF, told apart, counted."""

import json
import pathlib
import shutil
import tempfile
import unittest

import program
import sample

LABS = ("esp32-og", "esp32c3-og")
OTHER = sample.LOG.replace(b"StoreProhibited", b"IntegerDivideByZero").replace(b"0000001d", b"00000006")


class Many(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)

    def put(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def run_here(self, *args):
        return program.run("--color=never", *args, cwd=self.root)

    def archive(self):
        """Logs of two builds, and both builds among others."""
        for lab in LABS:
            data = program.DATA / "lab"
            (self.root / "releases" / lab).mkdir(parents=True)
            shutil.copyfile(data / f"{lab}.elf", self.root / "releases" / lab / "app.elf")
            for name in ("null-read", "stack-smash", "abort"):
                if (data / lab / f"{name}.log").exists():
                    self.put(f"logs/{lab}-{name}.log", (data / lab / f"{name}.log").read_bytes())
        return sorted(str(path.relative_to(self.root)) for path in (self.root / "logs").iterdir())

    def test_every_log_gets_its_own_elf(self):
        logs = self.archive()
        done = self.run_here("-f", "json", "--elf-dir", "releases", *logs)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertGreater(len(report["crashes"]), len(LABS) * 2)
        for crash in report["crashes"]:
            used = {report["firmware"][each["index"]]["path"]: each["match"] for each in crash["firmware"]}
            lab = next(lab for lab in LABS if f"/{lab}-" in crash["log"])
            self.assertEqual(used, {f"releases/{lab}/app.elf": "yes"}, crash["log"])
        self.assertEqual(done.stderr.count(b"(the log names its SHA256)"), len(LABS))

    def test_table_counts_each_fault_with_its_first_and_last_log(self):
        for number in range(4):
            self.put(f"{number}.log", OTHER if number == 2 else sample.LOG)
        done = self.run_here("0.log", "1.log", "2.log", "3.log")
        table = done.stdout.decode().split("4 crashes in 8 boots, 2 different faults\n")[1]
        self.assertRegex(table, r"(?s)3 × null-deref/write.*crash 1 at 0\.log:6 to crash 4 at 3\.log:6")
        self.assertRegex(table, r"(?s)1 × divide-by-zero.*crash 3 at 2\.log:6")

    def test_logs_of_one_name_are_told_apart_by_their_folders(self):
        for names in (("run-1/dut.log", "run-2/dut.log"), ("a/run/dut.log", "b/run/dut.log"), ("x.log", "y.log")):
            self.put(names[0], sample.LOG)
            self.put(names[1], OTHER)
            out = self.run_here(*names, names[0]).stdout.decode()
            self.assertIn(f"crash 1 at {names[0]}:6 and crash 3 at {names[0]}:6", out)
            self.assertIn(f"crash 2 at {names[1]}:6", out)
            self.assertRegex(out, rf"crash 1  .* {names[0]}:6-21 ")
            self.assertRegex(out, rf"crash 2  .* {names[1]}:6-21 ")
        out = self.run_here("a/run/dut.log", "x.log").stdout.decode()
        self.assertRegex(out, r"crash 1  .* dut\.log:6-21 ")

    def test_what_cannot_be_read_is_told_and_the_others_are_explained(self):
        self.put("a.log", sample.LOG)
        (self.root / "folder.log").mkdir()
        done = self.run_here("-q", "none.log", "folder.log", "a.log")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr.count(b"espwhy: error: "), 2)
        self.assertTrue(done.stdout.startswith(b"a.log:6: null-deref/write"))

    def test_names_as_shells_hand_them_over(self):
        for name in ("with blank.log", "-dash.log", "new\nline.log", "*.log", "ä.log", "a:1:2: b.log"):
            self.put(name, sample.LOG)
            done = self.run_here("-f", "json", "--", name)
            self.assertEqual((done.returncode, done.stderr), (0, b""), name)
            self.assertEqual(json.loads(done.stdout)["crashes"][0]["log"], name.replace("\n", "\\x0a"))

    def test_thousand_logs(self):
        self.put("a.log", sample.QUIET_LOG)
        done = self.run_here("-q", *["a.log"] * 1000)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
