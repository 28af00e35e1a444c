/**
 * A headless Chromium that shows one page.
 *
 * @module
 */
import { Program } from "../support/process.ts";
import { isOnPath } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Name of the executable, if there is one on this machine. */
const CHROMIUM: string | undefined = [
  "chromium",
  "chromium-browser",
  "google-chrome",
].find(isOnPath);

/** Whether it is missing: what needs it is registered as ignored. */
export const NO_CHROMIUM: boolean = CHROMIUM === undefined;

/**
 * Starts Chromium without a window, with a profile and temporary files in a
 * folder.
 */
export function startChromium(
  folder: TemporaryFolder,
  ...args: string[]
): Program {
  if (CHROMIUM === undefined) throw new Error("there is no Chromium");
  return Program.run(CHROMIUM, [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${folder.path("profile")}`,
    ...args,
  ], { env: { TMPDIR: folder.path("") } });
}

/** A browser with a profile of its own, which is gone with it. */
export class Chromium implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;

  private constructor(stack: AsyncDisposableStack) {
    this.#stack = stack;
  }

  /** Opens a page. */
  static async open(url: string): Promise<Chromium> {
    const stack = new AsyncDisposableStack();
    const folder = stack.use(await TemporaryFolder.create());
    stack.use(startChromium(folder, url));
    return new Chromium(stack);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
