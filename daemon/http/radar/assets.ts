/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./api-iVQiwdRpNZ.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-17KnUg8Ozn.js.txt" with { type: "text" };
import asset2 from "./board-Aw_5Ox0tm6.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0eXcOVzyEa.js.txt" with { type: "text" };
import asset5 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset6 from "./chunk-2qVQPznQQw.js.txt" with { type: "text" };
import asset7 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset8 from "./chunk-5QrJFLeHjL.js.txt" with { type: "text" };
import asset9 from "./chunk-5X-xfiiQTJ.js.txt" with { type: "text" };
import asset10 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset11 from "./chunk-87Pt0FcO3g.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-B6q0i58xjT.js.txt" with { type: "text" };
import asset14 from "./chunk-ENTZ1qy5OT.js.txt" with { type: "text" };
import asset15 from "./chunk-F7o0r90vPA.js.txt" with { type: "text" };
import asset16 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset17 from "./chunk-MvSfR6Xm5o.js.txt" with { type: "text" };
import asset18 from "./chunk-ObP0rkhTcO.js.txt" with { type: "text" };
import asset19 from "./chunk-P5CBzs-aG4.js.txt" with { type: "text" };
import asset20 from "./chunk-ScObIQIRZQ.js.txt" with { type: "text" };
import asset21 from "./chunk-TAMizMYrRt.js.txt" with { type: "text" };
import asset22 from "./chunk-UnVT3v2G9a.js.txt" with { type: "text" };
import asset23 from "./chunk-VFkynC4eIP.js.txt" with { type: "text" };
import asset24 from "./chunk-Vc4wDeZUIY.js.txt" with { type: "text" };
import asset25 from "./chunk-Wtvm7GLjdG.js.txt" with { type: "text" };
import asset26 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset27 from "./chunk-YOhB2bAkwy.js.txt" with { type: "text" };
import asset28 from "./chunk-ZLEB39duGN.js.txt" with { type: "text" };
import asset29 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset30 from "./chunk-buQqzp6DYg.js.txt" with { type: "text" };
import asset31 from "./chunk-eTgYnQPYWf.js.txt" with { type: "text" };
import asset32 from "./chunk-fg2AiPhptl.js.txt" with { type: "text" };
import asset33 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset34 from "./chunk-l6cruHawdn.js.txt" with { type: "text" };
import asset35 from "./chunk-q0oCvdwEYr.js.txt" with { type: "text" };
import asset36 from "./chunk-rvSO-M0BYX.js.txt" with { type: "text" };
import asset37 from "./chunk-tDi44DhKC4.js.txt" with { type: "text" };
import asset38 from "./chunk-t_THmG3Dsd.js.txt" with { type: "text" };
import asset39 from "./chunk-uFhouzXiET.js.txt" with { type: "text" };
import asset40 from "./chunk-xlB_P5mU7d.js.txt" with { type: "text" };
import asset41 from "./codec-P82K7Yoyja.js.txt" with { type: "text" };
import asset42 from "./daemon-dWqp0vMtR7.js.txt" with { type: "text" };
import asset43 from "./explore-8w3z3TVe12.js.txt" with { type: "text" };
import asset44 from "./groups-giC_mxEUZw.js.txt" with { type: "text" };
import asset45 from "./gun-bspMKD8U4a.js.txt" with { type: "text" };
import asset46 from "./later-8IyQE5q5dB.js.txt" with { type: "text" };
import asset47 from "./listing-0Z-kGBjf1N.js.txt" with { type: "text" };
import asset48 from "./main-S6AGISivG9.js.txt" with { type: "text" };
import asset49 from "./method_pane-K6au1RzHvP.js.txt" with { type: "text" };
import asset50 from "./peers-OllKQkCq3b.js.txt" with { type: "text" };
import asset51 from "./pins-_ng1q-rdZx.js.txt" with { type: "text" };
import asset52 from "./plots-Of71Ash2G9.js.txt" with { type: "text" };
import asset53 from "./raw_websocket-AB_bX4OcnT.js.txt" with { type: "text" };
import asset54 from "./registry-wE6DAu0rCq.js.txt" with { type: "text" };
import asset55 from "./sockets-zwaLXyLO31.js.txt" with { type: "text" };
import asset56 from "./tls-eEX7I0Q7ky.js.txt" with { type: "text" };
import asset57 from "./radar-0QaCnBKt0A.css.txt" with { type: "text" };
import asset58 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-iVQiwdRpNZ.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-17KnUg8Ozn.js", type: "text/javascript", content: asset1 },
  { name: "board-Aw_5Ox0tm6.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0eXcOVzyEa.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset5 },
  { name: "chunk-2qVQPznQQw.js", type: "text/javascript", content: asset6 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset7 },
  { name: "chunk-5QrJFLeHjL.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5X-xfiiQTJ.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset10 },
  { name: "chunk-87Pt0FcO3g.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-B6q0i58xjT.js", type: "text/javascript", content: asset13 },
  { name: "chunk-ENTZ1qy5OT.js", type: "text/javascript", content: asset14 },
  { name: "chunk-F7o0r90vPA.js", type: "text/javascript", content: asset15 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset16 },
  { name: "chunk-MvSfR6Xm5o.js", type: "text/javascript", content: asset17 },
  { name: "chunk-ObP0rkhTcO.js", type: "text/javascript", content: asset18 },
  { name: "chunk-P5CBzs-aG4.js", type: "text/javascript", content: asset19 },
  { name: "chunk-ScObIQIRZQ.js", type: "text/javascript", content: asset20 },
  { name: "chunk-TAMizMYrRt.js", type: "text/javascript", content: asset21 },
  { name: "chunk-UnVT3v2G9a.js", type: "text/javascript", content: asset22 },
  { name: "chunk-VFkynC4eIP.js", type: "text/javascript", content: asset23 },
  { name: "chunk-Vc4wDeZUIY.js", type: "text/javascript", content: asset24 },
  { name: "chunk-Wtvm7GLjdG.js", type: "text/javascript", content: asset25 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset26 },
  { name: "chunk-YOhB2bAkwy.js", type: "text/javascript", content: asset27 },
  { name: "chunk-ZLEB39duGN.js", type: "text/javascript", content: asset28 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset29 },
  { name: "chunk-buQqzp6DYg.js", type: "text/javascript", content: asset30 },
  { name: "chunk-eTgYnQPYWf.js", type: "text/javascript", content: asset31 },
  { name: "chunk-fg2AiPhptl.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset33 },
  { name: "chunk-l6cruHawdn.js", type: "text/javascript", content: asset34 },
  { name: "chunk-q0oCvdwEYr.js", type: "text/javascript", content: asset35 },
  { name: "chunk-rvSO-M0BYX.js", type: "text/javascript", content: asset36 },
  { name: "chunk-tDi44DhKC4.js", type: "text/javascript", content: asset37 },
  { name: "chunk-t_THmG3Dsd.js", type: "text/javascript", content: asset38 },
  { name: "chunk-uFhouzXiET.js", type: "text/javascript", content: asset39 },
  { name: "chunk-xlB_P5mU7d.js", type: "text/javascript", content: asset40 },
  { name: "codec-P82K7Yoyja.js", type: "text/javascript", content: asset41 },
  { name: "daemon-dWqp0vMtR7.js", type: "text/javascript", content: asset42 },
  { name: "explore-8w3z3TVe12.js", type: "text/javascript", content: asset43 },
  { name: "groups-giC_mxEUZw.js", type: "text/javascript", content: asset44 },
  { name: "gun-bspMKD8U4a.js", type: "text/javascript", content: asset45 },
  { name: "later-8IyQE5q5dB.js", type: "text/javascript", content: asset46 },
  { name: "listing-0Z-kGBjf1N.js", type: "text/javascript", content: asset47 },
  { name: "main-S6AGISivG9.js", type: "text/javascript", content: asset48 },
  { name: "method_pane-K6au1RzHvP.js", type: "text/javascript", content: asset49 },
  { name: "peers-OllKQkCq3b.js", type: "text/javascript", content: asset50 },
  { name: "pins-_ng1q-rdZx.js", type: "text/javascript", content: asset51 },
  { name: "plots-Of71Ash2G9.js", type: "text/javascript", content: asset52 },
  { name: "raw_websocket-AB_bX4OcnT.js", type: "text/javascript", content: asset53 },
  { name: "registry-wE6DAu0rCq.js", type: "text/javascript", content: asset54 },
  { name: "sockets-zwaLXyLO31.js", type: "text/javascript", content: asset55 },
  { name: "tls-eEX7I0Q7ky.js", type: "text/javascript", content: asset56 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset57 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset58 },
];
