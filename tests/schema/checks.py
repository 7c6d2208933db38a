"""What a report of each format must be for its reader: every check yields what is wrong."""

import json
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema

HERE = Path(__file__).resolve().parent
ROOT_ID = "%SRCROOT%"
PLAIN_PATH = re.compile(r"(?!/)(?!.*(^|/)\.\.?(/|$))(?!.*//)[^\x00-\x1f\x7f\\:]+(?<!/)")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")  # all but line feed and tab
REORDER = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")  # Unicode Standard Annex 9: Explicit Directional Formatting


def schema_of(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


SARIF = jsonschema.Draft4Validator(schema_of("sarif-2.1.0.json"))
GITLAB = jsonschema.Draft202012Validator(schema_of("gitlab.json"))


def is_plain_path(path):
    return PLAIN_PATH.fullmatch(path) is not None


def schema_complaints(validator, document):
    for error in validator.iter_errors(document):
        yield f"at {error.json_path}: {error.message[:200]}"


# ---- commands that a log viewer would obey -------------------------------------------------------


def commands(text):
    """What the runner of GitHub Actions, or the agent of Azure Pipelines, takes for a command: two
    colons where a line begins, or a bracket behind two hashes anywhere."""
    for line in re.split("[\r\n]", text):
        if re.match(r"\s*::.*?::", line) or re.search(r"##(vso|teamcity)?\[", line):
            yield line


def forged(name, text):
    """What no report may hold."""
    if name != "github":
        yield from (f"a command: {line[:120]!r}" for line in commands(text))
    for found in CONTROL.findall(text):
        yield f"a control character: {found!r}"
    for found in REORDER.findall(text):
        yield f"a character that turns text around: {found!r}"
    for found in re.findall(r"section_(?:start|end):\d+:[\w.-]+(?:\[.*?\])?\r", text):
        yield f"a section of GitLab: {found!r}"


# ---- one check per format ------------------------------------------------------------------------


def check_json(text):
    json.loads(text)
    return ()


def check_jsonl(text):
    for line in text.splitlines():
        json.loads(line)
    return ()


def sarif_places(run):
    for result in run["results"]:
        for location in result["locations"]:
            yield location["physicalLocation"]
        for stack in result.get("stacks", ()):
            for frame in stack["frames"]:
                if "physicalLocation" in frame["location"]:
                    yield frame["location"]["physicalLocation"]


def sarif_rule_complaints(rules):
    """Viewers show the Markdown of a rule's help; where they cannot, its text."""
    for rule in rules:
        page = rule["help"]["markdown"]
        if not page.startswith(rule["shortDescription"]["text"].replace("<", "&lt;")) or "### What to check\n" not in page:
            yield f"the page of {rule['id']} lacks its head or what to check: {page[:80]!r}"
        if re.search(r"\]\(#", page):
            yield f"the page of {rule['id']} links to headings that are not there"


def check_sarif(text):
    document = json.loads(text)
    yield from schema_complaints(SARIF, document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    yield from sarif_rule_complaints(rules)
    for place in sarif_places(run):
        artifact = place["artifactLocation"]
        if re.search(r"[^\w.~/%-]", artifact["uri"], re.ASCII) or re.match(r"/|\w+:|(.*/)?\.\.?(/|$)", artifact["uri"]):
            yield f"not a relative path: {artifact['uri']!r}"
        if artifact.get("uriBaseId", ROOT_ID) != ROOT_ID:
            yield f"relative to {artifact['uriBaseId']!r}"
    for result in run["results"]:
        if "ruleId" in result and rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"ruleIndex does not lead to {result['ruleId']}"


def check_junit(text):
    root = ElementTree.fromstring(text)
    for suite in root.iter("testsuite"):
        cases = suite.findall("testcase")
        counted = {"tests": len(cases), "errors": 0}
        for tag, key in (("failure", "failures"), ("skipped", "skipped")):
            counted[key] = sum(case.find(tag) is not None for case in cases)
        for key, count in counted.items():
            if int(suite.get(key, "-1")) != count:
                yield f"{key}={suite.get(key)}, but there are {count}"
    if not shutil.which("xmllint"):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        done = subprocess.run(
            ["xmllint", "--noout", "--nonet", "--schema", str(HERE / "junit.xsd"), file.name],
            capture_output=True, text=True, check=False,
        )
    if done.returncode != 0:
        yield done.stderr[:500]


def check_gitlab(text):
    document = json.loads(text)
    yield from schema_complaints(GITLAB, document)
    prints = [entry["fingerprint"] for entry in document]
    if len(set(prints)) != len(prints):
        yield "two entries with one fingerprint"


# Source: actions/runner, src/Runner.Common/ActionCommand.cs; GitHub Docs, Workflow commands.
COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
PROPERTY = re.compile(r"(file|line|col|title)=([^,:]+)")
ANNOTATIONS, MESSAGE_BYTES, TITLE_LETTERS = 10, 64 * 1024, 255


def decoded(text):
    for code, letter in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def check_annotation(fields, message):
    found = dict(PROPERTY.fullmatch(field).groups() for field in fields)
    if len(found) != len(fields):
        yield "a property stands there twice"
    if "file" in found and not (is_plain_path(decoded(found["file"])) and found.get("line", "").isdigit()):
        yield f"not a place in the workspace: {found}"
    if len(decoded(found["title"])) > TITLE_LETTERS or len(message.encode()) > MESSAGE_BYTES:
        yield "longer than an annotation may be"


def check_github(text):
    counts = {}
    for line in re.split("[\r\n]", text)[:-1]:
        match = COMMAND.fullmatch(line)
        fields = match.group(2).split(",") if match else []
        if not match or not all(PROPERTY.fullmatch(field) for field in fields):
            yield f"not an annotation: {line[:200]!r}"
            continue
        counts[match.group(1)] = counts.get(match.group(1), 0) + 1
        yield from check_annotation(fields, match.group(3))
    if any(count > ANNOTATIONS for count in counts.values()):
        yield f"too many annotations: {counts}"


# Source: microsoft/vscode-cpptools, package.json, problem matcher "gcc"; GNU Coding Standards,
# 4.4, Formatting Error Messages.
MATCHER = re.compile(r"(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)")
PLACELESS = re.compile(r"espwhy: (warning|error|note): .*")


def check_gcc(text):
    for line in re.split("[\r\n]", text)[:-1]:
        match = MATCHER.fullmatch(line.replace(" note: ", " error: ", 1))
        if PLACELESS.match(line):
            continue
        if not match or not is_plain_path(match.group(1)):
            yield f"not an error of a compiler: {line[:200]!r}"


OUR_HTML = re.compile(r"<details><summary>[A-Z][\w ]*</summary>|</details>")
HEADING = re.compile(r"[a-z][a-z0-9-]*(/[a-z0-9-]+)?: ")
MENTION = re.compile(r"@\w|#\d|![0-9]")


def content(node):
    """Its words, without the blanks that cmark lays the tree out with."""
    leaves = (leaf.text or "" for leaf in node.iter() if len(leaf) == 0)
    return "".join(leaves)


def check_node(node):
    tag = node.tag.split("}")[-1]
    if tag in ("html_block", "html_inline") and not OUR_HTML.fullmatch(content(node).strip()):
        yield f"HTML: {content(node)[:120]!r}"
    if tag in ("link", "image"):
        yield f"a link: {content(node)[:120]!r}"
    if tag == "heading" and (node.get("level") != "3" or not HEADING.match(content(node))):
        yield f"a heading: {content(node)[:120]!r}"
    if tag == "code_block" and node.get("info") != "text":
        yield f"code of a language: {content(node)[:120]!r}"
    if tag == "text" and MENTION.search(content(node)):
        yield f"a mention: {content(node)[:120]!r}"


def check_markdown(text):
    if not shutil.which("cmark"):
        return
    done = subprocess.run(["cmark", "-t", "xml"], input=text.encode(), capture_output=True, check=True)
    root = ElementTree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", done.stdout))
    for node in root.iter():
        yield from check_node(node)
    html = [content(node) for node in root if node.tag.endswith("html_block")]
    opened = sum("<details>" in block for block in html)
    closed = sum("</details>" in block for block in html)
    if opened != closed:
        yield f"{opened} details are opened, {closed} closed"


def check_text(_):
    return ()


CHECKS = {
    "text": check_text,
    "json": check_json,
    "jsonl": check_jsonl,
    "sarif": check_sarif,
    "junit": check_junit,
    "github": check_github,
    "gitlab": check_gitlab,
    "gcc": check_gcc,
    "markdown": check_markdown,
}


def complaints(name, data):
    """All that is wrong with the bytes of a report."""
    try:
        text = data.decode("utf-8")
        found = [*CHECKS[name](text), *forged(name, text)]
    except (ValueError, KeyError, ElementTree.ParseError) as problem:
        found = [f"{type(problem).__name__}: {problem}"]
    return [f"{name}: {complaint}" for complaint in found]
