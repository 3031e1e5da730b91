# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table that a run prints."""

HOPS = ("SETUP_IND to RTP_CREATE", "RTP_CREATE to INVITE", "200 to SETUP_RSP", "INVITE to SETUP_REQ",
        "SETUP_CNF to 200", "DISC_IND to BYE", "BYE to DISC_REQ")
MEDIA = {"direct": "direct", "osmo-mgw": "anchored, osmo-mgw", "generator": "anchored, MGCP by the generator *"}
STACKS = {"plain": "nua as it comes", "nua": "nua, clock and pace as the gateway's", "nta": "nta with the gateway's clock"}


def _line(*cells, widths):
    return "  ".join(f"{cell:<{width}}" if number == 0 else f"{cell:>{width}}"
                     for number, (cell, width) in enumerate(zip(cells, widths)))


def _cpu(row, kind):
    """CPU time, and the ratios to the floors."""
    one = row[kind]
    ratios = (f"{one['floors'][name]['ratio']:.2f}" if name in one["floors"] else "-" for name in ("plain", "nua"))
    return (f"{one['cpu_us']:.0f}", *ratios)


def _memory(row):
    memory = row.get("memory_after_linger")
    if not memory:
        return "-"
    floor = f" ({memory['nua']:.1f})" if row["media"] == "direct" else ""
    return f"{memory['gateway']:.1f}{floor}"


def levels(rows):
    """CPU, memory and wakeups for each number of held calls, then the hops."""
    widths = (34, 6, 8, 7, 7, 8, 7, 7, 14, 10)
    lines = ["", "CPU per call in us, user and system; how many times that of a bare nua program: /plain as it comes,",
             "/nua with the gateway's clock, pace and heap, which is stricter; memory per held call in kB (that of /nua)",
             _line("media", "held", "MO us", "/plain", "/nua", "MT us", "/plain", "/nua", "memory", "wakeups/s",
                   widths=widths)]
    lines += [_line(MEDIA[row["media"]], row["held"], *_cpu(row, "mo"), *_cpu(row, "mt"), _memory(row),
                    f"{row['wakeups']:.1f}" if "wakeups" in row else "-", widths=widths) for row in rows]
    if any(row["media"] == "generator" for row in rows):
        lines.append("* a real osmo-mgw slows down with the number of its sockets; its place was taken")
    lines += ["", "Latency through the gateway in ms: median / 99th percentile / maximum"]
    hop_widths = (26,) + (22,) * len(rows)
    lines.append(_line("hop", *(f"{row['media']} {row['held']}" for row in rows), widths=hop_widths))
    for hop in HOPS:
        cells = (" / ".join(f"{row['hops'][hop][value] / 1000:.2f}" for value in ("p50", "p99", "max")) for row in rows)
        lines.append(_line(hop, *cells, widths=hop_widths))
    return lines


def flatness(rows):
    widths = (12, 8, 8, 8, 8, 8)
    lines = ["", "CPU per call in us at each number of held calls, all at the same time; how many times that at the lowest",
             _line("", "held", "MO us", "times", "MT us", "times", widths=widths)]
    return lines + [_line(row["place"], row["held"], f"{row['mo']['cpu_us']:.0f}", f"{row['mo']['ratio']:.2f}",
                          f"{row['mt']['cpu_us']:.0f}", f"{row['mt']['ratio']:.2f}", widths=widths) for row in rows]


def stacks(results):
    """Sofia's layers by themselves."""
    widths = (34, 8, 8, 14)
    lines = ["", "Bare SIP stacks: CPU per call in us, user and system; heap per held call in bytes",
             _line("stack", "MO us", "MT us", "heap", widths=widths)]
    return lines + [_line(STACKS[name], f"{one['mo']['cpu_us']:.0f}", f"{one['mt']['cpu_us']:.0f}",
                          f"{one['heap_bytes']:.0f}", widths=widths) for name, one in results.items()]


def rates(results):
    lines = ["", "Calls per second sustained without a failure, each rate for 3 s"]
    for one in results:
        broke = f"breaks at {one['broke']['rate']}" if one["broke"] else "not broken"
        lines.append(f"  {one['kind']:<6} {one['rate']:>5}  {broke}; the generator's own CPU per call "
                     f"{one.get('generator_us', 0):.0f} us")
    return lines


def start(seconds):
    return ["", f"Start to serving: {seconds:.3f} s"]


def idle(result):
    return ["", f"Idle: {result['wakeups_per_s']:.1f} wakeups/s, {result['cpu_percent']:.2f} % CPU, "
                f"{result['memory_kb']} kB"]


def burst(results):
    lines = [""]
    for kind, result in results.items():
        refused, failed = sum(result["refused"].values()), sum(result["failed"].values())
        lines.append(f"Burst of {result['calls']} {kind.upper()} calls within 1 s: "
                     f"{result['calls'] - refused - failed} carried, {refused} refused with a cause, {failed} lost")
    return lines


def msc_lost(result):
    return ["", f"MSC lost with {result['calls']} calls: all released on SIP in {result['released_s']:.2f} s "
                f"({result['cpu_us']:.0f} us CPU each); longest VTY answer meanwhile {result['vty_longest_s']:.2f} s; "
                f"{result['calls_afterwards']} new calls afterwards"]


def long_run(result):
    memory = result["memory_kb"]
    return ["", f"{result['calls']} calls in sequence at {result['rate']}/s: {memory[0]} kB after the first "
                f"{result['calls'] // len(memory)}, {memory[len(memory) // 2]} kB half way, {memory[-1]} kB at the end"]
