"""Extension of idf.py: `idf.py why` is `idf.py monitor` with espwhy behind it, and nothing muted.

Copy it to the folder of the project, beside its CMakeLists.txt. `idf.py -p PORT why`
"""

import json
import os
import subprocess
import sys


def why(subcommand_name, ctx, args, **options):
    with open(os.path.join(args.build_dir, "project_description.json"), encoding="utf-8") as file:
        project = json.load(file)
    monitor = [sys.executable, "-m", "esp_idf_monitor", "--decode-panic", "disable", "--decode-coredumps", "disable"]
    monitor += ["--target", project["target"], "--toolchain-prefix", project["monitor_toolprefix"]]
    monitor += ["-b", str(project["monitor_baud"])]
    if getattr(args, "port", None):
        monitor += ["-p", args.port]
    monitor += [os.path.join(args.build_dir, project["app_elf"])]
    with subprocess.Popen(["espwhy", "-b", args.build_dir], stdin=subprocess.PIPE) as espwhy:
        subprocess.run(monitor, stdout=espwhy.stdin, check=False)


def action_extensions(base_actions, project_path):
    helps = "Display serial output, and explain each crash with espwhy."
    return {"actions": {"why": {"callback": why, "help": helps, "order_dependencies": ["flash", "app-flash"]}}}
