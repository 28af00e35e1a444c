/** @module */
/** View. */
export function Board() {
  return <section class="pane board" />;
}
