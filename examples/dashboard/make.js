// Makes elements of the page, and texts of values.

/** Makes an element of the page. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A number with so many digits behind the point. */
export function numberText(value, precision) {
  if (typeof value !== "number") return `${value}`;
  if (precision !== undefined) return value.toFixed(Math.min(precision, 20));
  return `${Number(value.toPrecision(6))}`;
}

/** Any value in a few characters. */
export function valueText(value, precision) {
  if (typeof value === "number") return numberText(value, precision);
  if (typeof value === "bigint") return `${value}`;
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
