// Cards: one for each element, made of a view of its value, fields to set it or
// a form to call it, and what is known about its age.
import { field } from "/fields.js";
import { curve, gauge, plot } from "/plots.js";
import { isObject } from "/describe.js";
import { make, numberText, valueText } from "/make.js";

let numbers = 0;

/** The card of an element. */
export function cardFor(peer, path, about) {
  const icon = about.icon
    ? [make("span", { className: "icon", ariaHidden: "true" }, about.icon)]
    : [];
  const id = `card${++numbers}`;
  const badge = make("span", { className: "badge" });
  const head = make(
    "h3",
    { id, title: path },
    ...icon,
    make("span", { className: "name" }, about.title),
    badge,
  );
  const foot = make("p", { className: "foot" });
  const answer = make("p", { className: "answer", role: "status" });
  const body = about.widget === "method"
    ? methodBody(peer, path, about, answer)
    : stateBody(peer, path, about, answer);
  const text = about.description
    ? [make("p", { className: "about" }, about.description)]
    : [];
  const element = make(
    "article",
    { className: `card of-${about.widget}`, "aria-labelledby": id },
    head,
    ...text,
    body.element,
    answer,
    foot,
  );
  element.dataset.path = path;
  let known = {};
  /** Milliseconds that this clock is ahead of the daemon's, at least. */
  let ahead = Infinity;
  const tick = () => {
    body.tick?.();
    if (known.time === undefined || about.widget === "method") return;
    if (about.widget === "signal" && known.value === undefined) return;
    foot.textContent = ageText(Date.now() - known.time - ahead);
  };
  return {
    element,
    tick,
    update(entry, event) {
      known = entry;
      const { time, quality, stale, away } = entry;
      if (time !== undefined) ahead = Math.min(ahead, Date.now() - time, 0);
      element.classList.toggle("stale", stale === true || away === true);
      badge.textContent = away ? "away" : stale ? "stale" : quality ?? "";
      badge.dataset.quality = away || stale ? "stale" : quality ?? "";
      const hasValue = event === "add" || event === "change" ||
        event === "signal";
      if (hasValue) body.update(entry.value, event);
      tick();
    },
  };
}

/** The value, and what sets it. */
function stateBody(peer, path, about, answer) {
  const set = about.settable
    ? async (value) => {
      await peer.set(path, value).then(
        ({ warning } = {}) => say(answer, warning?.message ?? "", "warned"),
        (error) => {
          say(answer, error.message, "refused");
          throw error;
        },
      );
    }
    : undefined;
  switch (about.widget) {
    case "gauge":
      return together(gauge(about), plot(about));
    case "plot":
      return together(big(about), plot(about));
    case "curve":
      return curve(about);
    case "picture":
      return picture(about);
    case "object":
      return members(about, set);
    case "signal":
      return sent(about);
  }
  if (set !== undefined) return field(about, set);
  return about.widget === "switch" ? lamp() : plain(about);
}

/** Parts of a card below each other. */
function together(...parts) {
  const element = make("div", { className: "stack" });
  element.append(...parts.map((part) => part.element));
  return {
    element,
    update: (value) => parts.forEach((part) => part.update(value)),
    tick: () => parts.forEach((part) => part.tick?.()),
  };
}

/** A number in large digits. */
function big(about) {
  const output = make("output", { className: "big" });
  const unit = make("span", { className: "unit" }, about.unit);
  const element = make("p", { className: "line" }, output, " ", unit);
  return {
    element,
    update: (value) => output.textContent = numberText(value, about.precision),
  };
}

/** Any value as a text. */
function plain(about) {
  const output = make("output", { className: "plain" });
  const unit = make("span", { className: "unit" }, about.unit ?? "");
  const element = make("p", { className: "line" }, output, " ", unit);
  return {
    element,
    update(value) {
      const title = about.options?.find((each) => each.value === value)?.title;
      output.textContent = title ?? valueText(value, about.precision);
      output.classList.toggle("code", typeof value === "object");
    },
  };
}

