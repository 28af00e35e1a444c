/**
 * The C library on Deno.
 *
 * @module
 */
import { C_LIBRARY } from "./dead_peers.ts";

/**
 * Functions of the C library; `undefined` if they may not be called, on other
 * systems than Linux, and where the library is another one.
 */
export function openCLibrary<
  const Symbols extends Deno.ForeignLibraryInterface,
>(
  symbols: Symbols,
): Deno.DynamicLibrary<Symbols> | undefined {
  if (Deno.build.os !== "linux") return undefined;
  // Without the permission `dlopen` would ask for it at the terminal; a permission
  // for one library does not let the system search for it.
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  if (state !== "granted") return undefined;
  try {
    return Deno.dlopen(C_LIBRARY, symbols);
  } catch {
    return undefined;
  }
}
