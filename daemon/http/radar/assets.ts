/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api--gwW2llufG.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-74q7AuFgQm.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset5 from "./chunk-1X5onqpeLw.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-2RgN2f4Jn5.js.txt" with { type: "text" };
import asset8 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset9 from "./chunk-5QrJFLeHjL.js.txt" with { type: "text" };
import asset10 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-B8ocGtPbT3.js.txt" with { type: "text" };
import asset14 from "./chunk-ENTZ1qy5OT.js.txt" with { type: "text" };
import asset15 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset16 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset17 from "./chunk-G4NmzgLZQh.js.txt" with { type: "text" };
import asset18 from "./chunk-KYWLAPMbnM.js.txt" with { type: "text" };
import asset19 from "./chunk-LUlWfHB7L0.js.txt" with { type: "text" };
import asset20 from "./chunk-MvSfR6Xm5o.js.txt" with { type: "text" };
import asset21 from "./chunk-O04OU-cu9L.js.txt" with { type: "text" };
import asset22 from "./chunk-ObP0rkhTcO.js.txt" with { type: "text" };
import asset23 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset24 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset25 from "./chunk-UMdqqjsRtn.js.txt" with { type: "text" };
import asset26 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset27 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset28 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset29 from "./chunk-YSJvzetg53.js.txt" with { type: "text" };
import asset30 from "./chunk-ZN4s1jg7ka.js.txt" with { type: "text" };
import asset31 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset32 from "./chunk-eEBi3S0Su2.js.txt" with { type: "text" };
import asset33 from "./chunk-hgkzqtCgVW.js.txt" with { type: "text" };
import asset34 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset35 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset36 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset37 from "./chunk-sa8GuL-Sts.js.txt" with { type: "text" };
import asset38 from "./chunk-uFhouzXiET.js.txt" with { type: "text" };
import asset39 from "./chunk-vD3k7LO5Dg.js.txt" with { type: "text" };
import asset40 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset41 from "./chunk-yOOwx9R8an.js.txt" with { type: "text" };
import asset42 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset43 from "./daemon-lAUsR_yrSV.js.txt" with { type: "text" };
import asset44 from "./explore-uvNm0fUAIq.js.txt" with { type: "text" };
import asset45 from "./groups-L_y_2ovg6W.js.txt" with { type: "text" };
import asset46 from "./gun-gBL4a9JgSm.js.txt" with { type: "text" };
import asset47 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset48 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset49 from "./main-aIRJS_dvzh.js.txt" with { type: "text" };
import asset50 from "./method_pane-ZA7iyxHq98.js.txt" with { type: "text" };
import asset51 from "./peers-FyP-3HRtiu.js.txt" with { type: "text" };
import asset52 from "./pins-hAQuwxYKnB.js.txt" with { type: "text" };
import asset53 from "./plots-hL-QdC3p3y.js.txt" with { type: "text" };
import asset54 from "./raw_websocket-zUQNi1SPSH.js.txt" with { type: "text" };
import asset55 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset56 from "./sockets-IaXcndLUyI.js.txt" with { type: "text" };
import asset57 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset58 from "./radar-asjEf1d6Ts.css.txt" with { type: "text" };
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
  { name: "api--gwW2llufG.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-74q7AuFgQm.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1X5onqpeLw.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-2RgN2f4Jn5.js", type: "text/javascript", content: asset7 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5QrJFLeHjL.js", type: "text/javascript", content: asset9 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-B8ocGtPbT3.js", type: "text/javascript", content: asset13 },
  { name: "chunk-ENTZ1qy5OT.js", type: "text/javascript", content: asset14 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset15 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset16 },
  { name: "chunk-G4NmzgLZQh.js", type: "text/javascript", content: asset17 },
  { name: "chunk-KYWLAPMbnM.js", type: "text/javascript", content: asset18 },
  { name: "chunk-LUlWfHB7L0.js", type: "text/javascript", content: asset19 },
  { name: "chunk-MvSfR6Xm5o.js", type: "text/javascript", content: asset20 },
  { name: "chunk-O04OU-cu9L.js", type: "text/javascript", content: asset21 },
  { name: "chunk-ObP0rkhTcO.js", type: "text/javascript", content: asset22 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset23 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset24 },
  { name: "chunk-UMdqqjsRtn.js", type: "text/javascript", content: asset25 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset26 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset28 },
  { name: "chunk-YSJvzetg53.js", type: "text/javascript", content: asset29 },
  { name: "chunk-ZN4s1jg7ka.js", type: "text/javascript", content: asset30 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset31 },
  { name: "chunk-eEBi3S0Su2.js", type: "text/javascript", content: asset32 },
  { name: "chunk-hgkzqtCgVW.js", type: "text/javascript", content: asset33 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset34 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset35 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset36 },
  { name: "chunk-sa8GuL-Sts.js", type: "text/javascript", content: asset37 },
  { name: "chunk-uFhouzXiET.js", type: "text/javascript", content: asset38 },
  { name: "chunk-vD3k7LO5Dg.js", type: "text/javascript", content: asset39 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset40 },
  { name: "chunk-yOOwx9R8an.js", type: "text/javascript", content: asset41 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset42 },
  { name: "daemon-lAUsR_yrSV.js", type: "text/javascript", content: asset43 },
  { name: "explore-uvNm0fUAIq.js", type: "text/javascript", content: asset44 },
  { name: "groups-L_y_2ovg6W.js", type: "text/javascript", content: asset45 },
  { name: "gun-gBL4a9JgSm.js", type: "text/javascript", content: asset46 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset47 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset48 },
  { name: "main-aIRJS_dvzh.js", type: "text/javascript", content: asset49 },
  { name: "method_pane-ZA7iyxHq98.js", type: "text/javascript", content: asset50 },
  { name: "peers-FyP-3HRtiu.js", type: "text/javascript", content: asset51 },
  { name: "pins-hAQuwxYKnB.js", type: "text/javascript", content: asset52 },
  { name: "plots-hL-QdC3p3y.js", type: "text/javascript", content: asset53 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset54 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset55 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset56 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset57 },
  { name: "radar-asjEf1d6Ts.css", type: "text/css", content: asset58 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset59 },
];
