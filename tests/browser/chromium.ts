/**
 * The executable of Chromium.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { Program } from "../support/process.ts";
import { isOnPath, WHOLE_MATRIX } from "../support/runtimes.ts";
import type { TemporaryFolder } from "../support/temporary.ts";

/**
 * Chromium without windows and profiles, in which a page takes two thirds of the
 * CPU. Debian's script on the PATH stays the parent of this program, which a
 * signal to the script leaves running.
 */
const SHELL = "/usr/lib/chromium/chromium-headless-shell";

/** The executable, if there is one on this machine. */
const CHROMIUM: string | undefined = !WHOLE_MATRIX && existsSync(SHELL)
  ? SHELL
  : ["chromium", "chromium-browser", "google-chrome"].find(isOnPath);

/**
 * Pages that the browser's own window loads, which cost 2 s of CPU a window, and
 * processes that it starts in advance.
 */
const UNUSED_FEATURES = [
  "PreloadTopChromeWebUI",
  "SpareRendererForSitePerProcess",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxPopup",
].join();

/** Whether it is missing: what needs it is registered as ignored. */
export const NO_CHROMIUM: boolean = CHROMIUM === undefined;

/** Whether it has windows, so that a tab hides the one behind it. */
export const HAS_TABS: boolean = CHROMIUM !== SHELL;

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
    `--disable-features=${UNUSED_FEATURES}`,
    `--user-data-dir=${folder.path("profile")}`,
    ...args,
  ], { env: { TMPDIR: folder.path("") } });
}
