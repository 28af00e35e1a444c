/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-638AsIHbJs.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-fY7wfhm8D_.js.txt" with { type: "text" };
import asset2 from "./board-45MCuWNLOO.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-08-8KSuUDc.js.txt" with { type: "text" };
import asset5 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset6 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset7 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset8 from "./chunk-3CLTguP6no.js.txt" with { type: "text" };
import asset9 from "./chunk-5QrJFLeHjL.js.txt" with { type: "text" };
import asset10 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-ENTZ1qy5OT.js.txt" with { type: "text" };
import asset14 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset15 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset16 from "./chunk-Fyjd8RCKY6.js.txt" with { type: "text" };
import asset17 from "./chunk-GTkXbSUf5l.js.txt" with { type: "text" };
import asset18 from "./chunk-JjXuaZraif.js.txt" with { type: "text" };
import asset19 from "./chunk-KojXtxix1k.js.txt" with { type: "text" };
import asset20 from "./chunk-LGgcGgaM6i.js.txt" with { type: "text" };
import asset21 from "./chunk-MvSfR6Xm5o.js.txt" with { type: "text" };
import asset22 from "./chunk-ObP0rkhTcO.js.txt" with { type: "text" };
import asset23 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset24 from "./chunk-RW3tr5ljAh.js.txt" with { type: "text" };
import asset25 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset26 from "./chunk-VAXtgLuTqH.js.txt" with { type: "text" };
import asset27 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset28 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset29 from "./chunk-XdHPH-XsBk.js.txt" with { type: "text" };
import asset30 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset31 from "./chunk-_Oo_yzP2C9.js.txt" with { type: "text" };
import asset32 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset33 from "./chunk-eEBi3S0Su2.js.txt" with { type: "text" };
import asset34 from "./chunk-iNdxgx9xYH.js.txt" with { type: "text" };
import asset35 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset36 from "./chunk-je4ULDq4H2.js.txt" with { type: "text" };
import asset37 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset38 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset39 from "./chunk-uFhouzXiET.js.txt" with { type: "text" };
import asset40 from "./chunk-v-uL6d8KvJ.js.txt" with { type: "text" };
import asset41 from "./chunk-vd9TeokQi2.js.txt" with { type: "text" };
import asset42 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset43 from "./daemon-fv1sbIwvPl.js.txt" with { type: "text" };
import asset44 from "./explore-uvNm0fUAIq.js.txt" with { type: "text" };
import asset45 from "./groups-F5ZohT5JSS.js.txt" with { type: "text" };
import asset46 from "./gun-AFgLDLWNaO.js.txt" with { type: "text" };
import asset47 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset48 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset49 from "./main-gJOl8MTw6G.js.txt" with { type: "text" };
import asset50 from "./method_pane-_sBLrjaeDI.js.txt" with { type: "text" };
import asset51 from "./peers-qMQ-RYR4rh.js.txt" with { type: "text" };
import asset52 from "./pins-9s_Rst-hT6.js.txt" with { type: "text" };
import asset53 from "./plots-y7JKyJk3rI.js.txt" with { type: "text" };
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
  { name: "api-638AsIHbJs.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-fY7wfhm8D_.js", type: "text/javascript", content: asset1 },
  { name: "board-45MCuWNLOO.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-08-8KSuUDc.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset6 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset7 },
  { name: "chunk-3CLTguP6no.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5QrJFLeHjL.js", type: "text/javascript", content: asset9 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-ENTZ1qy5OT.js", type: "text/javascript", content: asset13 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset14 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset15 },
  { name: "chunk-Fyjd8RCKY6.js", type: "text/javascript", content: asset16 },
  { name: "chunk-GTkXbSUf5l.js", type: "text/javascript", content: asset17 },
  { name: "chunk-JjXuaZraif.js", type: "text/javascript", content: asset18 },
  { name: "chunk-KojXtxix1k.js", type: "text/javascript", content: asset19 },
  { name: "chunk-LGgcGgaM6i.js", type: "text/javascript", content: asset20 },
  { name: "chunk-MvSfR6Xm5o.js", type: "text/javascript", content: asset21 },
  { name: "chunk-ObP0rkhTcO.js", type: "text/javascript", content: asset22 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset23 },
  { name: "chunk-RW3tr5ljAh.js", type: "text/javascript", content: asset24 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset25 },
  { name: "chunk-VAXtgLuTqH.js", type: "text/javascript", content: asset26 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset27 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset28 },
  { name: "chunk-XdHPH-XsBk.js", type: "text/javascript", content: asset29 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset30 },
  { name: "chunk-_Oo_yzP2C9.js", type: "text/javascript", content: asset31 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset32 },
  { name: "chunk-eEBi3S0Su2.js", type: "text/javascript", content: asset33 },
  { name: "chunk-iNdxgx9xYH.js", type: "text/javascript", content: asset34 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset35 },
  { name: "chunk-je4ULDq4H2.js", type: "text/javascript", content: asset36 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset37 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset38 },
  { name: "chunk-uFhouzXiET.js", type: "text/javascript", content: asset39 },
  { name: "chunk-v-uL6d8KvJ.js", type: "text/javascript", content: asset40 },
  { name: "chunk-vd9TeokQi2.js", type: "text/javascript", content: asset41 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset42 },
  { name: "daemon-fv1sbIwvPl.js", type: "text/javascript", content: asset43 },
  { name: "explore-uvNm0fUAIq.js", type: "text/javascript", content: asset44 },
  { name: "groups-F5ZohT5JSS.js", type: "text/javascript", content: asset45 },
  { name: "gun-AFgLDLWNaO.js", type: "text/javascript", content: asset46 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset47 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset48 },
  { name: "main-gJOl8MTw6G.js", type: "text/javascript", content: asset49 },
  { name: "method_pane-_sBLrjaeDI.js", type: "text/javascript", content: asset50 },
  { name: "peers-qMQ-RYR4rh.js", type: "text/javascript", content: asset51 },
  { name: "pins-9s_Rst-hT6.js", type: "text/javascript", content: asset52 },
  { name: "plots-y7JKyJk3rI.js", type: "text/javascript", content: asset53 },
  { name: "raw_websocket-zUQNi1SPSH.js", type: "text/javascript", content: asset54 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset55 },
  { name: "sockets-IaXcndLUyI.js", type: "text/javascript", content: asset56 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset57 },
  { name: "radar-asjEf1d6Ts.css", type: "text/css", content: asset58 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset59 },
];
