/**
 * A headless Chromium that shows one page.
 *
 * @module
 */
import { Program } from "../support/process.ts";
import { TemporaryFolder } from "../support/temporary.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The executable, or nothing if there is none on this machine. */
export async function findChromium(): Promise<string | undefined> {
  for (const name of NAMES) {
    try {
      const command = new Deno.Command(name, { args: ["--version"] });
      if ((await command.output()).success) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** A browser with a profile of its own, which is gone with it. */
export class Chromium implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;

  private constructor(stack: AsyncDisposableStack) {
    this.#stack = stack;
  }

  /** Opens a page. */
  static async open(executable: string, url: string): Promise<Chromium> {
    const stack = new AsyncDisposableStack();
    const folder = stack.use(await TemporaryFolder.create());
    stack.use(Program.run(executable, [
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
      url,
    ]));
    return new Chromium(stack);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
