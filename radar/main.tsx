/**
 * Radar: the page that shows a bus in a browser.
 *
 * @module
 */
import { render } from "preact";
import { Frame } from "./frame.tsx";

const root = document.getElementById("radar");
if (root !== null) render(<Frame />, root);
