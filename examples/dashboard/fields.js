// Fields: what sets a value, or one argument of a call.
import { make, numberText, valueText } from "/make.js";

/** Choices up to so many are shown side by side. */
const MAX_SEGMENTS = 4;

/**
 * A field for a value.
 *
 * @param send Takes the new value; it may be refused.
 * @param options Whether it is a draft: every input counts, and it is not
 * compared with what the owner has.
 */
export function field(about, send, { draft = false } = {}) {
  switch (about.widget) {
    case "switch":
      return toggle(about, send);
    case "choice":
      return about.options.length <= MAX_SEGMENTS
        ? segments(about, send)
        : select(about, send);
    case "number":
      return number(about, send, draft);
  }
  return text(about, send, draft);
}

/** Sends a value; shows the old one again if it is refused. */
async function attempt(send, value, back) {
  try {
    await send(value);
  } catch {
    back();
  }
}

function toggle(about, send) {
  const element = make("button", {
    type: "button",
    className: "toggle",
    role: "switch",
    ariaLabel: about.title,
  });
  let known = false;
  const show = (on) => {
    element.setAttribute("aria-checked", `${on === true}`);
    element.dataset.word = on === true ? "On" : "Off";
  };
  element.addEventListener("click", () => {
    const wanted = !known;
    known = wanted;
    show(wanted);
    void attempt(send, wanted, () => show(known = !wanted));
  });
  const update = (value) => show(known = value === true);
  update(false);
  return { element, update };
}

function segments(about, send) {
  const element = make("div", {
    className: "segments",
    role: "radiogroup",
    ariaLabel: about.title,
  });
  let known;
  const buttons = about.options.map(({ value, title }) => {
    const button = make("button", { type: "button", role: "radio" }, title);
    button.addEventListener("click", () => {
      const before = known;
      update(value);
      void attempt(send, value, () => update(before));
    });
    element.append(button);
    return { button, value };
  });
  const update = (value) => {
    known = value;
    for (const each of buttons) {
      each.button.setAttribute("aria-checked", `${each.value === value}`);
    }
  };
  update(undefined);
  return { element, update };
}

function select(about, send) {
  const element = make("select", { ariaLabel: about.title });
  about.options.forEach(({ title }, at) => {
    element.append(make("option", { value: `${at}` }, title));
  });
  let known = -1;
  element.addEventListener("change", () => {
    const { value } = about.options[element.selectedIndex];
    void attempt(send, value, () => element.selectedIndex = known);
  });
  const update = (value) => {
    known = about.options.findIndex((each) => each.value === value);
    element.selectedIndex = known;
  };
  update(undefined);
  return { element, update };
}

/** A number: typed, and slid where there is a range. */
function number(about, send, draft) {
  const { min, max, step = "any" } = about;
  const limits = { min: min ?? "", max: max ?? "", step };
  const input = make("input", {
    type: "number",
    ariaLabel: about.title,
    ...limits,
  });
  const unit = make("span", { className: "unit" }, about.unit ?? "");
  const element = make("div", { className: "number" });
  const hasRange = !draft && min !== undefined && max > min;
  const slider = make("input", {
    type: "range",
    ariaLabel: `${about.title}, slider`,
    min,
    max,
    step: about.step ?? (max - min) / 200,
  });
  if (hasRange) element.append(slider);
  element.append(make("span", { className: "boxed" }, input, unit));
  let known;
  const show = (value) => {
    if (document.activeElement !== input || draft) {
      input.value = value === undefined
        ? ""
        : numberText(value, about.precision);
    }
    slider.value = value ?? min;
    const part = (Number(value) - min) / (max - min) * 100;
    slider.style.setProperty("--part", `${Math.min(100, Math.max(0, part))}%`);
  };
  const take = (typed) => {
    if (typed === "") return;
    const value = Number(typed);
    void attempt(send, value, () => {
      input.value = known === undefined ? "" : `${known}`;
      show(known);
    });
  };
  input.addEventListener(draft ? "input" : "change", () => take(input.value));
  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("change", () => take(slider.value));
  return {
    element,
    update(value) {
      known = value;
      show(value);
    },
  };
}

/** A text; what is none is written as JSON. */
function text(about, send, draft) {
  const isJson = about.widget !== "text";
  const element = make("input", {
    ariaLabel: about.title,
    className: isJson ? "code" : "",
    autocomplete: "off",
  });
  let known = "";
  element.addEventListener(draft ? "input" : "change", () => {
    let value = element.value;
    try {
      if (isJson) value = JSON.parse(value);
      element.setCustomValidity("");
    } catch {
      return element.setCustomValidity("This is no JSON");
    }
    void attempt(send, value, () => element.value = known);
  });
  return {
    element,
    update(value) {
      known = value === undefined
        ? ""
        : isJson
        ? JSON.stringify(value)
        : valueText(value);
      if (document.activeElement !== element) element.value = known;
    },
  };
}
