/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-0ZGHXG2JWs.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-gIks6UyN0A.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0RfYgW6GC_.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-1kcjk3WmjH.js.txt" with { type: "text" };
import asset8 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset9 from "./chunk-49MPcW5CAR.js.txt" with { type: "text" };
import asset10 from "./chunk-4Gvc3yhR8I.js.txt" with { type: "text" };
import asset11 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset12 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset13 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset14 from "./chunk-D01m77SXVx.js.txt" with { type: "text" };
import asset15 from "./chunk-DzMR9iF-wu.js.txt" with { type: "text" };
import asset16 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset17 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset18 from "./chunk-FmFYHU3N76.js.txt" with { type: "text" };
import asset19 from "./chunk-HBMGeNCISf.js.txt" with { type: "text" };
import asset20 from "./chunk-HsGbtPEcoc.js.txt" with { type: "text" };
import asset21 from "./chunk-JVAcw95RbY.js.txt" with { type: "text" };
import asset22 from "./chunk-KkN3CIp42X.js.txt" with { type: "text" };
import asset23 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset24 from "./chunk-SPcBxHtlix.js.txt" with { type: "text" };
import asset25 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset26 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset27 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset28 from "./chunk-Xfg7tK7bvz.js.txt" with { type: "text" };
import asset29 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset30 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset31 from "./chunk-e9QqFoe3xC.js.txt" with { type: "text" };
import asset32 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset33 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset34 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset35 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset36 from "./chunk-tn6qXHX9Ws.js.txt" with { type: "text" };
import asset37 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset38 from "./chunk-xtxoOzp9IV.js.txt" with { type: "text" };
import asset39 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset40 from "./daemon-6LwsRXdjcd.js.txt" with { type: "text" };
import asset41 from "./explore-JxetT_PaPB.js.txt" with { type: "text" };
import asset42 from "./groups-j7CWqwj6i7.js.txt" with { type: "text" };
import asset43 from "./gun-wonrPh9cLw.js.txt" with { type: "text" };
import asset44 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset45 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset46 from "./main-y-ifEMAFln.js.txt" with { type: "text" };
import asset47 from "./method_pane-hJny6CTB6w.js.txt" with { type: "text" };
import asset48 from "./peers-rX-a_s_yyz.js.txt" with { type: "text" };
import asset49 from "./pins-ebRyOGt36R.js.txt" with { type: "text" };
import asset50 from "./plots-26W9MN5W8l.js.txt" with { type: "text" };
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
  { name: "api-0ZGHXG2JWs.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-gIks6UyN0A.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0RfYgW6GC_.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-1kcjk3WmjH.js", type: "text/javascript", content: asset7 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset8 },
  { name: "chunk-49MPcW5CAR.js", type: "text/javascript", content: asset9 },
  { name: "chunk-4Gvc3yhR8I.js", type: "text/javascript", content: asset10 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset11 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset12 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset13 },
  { name: "chunk-D01m77SXVx.js", type: "text/javascript", content: asset14 },
  { name: "chunk-DzMR9iF-wu.js", type: "text/javascript", content: asset15 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset17 },
  { name: "chunk-FmFYHU3N76.js", type: "text/javascript", content: asset18 },
  { name: "chunk-HBMGeNCISf.js", type: "text/javascript", content: asset19 },
  { name: "chunk-HsGbtPEcoc.js", type: "text/javascript", content: asset20 },
  { name: "chunk-JVAcw95RbY.js", type: "text/javascript", content: asset21 },
  { name: "chunk-KkN3CIp42X.js", type: "text/javascript", content: asset22 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset23 },
  { name: "chunk-SPcBxHtlix.js", type: "text/javascript", content: asset24 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset25 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset26 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset27 },
  { name: "chunk-Xfg7tK7bvz.js", type: "text/javascript", content: asset28 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset29 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset30 },
  { name: "chunk-e9QqFoe3xC.js", type: "text/javascript", content: asset31 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset33 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset34 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset35 },
  { name: "chunk-tn6qXHX9Ws.js", type: "text/javascript", content: asset36 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset37 },
  { name: "chunk-xtxoOzp9IV.js", type: "text/javascript", content: asset38 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset39 },
  { name: "daemon-6LwsRXdjcd.js", type: "text/javascript", content: asset40 },
  { name: "explore-JxetT_PaPB.js", type: "text/javascript", content: asset41 },
  { name: "groups-j7CWqwj6i7.js", type: "text/javascript", content: asset42 },
  { name: "gun-wonrPh9cLw.js", type: "text/javascript", content: asset43 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset44 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset45 },
  { name: "main-y-ifEMAFln.js", type: "text/javascript", content: asset46 },
  { name: "method_pane-hJny6CTB6w.js", type: "text/javascript", content: asset47 },
  { name: "peers-rX-a_s_yyz.js", type: "text/javascript", content: asset48 },
  { name: "pins-ebRyOGt36R.js", type: "text/javascript", content: asset49 },
  { name: "plots-26W9MN5W8l.js", type: "text/javascript", content: asset50 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset51 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset52 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset53 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset54 },
  { name: "radar-urPfoHyM5B.css", type: "text/css", content: asset55 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset56 },
];
