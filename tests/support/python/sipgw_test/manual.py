# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fenced blocks and links of the manual, and whether what a daemon says is what they show."""
import dataclasses
import pathlib
import re

PROMPT_LINE = re.compile(r"^(OsmoSIPgw(?:\([\w-]+\))?[>#]) (.*)$")
_FENCE = re.compile(r"^```(\w*) ?(.*)$")
# What differs from run to run, and what stands for it on both sides.
_VARIABLE = [(re.compile(pattern, re.M), constant) for pattern, constant in (
    (r"\b\d{4}-\d\d-\d\d ", "DATE "),
    (r"\b\d\d:\d\d:\d\d\b", "00:00:00"),
    (r"\b\d:\d\d:\d\d\b", "0:00:00"),
    (r"\bafter \d+\.\d{3} s", "after 0.000 s"),
    (r"\bafter \d+ s\b", "after 0 s"),
    (r"\bTried: +\d+\.\d{3} s ", "Tried: 0.000 s "),
    (r"\bno calls for \d+ s\b", "no calls for 0 s"),
    (r"\b\d+\.\d s left", "0.0 s left"),
    (r"^ +\d+\.\d{3} (?=[|ft])", "    0.000 "),
    (r"\b0x[0-9a-f]{8}\b", "0x00000000"),
    (r"\b[0-9a-f]{24}@", "CALLID@"),
    (r"\b\d+ sent, \d+ received", "N sent, N received"),
    (r"\b\d+ sent, \d+ retransmitted", "N sent, N retransmitted"),
    (r"\bjitter \d+ ms", "jitter 0 ms"),
    (r"\t", " "),
    (r" +$", ""),
)]


@dataclasses.dataclass
class Block:
    """```LANGUAGE SUBJECT, the lines in between, and where they are."""
    file: pathlib.Path
    line: int
    language: str
    subject: str
    text: str

    def __str__(self):
        return f"{self.file.name}:{self.line}"


def blocks(folder: pathlib.Path, *languages: str) -> list[Block]:
    """All blocks of these languages, or all there are."""
    found = []
    for file in sorted(folder.glob("*.md")):
        block = None
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if block is None and (fence := _FENCE.match(line)):
                block = Block(file, number, fence[1], fence[2], "")
            elif block is not None and line == "```":
                found.append(block)
                block = None
            elif block is not None:
                block.text += line + "\n"
        if block is not None:
            raise AssertionError(f"{block}: never closed")
    return [block for block in found if not languages or block.language in languages]


def links(folder: pathlib.Path) -> list[tuple[pathlib.Path, str, str]]:
    """File, linked file ('' for the same) and #heading of each link."""
    return [(file, *link) for file in sorted(folder.glob("*.md"))
            for link in re.findall(r"\]\(([^)#]*)(#[^)]*)?\)", file.read_text(encoding="utf-8"))]


def sessions(text: str) -> list[tuple[str, str, str]]:
    """Prompt, command and output of each command of a session."""
    commands: list[list[str]] = []
    for line in text.splitlines():
        if match := PROMPT_LINE.match(line):
            commands.append([match[1], match[2], ""])
        elif commands:
            commands[-1][2] += line + "\n"
        else:
            raise AssertionError(f"output before the first prompt: {line}")
    return [(prompt, command, output) for prompt, command, output in commands]


def translate(text: str, names: dict[str, str]) -> str:
    """The longest names first: none shall be found within another."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return text


def _canonical(text: str) -> str:
    for pattern, constant in _VARIABLE:
        text = pattern.sub(constant, text)
    return text


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("..."))


def shows(expected: str, actual: str) -> bool:
    """`...` stands for anything in a line; on a line of its own for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else _pattern(line) + r"\n"
                      for line in _canonical(expected).splitlines())
    return re.fullmatch(pattern, _canonical(actual.rstrip("\n") + "\n" if actual.strip() else "")) is not None


def logs(expected: str, actual: str) -> bool:
    """Is there such a line in the log?"""
    return re.search(f"^{_pattern(_canonical(expected))}$", _canonical(actual), re.M) is not None
