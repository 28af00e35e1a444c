/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-o5zSMhCxBB.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-DAPK0z1DlL.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset5 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset6 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset7 from "./chunk-59-k-Er0gc.js.txt" with { type: "text" };
import asset8 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset9 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset10 from "./chunk-6h2jYSYszz.js.txt" with { type: "text" };
import asset11 from "./chunk-9BWd0Bfj8k.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-E0d50Ip1B8.js.txt" with { type: "text" };
import asset14 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset15 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset16 from "./chunk-JEj7exF2C0.js.txt" with { type: "text" };
import asset17 from "./chunk-JfdyW58pVL.js.txt" with { type: "text" };
import asset18 from "./chunk-KDrbHbiyzY.js.txt" with { type: "text" };
import asset19 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset20 from "./chunk-Se3Vk5QSVr.js.txt" with { type: "text" };
import asset21 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset22 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset23 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset24 from "./chunk-X02wNCjVU6.js.txt" with { type: "text" };
import asset25 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset26 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset27 from "./chunk-a_GIs31cmr.js.txt" with { type: "text" };
import asset28 from "./chunk-bfL7MHpbUs.js.txt" with { type: "text" };
import asset29 from "./chunk-bpav8edf3r.js.txt" with { type: "text" };
import asset30 from "./chunk-d3-JoadfDk.js.txt" with { type: "text" };
import asset31 from "./chunk-eEBi3S0Su2.js.txt" with { type: "text" };
import asset32 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset33 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset34 from "./chunk-mD6Ia-gLM9.js.txt" with { type: "text" };
import asset35 from "./chunk-mx6XLJom9T.js.txt" with { type: "text" };
import asset36 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset37 from "./chunk-rn528qtsOK.js.txt" with { type: "text" };
import asset38 from "./chunk-sHkaXLAYsB.js.txt" with { type: "text" };
import asset39 from "./chunk-uRyHsyNXgO.js.txt" with { type: "text" };
import asset40 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset41 from "./chunk-znUyzLSJq6.js.txt" with { type: "text" };
import asset42 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset43 from "./daemon-UI1WSeafKe.js.txt" with { type: "text" };
import asset44 from "./explore-2_HSOPSbkK.js.txt" with { type: "text" };
import asset45 from "./groups-Xs1lOdQXc-.js.txt" with { type: "text" };
import asset46 from "./gun-KGkByvWoZA.js.txt" with { type: "text" };
import asset47 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset48 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset49 from "./main-amjx_g-ctQ.js.txt" with { type: "text" };
import asset50 from "./method_pane-jEQ40OxhcS.js.txt" with { type: "text" };
import asset51 from "./peers-9v-edPuTIw.js.txt" with { type: "text" };
import asset52 from "./pins-9yB5lSc2Nc.js.txt" with { type: "text" };
import asset53 from "./plots-z7GOfY83vV.js.txt" with { type: "text" };
import asset54 from "./raw_websocket-zUQNi1SPSH.js.txt" with { type: "text" };
import asset55 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset56 from "./sockets-IaXcndLUyI.js.txt" with { type: "text" };
import asset57 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset58 from "./radar-tfzfkiBpgL.css.txt" with { type: "text" };
import asset59 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-o5zSMhCxBB.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-DAPK0z1DlL.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset5 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset6 },
  { name: "chunk-59-k-Er0gc.js", type: "text/javascript", content: asset7 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6h2jYSYszz.js", type: "text/javascript", content: asset10 },
  { name: "chunk-9BWd0Bfj8k.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-E0d50Ip1B8.js", type: "text/javascript", content: asset13 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset14 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset15 },
  { name: "chunk-JEj7exF2C0.js", type: "text/javascript", content: asset16 },
  { name: "chunk-JfdyW58pVL.js", type: "text/javascript", content: asset17 },
  { name: "chunk-KDrbHbiyzY.js", type: "text/javascript", content: asset18 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset19 },
  { name: "chunk-Se3Vk5QSVr.js", type: "text/javascript", content: asset20 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset21 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset22 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset23 },
  { name: "chunk-X02wNCjVU6.js", type: "text/javascript", content: asset24 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset25 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset26 },
  { name: "chunk-a_GIs31cmr.js", type: "text/javascript", content: asset27 },
  { name: "chunk-bfL7MHpbUs.js", type: "text/javascript", content: asset28 },
  { name: "chunk-bpav8edf3r.js", type: "text/javascript", content: asset29 },
  { name: "chunk-d3-JoadfDk.js", type: "text/javascript", content: asset30 },
  { name: "chunk-eEBi3S0Su2.js", type: "text/javascript", content: asset31 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset32 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset33 },
  { name: "chunk-mD6Ia-gLM9.js", type: "text/javascript", content: asset34 },
  { name: "chunk-mx6XLJom9T.js", type: "text/javascript", content: asset35 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset36 },
  { name: "chunk-rn528qtsOK.js", type: "text/javascript", content: asset37 },
  { name: "chunk-sHkaXLAYsB.js", type: "text/javascript", content: asset38 },
  { name: "chunk-uRyHsyNXgO.js", type: "text/javascript", content: asset39 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset40 },
  { name: "chunk-znUyzLSJq6.js", type: "text/javascript", content: asset41 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset42 },
  { name: "daemon-UI1WSeafKe.js", type: "text/javascript", content: asset43 },
  { name: "explore-2_HSOPSbkK.js", type: "text/javascript", content: asset44 },
  { name: "groups-Xs1lOdQXc-.js", type: "text/javascript", content: asset45 },
  { name: "gun-KGkByvWoZA.js", type: "text/javascript", content: asset46 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset47 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset48 },
  { name: "main-amjx_g-ctQ.js", type: "text/javascript", content: asset49 },
  { name: "method_pane-jEQ40OxhcS.js", type: "text/javascript", content: asset50 },
  { name: "peers-9v-edPuTIw.js", type: "text/javascript", content: asset51 },
  { name: "pins-9yB5lSc2Nc.js", type: "text/javascript", content: asset52 },
  { name: "plots-z7GOfY83vV.js", type: "text/javascript", content: asset53 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset54 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset55 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset56 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset57 },
  { name: "radar-tfzfkiBpgL.css", type: "text/css", content: asset58 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset59 },
];
