/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-GN41d8xI2d.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-LEB6-j1482.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset5 from "./chunk-0qKjRxqWR1.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset8 from "./chunk-4X70iJUs_c.js.txt" with { type: "text" };
import asset9 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset10 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset11 from "./chunk-9oD_xfukuS.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-BzBSDbv06z.js.txt" with { type: "text" };
import asset14 from "./chunk-CJIhjzMM1P.js.txt" with { type: "text" };
import asset15 from "./chunk-DiA5RnLENv.js.txt" with { type: "text" };
import asset16 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset17 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset18 from "./chunk-IOF1jI4KhD.js.txt" with { type: "text" };
import asset19 from "./chunk-JC5n7jA3v5.js.txt" with { type: "text" };
import asset20 from "./chunk-JnactNE2xA.js.txt" with { type: "text" };
import asset21 from "./chunk-O1MxZeS8ul.js.txt" with { type: "text" };
import asset22 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset23 from "./chunk-PfjYAjAeX8.js.txt" with { type: "text" };
import asset24 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset25 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset26 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset27 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset28 from "./chunk-YxYqIoVTuo.js.txt" with { type: "text" };
import asset29 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset30 from "./chunk-bo5hQBhOAc.js.txt" with { type: "text" };
import asset31 from "./chunk-eEBi3S0Su2.js.txt" with { type: "text" };
import asset32 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset33 from "./chunk-jDC4zp_9cF.js.txt" with { type: "text" };
import asset34 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset35 from "./chunk-kC5yfyq8vB.js.txt" with { type: "text" };
import asset36 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset37 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset38 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset39 from "./chunk-zZL70Ky1Yk.js.txt" with { type: "text" };
import asset40 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset41 from "./daemon-0cOOZZQw_9.js.txt" with { type: "text" };
import asset42 from "./explore-S1as7Kfqk0.js.txt" with { type: "text" };
import asset43 from "./groups-JhYWbgYS5U.js.txt" with { type: "text" };
import asset44 from "./gun-ROOtIxO9OD.js.txt" with { type: "text" };
import asset45 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset46 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset47 from "./main-xkElmpsbS4.js.txt" with { type: "text" };
import asset48 from "./method_pane-O4ZwBbYZ-V.js.txt" with { type: "text" };
import asset49 from "./peers-7LE1DF9U-a.js.txt" with { type: "text" };
import asset50 from "./pins-vbk4lsXO5w.js.txt" with { type: "text" };
import asset51 from "./plots-HSM_6irDy4.js.txt" with { type: "text" };
import asset52 from "./raw_websocket-zUQNi1SPSH.js.txt" with { type: "text" };
import asset53 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset54 from "./sockets-IaXcndLUyI.js.txt" with { type: "text" };
import asset55 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset56 from "./radar-MiUKlhwuUf.css.txt" with { type: "text" };
import asset57 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-GN41d8xI2d.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-LEB6-j1482.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0qKjRxqWR1.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset7 },
  { name: "chunk-4X70iJUs_c.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset10 },
  { name: "chunk-9oD_xfukuS.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-BzBSDbv06z.js", type: "text/javascript", content: asset13 },
  { name: "chunk-CJIhjzMM1P.js", type: "text/javascript", content: asset14 },
  { name: "chunk-DiA5RnLENv.js", type: "text/javascript", content: asset15 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset17 },
  { name: "chunk-IOF1jI4KhD.js", type: "text/javascript", content: asset18 },
  { name: "chunk-JC5n7jA3v5.js", type: "text/javascript", content: asset19 },
  { name: "chunk-JnactNE2xA.js", type: "text/javascript", content: asset20 },
  { name: "chunk-O1MxZeS8ul.js", type: "text/javascript", content: asset21 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset22 },
  { name: "chunk-PfjYAjAeX8.js", type: "text/javascript", content: asset23 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset24 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset25 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset26 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YxYqIoVTuo.js", type: "text/javascript", content: asset28 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset29 },
  { name: "chunk-bo5hQBhOAc.js", type: "text/javascript", content: asset30 },
  { name: "chunk-eEBi3S0Su2.js", type: "text/javascript", content: asset31 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jDC4zp_9cF.js", type: "text/javascript", content: asset33 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset34 },
  { name: "chunk-kC5yfyq8vB.js", type: "text/javascript", content: asset35 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset36 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset37 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset38 },
  { name: "chunk-zZL70Ky1Yk.js", type: "text/javascript", content: asset39 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset40 },
  { name: "daemon-0cOOZZQw_9.js", type: "text/javascript", content: asset41 },
  { name: "explore-S1as7Kfqk0.js", type: "text/javascript", content: asset42 },
  { name: "groups-JhYWbgYS5U.js", type: "text/javascript", content: asset43 },
  { name: "gun-ROOtIxO9OD.js", type: "text/javascript", content: asset44 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset45 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset46 },
  { name: "main-xkElmpsbS4.js", type: "text/javascript", content: asset47 },
  { name: "method_pane-O4ZwBbYZ-V.js", type: "text/javascript", content: asset48 },
  { name: "peers-7LE1DF9U-a.js", type: "text/javascript", content: asset49 },
  { name: "pins-vbk4lsXO5w.js", type: "text/javascript", content: asset50 },
  { name: "plots-HSM_6irDy4.js", type: "text/javascript", content: asset51 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset52 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset53 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset54 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset55 },
  { name: "radar-MiUKlhwuUf.css", type: "text/css", content: asset56 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset57 },
];
