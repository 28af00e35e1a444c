/**
 * Files that are gone when the test ends.
 *
 * @module
 */

/** A folder of its own for one test. */
export class TemporaryFolder implements AsyncDisposable {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes a folder. */
  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await Deno.makeTempDir({ prefix: "jet-test-" }));
  }

  /** Path of a file in it. */
  path(name: string): string {
    return `${this.#path}/${name}`;
  }

  /** Writes a file and returns its path. */
  async write(name: string, content: unknown): Promise<string> {
    const path = this.path(name);
    await Deno.writeTextFile(
      path,
      typeof content === "string" ? content : JSON.stringify(content),
    );
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A process that has just ended may have helpers that still write.
    for (let attempts = 20;; attempts--) {
      try {
        return await Deno.remove(this.#path, { recursive: true });
      } catch (error) {
        if (attempts === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}
