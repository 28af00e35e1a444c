/**
 * Bounds for waiting: a test that waits for what never comes must say for what.
 *
 * @module
 */

/** What was waited for did not come. */
export class NotInTime extends Error {
  constructor(what: string, seconds: number) {
    super(`not within ${seconds} s: ${what}`);
    this.name = "NotInTime";
  }
}

/** Waits for a promise, but not for ever. */
export async function within<T>(
  promise: Promise<T>,
  what: string,
  seconds = 30,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NotInTime(what, seconds)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
