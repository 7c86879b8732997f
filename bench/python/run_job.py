"""The whole life of a contender's process. The last line it prints is what `src/timing.ts` calls a turn."""

import gc
import json
import resource
import sys
import time

import jobs


def main(request):
    job = getattr(jobs, request["job"])(request["rows"], request["given"])
    for _ in range(request["warmups"]):
        job.run()
    millis, cpu_millis, check, spent = [], [], None, 0
    while not millis or (len(millis) < request["runs"] and spent < request["budgetMillis"]):
        gc.collect()
        cpu, start = time.process_time(), time.perf_counter()
        rows = job.run()
        millis.append((time.perf_counter() - start) * 1000)
        cpu_millis.append((time.process_time() - cpu) * 1000)
        spent += millis[-1]
        if check is None:
            check = job.check()
    turn = {
        "rows": rows,
        "millis": millis,
        "cpuMillis": cpu_millis,
        "peakBytes": peak_bytes(),
    }
    if check is not None:
        turn["check"] = check
    job.close()
    print()
    print(json.dumps(turn))


def peak_bytes():
    """The most memory the process has had. What the system calls its peak begins with that of the process which started it."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


main(json.loads(sys.argv[1]))
