/**
 * What Linux tells about a process: the CPU time it took, its memory, and how
 * many connections it may hold.
 *
 * @module
 */

/** `utime` and `stime` are counted in these; fixed for user space on Linux. */
const MILLISECONDS_PER_TICK = 10;

/** Memory of a process in KiB. */
export interface Memory {
  /** What it occupies now (`VmRSS`). */
  rss: number;
  /** The most it has occupied (`VmHWM`). */
  peak: number;
}

/** CPU time of all threads of a process up to now, in milliseconds. */
export function readCpu(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything, so count from its end.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_PER_TICK;
}

/**
 * CPU time of all threads that a process has now, in milliseconds; finer than
 * {@linkcode readCpu}, without threads that have ended.
 */
export function readFineCpu(pid: number): number {
  let sum = 0;
  for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
    const [nanoseconds] = Deno.readTextFileSync(
      `/proc/${pid}/task/${name}/schedstat`,
    ).split(" ");
    sum += Number(nanoseconds) / 1e6;
  }
  return sum;
}

/**
 * CPU time that all processes together took up to now, in milliseconds;
 * without interrupts, which belong to none of them.
 */
export function readAllCpu(): number {
  const stat = Deno.readTextFileSync("/proc/stat");
  const [user, nice, system] = stat.split("\n", 1)[0].split(/\s+/).slice(1);
  return (Number(user) + Number(nice) + Number(system)) *
    MILLISECONDS_PER_TICK;
}

/** Memory of a process now, and at most until now. */
export function readMemory(pid: number): Memory {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return { rss: kib(status, "VmRSS"), peak: kib(status, "VmHWM") };
}

/** How often each of its threads has been woken up from waiting so far. */
export function readWakeUps(pid: number): Map<string, number> {
  const threads = new Map<string, number>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
    const status = Deno.readTextFileSync(`/proc/${pid}/task/${name}/status`);
    const found = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(status);
    threads.set(name, Number(found?.[1] ?? 0));
  }
  return threads;
}

/** How many files (and so connections) a process may have open. */
export function readFileLimit(pid: number): number {
  const limits = Deno.readTextFileSync(`/proc/${pid}/limits`);
  const found = /^Max open files\s+(\d+)/m.exec(limits);
  return found ? Number(found[1]) : Infinity;
}

function kib(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status);
  if (!found) throw new Error(`no ${name} for this process`);
  return Number(found[1]);
}
