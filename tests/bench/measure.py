"""What the benches share: commands timed in turn, and the peak memory of one."""

import statistics
import subprocess
import sys
import time


def seconds_of(command, good=(0,)):
    """Seconds of wall clock. Output goes into a pipe: into /dev/null grep would not count. One pipe, as Python waits on
    two with more calls than a short command makes itself."""
    start = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode not in good:
        sys.exit(f"{command[0]}: exit status {done.returncode}\n{done.stdout.decode(errors='replace')}")
    return time.perf_counter() - start


def in_turn(commands, rounds, warm_up, good=(0,)):
    """Time the commands in turn, so that all meet the same machine. The best of each is compared: what else the machine
    does is no property of theirs, and meets a command of two threads twice. The median is printed beside it."""
    times = {name: [] for name in commands}
    for turn in range(warm_up + rounds):
        for name, command in commands.items():
            seconds = seconds_of(command, good)
            if turn >= warm_up:
                times[name].append(seconds)
    for name, seconds in times.items():
        print(f"{name:10} best {min(seconds):.4f} s, median {statistics.median(seconds):.4f} s of {rounds}")
    return {name: min(seconds) for name, seconds in times.items()}


def peak_kib(command):
    """Peak resident memory of one run, told by a process that has no other child."""
    code = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, stdout=subprocess.PIPE)
    return int(done.stdout)


def judge(name, ratio, ratio_at_most, peak, peak_at_most):
    """Print both numbers and end with the bench's status."""
    print(f"ratio espwhy/{name} {ratio:.2f} (at most {ratio_at_most})")
    print(f"peak memory of espwhy {peak} KiB (at most {peak_at_most})")
    sys.exit(0 if ratio <= ratio_at_most and peak <= peak_at_most else 1)
