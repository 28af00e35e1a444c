// Pictures of numbers: a gauge, the last minute, and a curve, all as SVG.
import { make, numberText } from "/make.js";

const SVG = "http://www.w3.org/2000/svg";
/** How much of the past a plot shows, at most and at least, in milliseconds. */
const SPAN_MS = 60_000;
const LEAST_SPAN_MS = 5000;
/** Points that a plot keeps. */
const MAX_POINTS = 600;
const WIDTH = 300;
const HEIGHT = 64;

function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A half circle from least to greatest value. */
export function gauge({ min, max, unit, precision, title }) {
  const arc = "M 14 74 A 56 56 0 0 1 126 74";
  const part = draw("path", { d: arc, class: "part", pathLength: 100 });
  const picture = draw(
    "svg",
    { viewBox: "0 0 140 84", class: "gauge", role: "img", "aria-label": title },
    draw("path", { d: arc, class: "track" }),
    part,
  );
  const output = make("output", { className: "big" });
  const low = make("span", {}, numberText(min));
  const high = make("span", {}, numberText(max));
  const element = make(
    "div",
    { className: "dial" },
    picture,
    make(
      "p",
      { className: "line" },
      output,
      " ",
      make("span", { className: "unit" }, unit),
    ),
    make("p", { className: "ends" }, low, high),
  );
  return {
    element,
    update(value) {
      const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
      part.style.strokeDasharray = `${share * 100} 200`;
      part.style.visibility = share > 0 ? "visible" : "hidden";
      part.classList.toggle("beyond", value < min || value > max);
      output.textContent = numberText(value, precision);
    },
  };
}

/** The last minute of a number, in steps. */
export function plot({ title }) {
  const line = draw("path", { class: "line" });
  const area = draw("path", { class: "area" });
  const element = frame(`${title}, the last minute`, area, line);
  const points = [];
  const redraw = () => {
    if (points.length === 0) return;
    const now = Date.now();
    while (points.length > 1 && points[1].at < now - SPAN_MS) points.shift();
    const values = points.map(({ value }) => value);
    const y = scale(Math.min(...values), Math.max(...values));
    const span = Math.min(SPAN_MS, Math.max(LEAST_SPAN_MS, now - points[0].at));
    const x = (at) => Math.max(0, WIDTH - (now - at) / span * WIDTH).toFixed(1);
    let path = "";
    for (const { at, value } of points) {
      path += path === ""
        ? `M ${x(at)} ${y(value)}`
        : ` H ${x(at)} V ${y(value)}`;
    }
    path += ` H ${WIDTH}`;
    line.setAttribute("d", path);
    area.setAttribute("d", `${path} V ${HEIGHT} H ${x(points[0].at)} Z`);
  };
  return {
    element,
    update(value) {
      points.push({ at: Date.now(), value: Number(value) });
      if (points.length > MAX_POINTS) points.shift();
      redraw();
    },
    tick: redraw,
  };
}

/** An array of numbers as a curve. */
export function curve({ title, unit }) {
  const line = draw("path", { class: "line" });
  const area = draw("path", { class: "area" });
  const picture = frame(title, area, line);
  const ends = make("p", { className: "ends" });
  const element = make("div", { className: "curve" }, picture, ends);
  return {
    element,
    update(values) {
      const low = Math.min(...values);
      const high = Math.max(...values);
      const y = scale(low, high);
      const step = WIDTH / (values.length - 1);
      const path = values.map((value, at) =>
        `${at === 0 ? "M" : "L"} ${(at * step).toFixed(1)} ${y(value)}`
      ).join(" ");
      line.setAttribute("d", path);
      area.setAttribute("d", `${path} V ${HEIGHT} H 0 Z`);
      ends.textContent = `${values.length} values, ${numberText(low)} to ${
        numberText(high)
      } ${unit}`;
    },
  };
}

function frame(title, ...children) {
  return draw(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "plot",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": title,
    },
    ...children,
  );
}

/** From values to places, the greatest at the top. */
function scale(low, high) {
  const middle = (low + high) / 2;
  const height = Math.max(high - low, Math.abs(middle) / 1000, 1e-9);
  return (value) =>
    ((HEIGHT - 8) / 2 + 4 - (value - middle) / height * (HEIGHT - 12)).toFixed(
      1,
    );
}
