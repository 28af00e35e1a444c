/**
 * Tests that wait more than they work run beside each other, and beside those of
 * their group that run one after the other: some are under way at a time, from
 * the group's begin on, and are reported at its end. A test of a file that runs
 * by itself, or with `JET_TEST_ALONE=1`, has none beside it.
 *
 * @module
 */

/** Tests that are under way at a time. */
const MAX_UNDER_WAY = 4;

interface Case {
  readonly name: string;
  readonly body: () => Promise<void>;
  readonly outcome: PromiseWithResolvers<void>;
}

const cases: Case[] = [];
let begun = 0;
let underWay = 0;
let hasEnded = false;

/** Begins those that were registered first, as far as there is room. */
function beginMore(): void {
  while (!hasEnded && underWay < MAX_UNDER_WAY && begun < cases.length) {
    const { body, outcome } = cases[begun++];
    underWay++;
    // It is reported by its test, unless that is filtered out.
    outcome.promise.catch(() => {});
    body().then(outcome.resolve, outcome.reject).finally(() => {
      underWay--;
      beginMore();
    });
  }
}

/** Whether no test of this run has another one beside it. */
function runsAlone(): boolean {
  return Deno.env.get("JET_TEST_ALONE") === "1" ||
    !Deno.mainModule.includes("/tests/groups/");
}

/** How a test that runs beside others is added. */
export interface BesideOptions {
  /** Whether something is missing that the test needs; `false` if not given. */
  ignore?: boolean;
  /** Whether it takes 10 s or more, so that it begins first. */
  long?: boolean;
}

/** Adds a test of this kind: they begin in the order in which they are added. */
export function besideOthers(
  name: string,
  body: () => Promise<void>,
  { ignore = false, long = false }: BesideOptions = {},
): void {
  if (ignore || runsAlone()) return Deno.test({ name, ignore, fn: body });
  const outcome = Promise.withResolvers<void>();
  const added = { name, body, outcome };
  if (long) cases.unshift(added);
  else cases.push(added);
}

/** Registers those of a group: to be called when all its files are imported. */
export function registerBeside(): void {
  // Those that are filtered out may be under way.
  Deno.test.beforeAll(beginMore);
  Deno.test.afterAll(end);
  for (const { name, outcome } of cases) {
    Deno.test(name, () => outcome.promise);
  }
}

async function end(): Promise<void> {
  hasEnded = true;
  const all = cases.slice(0, begun).map(({ outcome }) => outcome.promise);
  await Promise.allSettled(all);
}
