/** @module */
import type { MethodEntry } from "../../peer.ts";
/** View. */
export function MethodPane({ entry }: { entry: MethodEntry }) {
  return <div>{entry.path}</div>;
}
