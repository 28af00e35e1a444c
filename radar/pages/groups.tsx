/** @module */
/** View. */
export function Page() {
  return <main class="pane" />;
}
