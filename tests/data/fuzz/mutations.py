"""Damages of a file's bytes: those that happen, and those that somebody thought out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]

_ODD = (
    b"\x00",
    b"\xff",
    b"\xfe",
    b"\x80",
    b"\r",
    b"\n",
    b"\t",
    b'"',
    b"'",
    b"\\",
    b"[",
    b"]",
    b"{",
    b"}",
    b"(",
    b")",
    b",",
    b";",
    b"|",
    b":",
    b"#",
    b"=",
    b"sep=",
    b'sep="\n',
    b"\xc2\xa0",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    "²".encode(),
    "٣".encode(),
    b"NaN",
    b"Infinity",
    b"-1e999",
    b"null",
    b"\\ud800",
    b"ROOT",
    b"Root",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x93NUMPY",
    b"level",
    b"labels",
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "cp037", "shift_jis")
_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    2**63,
    10**400,
    -0.0,
    float("nan"),
    float("inf"),
    1e308,
    "",
    " ",
    "\ud800",
    "\x00",
    [],
    {},
    [[]],
    [None],
    [[[]]],
    {"a": []},
    [float("inf")],
    [10**30],
    ["\udc00"],
    "[",
    "(1,",
    "9" * 9,
)


def mutated(content: bytes, random: Random) -> bytes:
    """The content after one to three damages."""
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.choice(MUTATIONS)(content, random)
    return content


def _place(content: bytes, random: Random) -> int:
    return random.randint(0, len(content))


def flipped(content: bytes, random: Random) -> bytes:
    """Some bits are others."""
    data = bytearray(content or b"\0")
    for _ in range(random.choice((1, 2, 10, 100))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def truncated(content: bytes, random: Random) -> bytes:
    """The end is missing, or the beginning."""
    place = _place(content, random)
    return random.choice((content[:place], content[place:]))


def spliced(content: bytes, random: Random) -> bytes:
    """A piece stands somewhere else, too, or is gone."""
    start, end = sorted((_place(content, random), _place(content, random)))
    place = _place(content, random)
    piece = content[start:end] * random.choice((0, 1, 3))
    return content[:place] + piece + content[random.choice((place, end)) :]


def inserted(content: bytes, random: Random) -> bytes:
    """Something stands where it should not, once or many times."""
    piece = random.choice(_ODD) * random.choice((1, 1, 1, 2, 7, 300, 100_000))
    place = _place(content, random)
    return content[:place] + piece + content[place:]


def replaced(content: bytes, random: Random) -> bytes:
    """All of a sign are another one."""
    signs = sorted(set(content)) or [0]
    return content.replace(bytes([random.choice(signs)]), random.choice(_ODD))


def nested(content: bytes, random: Random) -> bytes:
    """Brackets without an end, or with one."""
    depth = random.choice((10, 900, 5_000, 100_000))
    opening, closing = random.choice(((b"[", b"]"), (b"(", b")"), (b"{", b"}"), (b'{"a":', b"}")))
    inner = random.choice((b"", b"1", b'"a"'))
    piece = opening * depth + inner + closing * random.choice((0, depth))
    return _in_place_of_a_value(content, piece, random)


def many(content: bytes, random: Random) -> bytes:
    """A value that is very long, of one sign or of few."""
    length = random.choice((300, 5_000, 100_000, 400_000))
    sign = random.choice(
        (
            b"9",
            b"1",
            b"1 ",
            b"a",
            b"'",
            b'"',
            b"\\",
            b"a,",
            b"[1]",
            b"0.",
            b" ",
            b"''",
            b'"a",',
            b"> ",
            b"a/",
        )
    )
    ends = random.choice(
        ((b"", b""), (b"", b"x"), (b'"', b'"'), (b"[", b"]"), (b"['", b"x"), (b"level", b""))
    )
    return _in_place_of_a_value(content, ends[0] + sign * (length // len(sign)) + ends[1], random)


def _in_place_of_a_value(content: bytes, piece: bytes, random: Random) -> bytes:
    """The piece in place of what stands between two separators."""
    marks = [place for place, sign in enumerate(content[:20_000]) if sign in b",:\t\n|[]"]
    if len(marks) < 2:
        return content + piece
    first = random.randrange(len(marks) - 1)
    return content[: marks[first] + 1] + piece + content[marks[first + 1] :]


def revalued(content: bytes, random: Random) -> bytes:
    """A value of a JSON line is another one, or the line has another field."""
    lines = content.split(b"\n")
    number = random.randrange(len(lines))
    try:
        value = json.loads(lines[number])
        name = random.choice([*value, "split", "level1", "tokens", "section"])
        value[name] = random.choice(_VALUES)
        lines[number] = json.dumps(value).encode()
    except (ValueError, TypeError, RecursionError):
        lines[number] = json.dumps(random.choice(_VALUES)).encode()
    return b"\n".join(lines)


def encoded(content: bytes, random: Random) -> bytes:
    """Another encoding."""
    return content.decode("latin-1").encode(random.choice(_ENCODINGS), "replace")


def ended(content: bytes, random: Random) -> bytes:
    """Other ends of lines, or none."""
    return content.replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\n\n", b"", b"\x85", b"\x0b")))


def shuffled(content: bytes, random: Random) -> bytes:
    """Lines in another order."""
    lines = content.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


def repeated(content: bytes, random: Random) -> bytes:
    """Everything again and again, up to a few hundred kilobytes."""
    times = random.choice((2, 30, 1_000))
    return content * min(times, 1 + 300_000 // max(len(content), 1))


def widened(content: bytes, random: Random) -> bytes:
    """Every line has many more cells, with names of their own or all with one."""
    cells = random.choice((5, 300, 30_000))
    mark = random.choice((b",", b"\t", b";", b"|"))
    head = (
        mark.join(b"level%d" % n for n in range(cells)) if random.random() < 0.5 else mark * cells
    )
    lines = content.split(b"\n")[: max(1, 400_000 // cells)]
    return b"\n".join(line + mark + (mark * cells if n else head) for n, line in enumerate(lines))


def chained(content: bytes, random: Random) -> bytes:
    """Edges, one below the other, perhaps in a circle, or all with all."""
    mark = random.choice((b"\t", b"\t", b","))
    count = random.choice((3, 300, 20_000))
    edges = [b"%d%s%d" % (n, mark, n + 1) for n in range(count)]
    if random.random() < 0.5:
        edges.append(b"%d%s0" % (count, mark))
    if count == 300 and random.random() < 0.5:
        edges = [b"%d%s%d" % (a, mark, b) for a in range(count) for b in range(a)]
    return b"\n".join(edges) + (b"\n" + content if random.random() < 0.5 else b"")


def zeros(content: bytes, random: Random) -> bytes:
    """Nothing but one byte, as a broken disk leaves it."""
    return bytes([random.choice(b"\0\n 9a[\t")]) * 2**18


def compressed(content: bytes, random: Random) -> bytes:
    """Compressed once more, perhaps damaged, or nearly nothing that unpacks to megabytes."""
    packed = gzip.compress(
        content if random.random() < 0.7 else (content or b"\n") * (2**22 // (len(content) + 1))
    )
    return packed if random.random() < 0.5 else flipped(packed, random)


MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    truncated,
    spliced,
    inserted,
    replaced,
    nested,
    many,
    revalued,
    encoded,
    ended,
    shuffled,
    repeated,
    widened,
    chained,
    zeros,
    compressed,
)
