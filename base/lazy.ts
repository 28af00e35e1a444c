/**
 * Modules that are loaded on first use.
 *
 * @module
 */

/** One module. */
export class Lazy<M> {
  readonly #load: () => Promise<M>;
  /** The module, if it is loaded. */
  loaded: M | undefined;

  /** @param load Called again if it has failed. */
  constructor(load: () => Promise<M>) {
    this.#load = load;
  }

  /** Without `import()` from the second time on, which takes a turn. */
  async get(): Promise<M> {
    return this.loaded ??= await this.#load();
  }
}
