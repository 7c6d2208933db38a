"""The GitHub Action and the GitLab template: the very text of their steps, run as the services run it, and docs/ci.md."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import program
import sample

try:
    import yaml
except ImportError:
    yaml = None

TOP = pathlib.Path(__file__).resolve().parents[2]
ACTION = TOP / "action.yml"
TEMPLATE = TOP / "contrib/gitlab/espwhy.gitlab-ci.yml"
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]  # GitHub Docs, Workflow syntax, defaults.run.shell

# What cmake does for scripts/build.sh, without the time that it takes.
CMAKE = """#!/bin/sh
case "$*" in
--version) echo "cmake version 3.28.0" ;;
*--install*) for prefix; do :; done; mkdir -p "$prefix/bin"; ln -s "$BUILT" "$prefix/bin/espwhy" ;;
esac
"""


@unittest.skipUnless(yaml, "the Python module yaml (python3-yaml) is missing")
class Steps(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name).resolve()
        self.work = self.root / "work space"
        (self.work / "logs").mkdir(parents=True)
        self.put("logs/quiet.log", sample.QUIET_LOG)
        self.bin = self.root / "bin"
        self.bin.mkdir()
        (self.bin / "espwhy").symlink_to(program.ESPWHY)

    def put(self, name, data):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def elf(self, name):
        self.put(name, b"")
        shutil.copyfile(program.DATA / "elf/app-xtensa.elf", self.work / name)

    def shell(self, command, script, env, path):
        (self.root / "step").write_text(script, encoding="utf-8")
        return subprocess.run(
            [*command, str(self.root / "step")],
            cwd=self.work,
            env=program.environment({**env, "PATH": f"{path}{os.environ['PATH']}"}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def without_espwhy(self):
        """A stand-in for cmake in front of PATH; whether espwhy is installed on this machine does not matter to that."""
        folder = self.root / "tools"
        folder.mkdir()
        (folder / "cmake").write_text(CMAKE, encoding="utf-8")
        (folder / "cmake").chmod(0o755)
        return f"{folder}:"


class Action(Steps):
    def setUp(self):
        super().setUp()
        self.action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        self.files = {name: self.root / name for name in ("output", "path", "summary.md")}
        for file in self.files.values():
            file.touch()

    def value(self, expression, inputs):
        """What stands between ${{ and }}: an input, or one with a default."""
        name, default = re.fullmatch(r"inputs\.([a-z-]+)(?: \|\| '(.*)')?", expression).groups()
        return inputs[name] or default or ""

    def step(self, number, path="", **inputs):
        """Run a step as the runner does."""
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        inputs = {name: given.pop(name, row.get("default", "")) for name, row in self.action["inputs"].items()}
        self.assertEqual(given, {})
        step = self.action["runs"]["steps"][number]
        self.assertEqual(step["shell"], "bash")
        self.assertNotIn("${{", step["run"])  # what a workflow gives never becomes part of a script
        env = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self.value(found[1], inputs), text)
            for name, text in step.get("env", {}).items()
        }
        env |= {
            "GITHUB_ACTION_PATH": str(TOP),
            "GITHUB_WORKSPACE": str(self.work),
            "GITHUB_OUTPUT": str(self.files["output"]),
            "GITHUB_PATH": str(self.files["path"]),
            "GITHUB_STEP_SUMMARY": str(self.files["summary.md"]),
            "RUNNER_TEMP": str(self.root / "temp"),
            "BUILT": program.ESPWHY,
        }
        return self.shell(BASH, step["run"], env, path)

    def explain(self, logs, status, **inputs):
        """Run the second step; what it printed, and its outputs."""
        done = self.step(1, f"{self.bin}:", logs=logs, **inputs)
        self.assertEqual(done.returncode, status, done.stdout.decode() + done.stderr.decode())
        lines = self.files["output"].read_text(encoding="utf-8").splitlines()
        return done.stdout.decode(), dict(line.split("=", 1) for line in lines)

    def test_every_output_is_one_of_the_step(self):
        put = self.explain("logs/quiet.log", 0)[1]
        for name, row in self.action["outputs"].items():
            self.assertEqual(row["value"], f"${{{{ steps.explain.outputs.{name} }}}}")
            self.assertIn(name, put)
        self.assertEqual(self.action["runs"]["steps"][1]["id"], "explain")

    def test_passing_log(self):
        out, put = self.explain("logs/*.log\n", 0)
        self.assertIn("no crash found", out)
        self.assertNotIn("::", out.replace("::notice", "?"))
        self.assertEqual((put["status"], put["crashes"]), ("0", "0"))
        self.assertEqual(json.loads((self.work / put["json"]).read_text())["crashes"], [])

    def test_failing_log(self):
        self.put("logs/a b.log", sample.LOG)
        self.put("more/deep/c.log", sample.LOG)
        self.put("-d.log", sample.LOG)
        out, put = self.explain("logs/*.log\r\n\n  more/**/*.log  \n-d.log\n", 1)
        self.assertIn("gate failed: crash", out)
        self.assertEqual(out.count("\n::error "), 1)
        self.assertIn("file=-d.log,line=", out.replace("file=logs/a b.log,line=", "file=-d.log,line="))
        self.assertEqual((put["status"], put["crashes"]), ("1", "3"))
        self.assertEqual(len(json.loads((self.work / put["sarif"]).read_text())["runs"][0]["results"]), 3)
        self.assertIn("<failure", (self.work / put["junit"]).read_text())
        self.assertIn("### ", self.files["summary.md"].read_text())

    def test_folders_that_a_pattern_finds_are_no_logs(self):
        self.put("logs/run/a.log", sample.LOG)
        self.assertEqual(self.explain("logs/**", 1)[1]["crashes"], "1")
        self.assertIn("::error title=espwhy::exit status 3", self.explain("logs/run", 3)[0])

    def test_what_else_may_be_given(self):
        self.put("logs/a.log", sample.LOG)
        self.elf("build/app.elf")
        self.put("known.ini", "[weak]\nclass = null-deref\naction = ignore\n")
        out, put = self.explain(
            "logs/a.log", 0, signatures="known.ini\n", fail_on="crash\nnew,mismatch", elf="build/app.elf", reports="re ports"
        )
        self.assertIn("WRONG ELF", out)
        self.assertEqual(put["json"], "re ports/report.json")
        self.explain("logs/a.log", 0, baseline="re ports/report.json", fail_on="new")
        out, _ = self.explain("logs/a.log", 0, fail_on="", args="--chip=esp32\n-v\n", elf_dir="build")
        self.assertIn("EXCVADDR", out)

    def test_a_baseline_in_the_folder_of_the_reports(self):
        self.put("logs/a.log", sample.LOG)
        _, put = self.explain("logs/a.log", 1)
        self.explain("logs/a.log", 0, baseline=put["json"], fail_on="new")

    def test_logs_that_are_not_there_fail(self):
        for logs, status in (("", 2), ("\n \n", 2), ("none/*.log", 3), ("none.log\nlogs/quiet.log", 3)):
            with self.subTest(logs=logs):
                self.files["output"].write_text("")
                out, put = self.explain(logs, status)
                self.assertIn("::error title=espwhy::", out)
                self.assertEqual(put.get("status"), "3" if status == 3 else None)

    def test_a_file_of_signatures_that_is_wrong(self):
        self.put("known.ini", "nonsense\n")
        out, put = self.explain("logs/*.log", 2, signatures="known.ini")
        self.assertIn("::error title=espwhy::exit status 2", out)
        self.assertEqual(put, {"status": "2"})

    def test_inputs_are_no_code(self):
        name = "$(touch evil)`touch evil`;touch evil;'\".log"
        self.put(f"logs/{name}", sample.LOG)
        _, put = self.explain(f"logs/{name}", 1, reports="$(touch evil)")
        self.assertEqual(put["crashes"], "1")
        self.assertFalse((self.work / "evil").exists())

    def test_build_step(self):
        step = self.action["runs"]["steps"][0]
        self.assertEqual(step["if"], "inputs.espwhy == ''")
        done = self.step(0, self.without_espwhy(), logs="x")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        folder = self.files["path"].read_text().strip()
        self.assertEqual(os.path.realpath(f"{folder}/espwhy"), os.path.realpath(program.ESPWHY))
        done = self.step(1, f"{folder}:", logs="logs/quiet.log")
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_a_program_that_is_named_is_used(self):
        done = self.step(1, "", logs="logs/quiet.log", espwhy=str(self.bin / "espwhy"))
        self.assertEqual(done.returncode, 0, done.stderr.decode())


class Gitlab(Steps):
    def job(self):
        return yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))[".espwhy"]

    def run_job(self, shell="sh", path=None, **given):
        job = self.job()
        variables = {**job["variables"], **{f"ESPWHY_{name}": text for name, text in given.items()}}
        self.assertEqual(set(variables), set(job["variables"]))
        env = {**variables, "CI_PROJECT_DIR": str(self.work), "BUILT": program.ESPWHY, "TMPDIR": str(self.root)}
        command = [shell, "-e"] if shell == "sh" else [shell, "-eo", "pipefail"]
        return self.shell(command, "\n".join(job["script"]), env, path or f"{self.bin}:")

    def test_passing_and_failing_logs(self):
        self.put("logs/a b.log", sample.LOG)
        self.put("-c.log", sample.LOG)
        for shell in ("sh", "bash"):
            done = self.run_job(shell, LOGS="logs/quiet.log")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            done = self.run_job(shell, LOGS="logs/*.log\r\n  -c.log\n")
            self.assertEqual(done.returncode, 1, done.stderr.decode())
            self.assertIn(b"gate failed: crash", done.stdout)
            (entry,) = json.loads((self.work / "espwhy-report/codequality.json").read_text())
            self.assertEqual(entry["location"]["path"], "logs/a b.log")

    def test_folders_that_a_pattern_finds_are_no_logs(self):
        self.put("logs/run/a.log", sample.LOG)
        for shell in ("sh", "bash"):
            self.assertEqual(self.run_job(shell, LOGS="logs/*").returncode, 0)
            self.assertEqual(self.run_job(shell, LOGS="logs/*\nlogs/run/*").returncode, 1)
            self.assertEqual(self.run_job(shell, LOGS="logs/run").returncode, 3)

    def test_every_report_that_the_job_hands_over_is_there(self):
        self.assertEqual(self.run_job(LOGS="logs/quiet.log").returncode, 0)
        artifacts = self.job()["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        for path in [*artifacts["paths"], *artifacts["reports"].values()]:
            self.assertTrue((self.work / path).exists(), path)

    def test_what_else_may_be_given(self):
        self.put("logs/a.log", sample.LOG)
        self.elf("build/app.elf")
        self.put("my known.ini", "[weak]\nclass = null-deref\naction = ignore\n")
        done = self.run_job(LOGS="logs/a.log", SIGNATURES="my known.ini", ELF="build/*.elf\nbuild/app.elf", ARGS="-v\n--chip=esp32")
        self.assertEqual(done.returncode, 3)  # options are no patterns: the first ELF is not there
        done = self.run_job(LOGS="logs/a.log", SIGNATURES="my known.ini", ELF="build/app.elf", ARGS="-v\n--chip=esp32")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"WRONG ELF", done.stdout)
        self.assertIn(b"EXCVADDR", done.stdout)

    def test_logs_that_are_not_there_fail(self):
        for logs, status in (("", 2), ("\n", 2), ("none/*.log", 3)):
            done = self.run_job(LOGS=logs)
            self.assertEqual((done.returncode, bool(done.stderr)), (status, True), logs)

    def test_variables_are_no_code(self):
        name = "$(touch evil)`touch evil`;touch evil.log"
        self.put(f"logs/{name}", sample.LOG)
        self.assertEqual(self.run_job(LOGS=f"logs/{name}").returncode, 1)
        self.assertFalse((self.work / "evil").exists())

    def test_it_is_built_where_it_is_not_installed(self):
        if shutil.which("espwhy"):
            self.skipTest("espwhy is installed here")
        tools = self.without_espwhy()
        git = self.root / "tools/git"
        git.write_text(f'#!/bin/sh\nfor to; do :; done; echo "$@"; ln -s "{TOP}" "$to"\n', encoding="utf-8")
        git.chmod(0o755)
        done = self.run_job(path=tools, LOGS="logs/quiet.log", REPOSITORY="https://example.com/espwhy.git")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"clone --depth 1 --branch main -- https://example.com/espwhy.git", done.stdout)
        done = self.run_job(path=tools, LOGS="logs/quiet.log")
        self.assertEqual(done.returncode, 2)


class Documentation(Steps):
    def examples(self):
        text = (TOP / "docs/ci.md").read_text(encoding="utf-8")
        return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]

    def test_github_example_gives_inputs_that_there_are(self):
        action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        found = 0
        for workflow in self.examples():
            for job in workflow.get("jobs", {}).values():
                for step in job["steps"]:
                    if "espwhy@" in step.get("uses", ""):
                        found += 1
                        self.assertLessEqual(set(step["with"]), set(action["inputs"]))
                    for name in re.findall(r"steps\.espwhy\.outputs\.([a-z]+)", json.dumps(step)):
                        self.assertIn(name, action["outputs"])
        self.assertGreater(found, 0)

    def test_gitlab_example_gives_variables_that_there_are(self):
        known = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))[".espwhy"]["variables"]
        found = [job for text in self.examples() for job in text.values() if isinstance(job, dict) and job.get("extends") == ".espwhy"]
        self.assertGreater(len(found), 0)
        for job in found:
            self.assertLessEqual(set(job["variables"]), set(known))

    def test_inputs_are_described(self):
        text = (TOP / "docs/ci.md").read_text(encoding="utf-8")
        for name in yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]:
            self.assertIn(f"`{name}`", text)


if __name__ == "__main__":
    unittest.main()