/** What a signal has sent last. */
function sent(about) {
  const body = plain(about);
  let count = 0;
  return {
    element: body.element,
    update(value, event) {
      if (event !== "signal") return body.update("not sent yet");
      body.update(value);
      body.element.title = `sent ${++count} times`;
    },
  };
}

/** A boolean that can't be set. */
function lamp() {
  const word = make("output");
  const element = make("p", { className: "lamp" }, word);
  return {
    element,
    update(value) {
      element.classList.toggle("on", value === true);
      word.textContent = value === true ? "On" : "Off";
    },
  };
}

function picture(about) {
  const element = make("img", { className: "picture", alt: about.title });
  return { element, update: (value) => element.src = value };
}

/** An object: a row for each member; a set sends the whole object. */
function members(about, set) {
  const element = make("dl", { className: "members" });
  let whole = {};
  const parts = about.members.map((part) => {
    const send = (value) => set({ ...whole, [part.name]: value });
    const body = set !== undefined && part.widget !== "json"
      ? field(part, send)
      : plain(part);
    const name = make("dt", { title: part.description }, part.title);
    element.append(name, make("dd", {}, body.element));
    return { name: part.name, body };
  });
  return {
    element,
    update(value) {
      whole = isObject(value) ? value : {};
      for (const { name, body } of parts) body.update(whole[name]);
    },
  };
}

/** A form for the arguments of a method. */
function methodBody(peer, path, about, answer) {
  const { params } = about;
  const named = isObject(params?.properties);
  const schemas = named
    ? Object.entries(params.properties)
    : Array.isArray(params?.prefixItems)
    ? params.prefixItems.map((schema, at) => [`${at + 1}`, schema])
    : [];
  const args = new Map();
  const form = make("form", { noValidate: true });
  for (const [name, schema] of schemas) {
    if (schema.default !== undefined) args.set(name, schema.default);
    const part = argument(name, schema);
    const body = field(part, (value) => args.set(name, value), { draft: true });
    body.update(schema.default);
    form.append(make("label", {}, make("span", {}, part.title), body.element));
  }
  const json = make("input", {
    className: "code",
    placeholder: "Arguments as JSON: [1, 2]",
    ariaLabel: "Arguments as JSON",
  });
  if (schemas.length === 0 && params === undefined) form.append(json);
  form.append(make("button", { className: "primary" }, "Call"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const given = schemas.length === 0
        ? JSON.parse(json.value.trim() || "[]")
        : named
        ? Object.fromEntries(args)
        : schemas.map(([name]) => args.get(name) ?? null);
      say(answer, "…", "running");
      const result = await peer.call(path, given);
      say(answer, isNothing(result) ? "Done" : valueText(result), "done");
    } catch (error) {
      say(answer, error.message, "refused");
    }
  });
  return { element: form, update() {} };
}

/** What a field needs to know of an argument. */
function argument(name, schema) {
  const { type, minimum, maximum, multipleOf, title, unit } = schema;
  return {
    title: title ?? name,
    unit: unit ?? "",
    min: minimum,
    max: maximum,
    step: multipleOf ?? (type === "integer" ? 1 : undefined),
    options: schema.enum?.map((value) => ({ value, title: `${value}` })),
    widget: schema.enum !== undefined
      ? "choice"
      : type === "boolean"
      ? "switch"
      : type === "number" || type === "integer"
      ? "number"
      : type === "string"
      ? "text"
      : "json",
  };
}

function say(answer, text, kind) {
  answer.textContent = text;
  answer.dataset.kind = text === "" ? "" : kind;
}

function isNothing(result) {
  return isObject(result) && Object.keys(result).length === 0;
}

function ageText(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 2) return "now";
  if (seconds < 100) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100
    ? `${minutes} min ago`
    : `${Math.round(minutes / 60)} h ago`;
}
