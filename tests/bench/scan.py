#!/usr/bin/env python3
"""How fast a log without a crash is read: espwhy against grep with the same literals, in the same run."""

import argparse
import os
import random
import subprocess
from pathlib import Path

from measure import in_turn, judge, peak_kib

LOG_BYTES = 256 * 1024 * 1024
ROUNDS = 5
WARM_UP = 1
RATIO_AT_MOST = 1.0
PEAK_KIB_AT_MOST = 16 * 1024
TAGS = ("wifi", "mqtt_client", "app_main", "esp_netif_handlers", "i2c.master", "sensor", "ota", "BLE_INIT", "nvs")
TEXTS = (
    "new:<{a},1>, old:<1,0>, ap:<255,255>, sta:<{a},1>, prof:1",
    "sent publish id={a}, qos=1, topic=/site/{b}/temperature, {a} bytes queued",
    "heap: {b}0 bytes free, largest block {a}, minimum ever {b}",
    "temperature {a}.{b} C, humidity {b} %, pressure 10{a} hPa",
    "read register 0x{a:02x} = 0x{b:08x} after {a} tries",
    "sta ip: 192.168.1.{a}, mask: 255.255.255.0, gw: 192.168.1.1",
    "state: run -> auth ({a:x}), backoff {b} ms",
)


def make_log(path):
    """Lines as an ESP-IDF application prints them: levels, times, tags, colours, a bare line now and then."""
    if path.exists() and path.stat().st_size == LOG_BYTES:
        return
    chance = random.Random(1)
    lines = []
    for number in range(200_000):
        text = chance.choice(TEXTS).format(a=chance.randrange(256), b=chance.randrange(100_000))
        level = chance.choice("IIIIIIDWE")
        line = f"{level} ({number * 37}) {chance.choice(TAGS)}: {text}"
        if chance.random() < 0.3:
            line = f"\x1b[0;32m{line}\x1b[0m"
        lines.append(text if chance.random() < 0.05 else line)
    block = ("\n".join(lines) + "\n").encode()
    with path.open("wb") as out:
        left = LOG_BYTES
        while left > 0:
            left -= out.write(block[:left])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the log")
    parser.add_argument("--print-grammar", required=True, help="the program that prints the literals")
    options = parser.parse_args()
    log = options.work / "no-crash-256MB.log"
    make_log(log)
    literals = options.work / "literals.txt"
    literals.write_bytes(subprocess.run([options.print_grammar, "literals"], check=True, stdout=subprocess.PIPE).stdout)
    commands = {
        "espwhy": [options.espwhy, str(log)],
        "grep": ["grep", "-a", "-c", "-F", "-f", str(literals), str(log)],
    }
    os.environ["LC_ALL"] = "C"  # grep is fastest so
    best = in_turn(commands, ROUNDS, WARM_UP, good=(0, 1))  # 1: grep found nothing, as it should
    judge("grep", best["espwhy"] / best["grep"], RATIO_AT_MOST, peak_kib(commands["espwhy"]), PEAK_KIB_AT_MOST)


if __name__ == "__main__":
    main()
