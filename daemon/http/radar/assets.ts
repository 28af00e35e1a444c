/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-dC5oBl9Es3.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-p7oKWpQxBb.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk--T9lJkTlGq.js.txt" with { type: "text" };
import asset5 from "./chunk-0O0kj3QJjg.js.txt" with { type: "text" };
import asset6 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset7 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset8 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset9 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset10 from "./chunk-5y1GuZLGyx.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-8evfcguqIh.js.txt" with { type: "text" };
import asset13 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset14 from "./chunk-BafDtsfsJO.js.txt" with { type: "text" };
import asset15 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset16 from "./chunk-FaMtL3Zqp2.js.txt" with { type: "text" };
import asset17 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset18 from "./chunk-GEd0Pb8l2C.js.txt" with { type: "text" };
import asset19 from "./chunk-O3_UcHzgHD.js.txt" with { type: "text" };
import asset20 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset21 from "./chunk-SPcBxHtlix.js.txt" with { type: "text" };
import asset22 from "./chunk-Sf4ANJigv0.js.txt" with { type: "text" };
import asset23 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset24 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset25 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset26 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset27 from "./chunk-_RjGnQ346R.js.txt" with { type: "text" };
import asset28 from "./chunk-_sphzpCPGz.js.txt" with { type: "text" };
import asset29 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset30 from "./chunk-g6WmuQ7vov.js.txt" with { type: "text" };
import asset31 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset32 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset33 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset34 from "./chunk-lIod1LexZo.js.txt" with { type: "text" };
import asset35 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset36 from "./chunk-vMG3HMLTsi.js.txt" with { type: "text" };
import asset37 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset38 from "./chunk-ynYerk5oL_.js.txt" with { type: "text" };
import asset39 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset40 from "./daemon-J6MB3K962E.js.txt" with { type: "text" };
import asset41 from "./explore-1h6EUIxccg.js.txt" with { type: "text" };
import asset42 from "./groups-Y7EmG5Diwh.js.txt" with { type: "text" };
import asset43 from "./gun-VNlEzzZ171.js.txt" with { type: "text" };
import asset44 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset45 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset46 from "./main-MVaCxGG7zd.js.txt" with { type: "text" };
import asset47 from "./method_pane-T9zwG4zXaY.js.txt" with { type: "text" };
import asset48 from "./peers-jUpnxJG4eL.js.txt" with { type: "text" };
import asset49 from "./pins-9hNX7nUkBE.js.txt" with { type: "text" };
import asset50 from "./plots-u5vXFmagua.js.txt" with { type: "text" };
import asset51 from "./raw_websocket-zUQNi1SPSH.js.txt" with { type: "text" };
import asset52 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset53 from "./sockets-IaXcndLUyI.js.txt" with { type: "text" };
import asset54 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset55 from "./radar-urPfoHyM5B.css.txt" with { type: "text" };
import asset56 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

/** A file that never changes: its name has a hash of its content. */
export interface BuiltAsset {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** The page itself, for all addresses below `/radar/`. */
export const INDEX: string = index;

/** The page that tries the API for HTTP. */
export const EXPLORER: string = explorer;

/** The files that it loads. */
export const ASSETS: readonly BuiltAsset[] = [
  { name: "api-dC5oBl9Es3.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-p7oKWpQxBb.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk--T9lJkTlGq.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0O0kj3QJjg.js", type: "text/javascript", content: asset5 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset6 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset7 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset9 },
  { name: "chunk-5y1GuZLGyx.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-8evfcguqIh.js", type: "text/javascript", content: asset12 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset13 },
  { name: "chunk-BafDtsfsJO.js", type: "text/javascript", content: asset14 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset15 },
  { name: "chunk-FaMtL3Zqp2.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset17 },
  { name: "chunk-GEd0Pb8l2C.js", type: "text/javascript", content: asset18 },
  { name: "chunk-O3_UcHzgHD.js", type: "text/javascript", content: asset19 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset20 },
  { name: "chunk-SPcBxHtlix.js", type: "text/javascript", content: asset21 },
  { name: "chunk-Sf4ANJigv0.js", type: "text/javascript", content: asset22 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset23 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset24 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset25 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset26 },
  { name: "chunk-_RjGnQ346R.js", type: "text/javascript", content: asset27 },
  { name: "chunk-_sphzpCPGz.js", type: "text/javascript", content: asset28 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset29 },
  { name: "chunk-g6WmuQ7vov.js", type: "text/javascript", content: asset30 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset31 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset32 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset33 },
  { name: "chunk-lIod1LexZo.js", type: "text/javascript", content: asset34 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset35 },
  { name: "chunk-vMG3HMLTsi.js", type: "text/javascript", content: asset36 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset37 },
  { name: "chunk-ynYerk5oL_.js", type: "text/javascript", content: asset38 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset39 },
  { name: "daemon-J6MB3K962E.js", type: "text/javascript", content: asset40 },
  { name: "explore-1h6EUIxccg.js", type: "text/javascript", content: asset41 },
  { name: "groups-Y7EmG5Diwh.js", type: "text/javascript", content: asset42 },
  { name: "gun-VNlEzzZ171.js", type: "text/javascript", content: asset43 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset44 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset45 },
  { name: "main-MVaCxGG7zd.js", type: "text/javascript", content: asset46 },
  { name: "method_pane-T9zwG4zXaY.js", type: "text/javascript", content: asset47 },
  { name: "peers-jUpnxJG4eL.js", type: "text/javascript", content: asset48 },
  { name: "pins-9hNX7nUkBE.js", type: "text/javascript", content: asset49 },
  { name: "plots-u5vXFmagua.js", type: "text/javascript", content: asset50 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset51 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset52 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset53 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset54 },
  { name: "radar-urPfoHyM5B.css", type: "text/css", content: asset55 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset56 },
];
