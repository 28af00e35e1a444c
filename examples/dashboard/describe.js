// What is known of an element: from its metadata, from its value, and from the
// states that programs of jetproxy put beside theirs.

/** UCUM codes that people write otherwise. */
const UNITS = {
  Cel: "°C",
  "[degF]": "°F",
  deg: "°",
  Ohm: "Ω",
  um: "µm",
  us: "µs",
  "1": "",
};

/** Paths of states that only describe others. */
export function describesOthers(path) {
  return /^\/?(introspection|types)\//.test(path);
}

/** The unit as people write it. */
export function unitText(unit) {
  return typeof unit !== "string" ? "" : UNITS[unit] ?? unit;
}

/** A name in words: "target_voltage" and "targetVoltage" are "Target voltage". */
export function inWords(name) {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ")
    .trim();
  return words && words[0].toUpperCase() + words.slice(1);
}

/**
 * What to show of an element, and how.
 *
 * @param entry As a fetch with `meta` reports it.
 * @param {(path: string) => unknown} valueOf Gives the value of a state that
 * describes others.
 */
export function describe(entry, valueOf) {
  const { path, type, value, fetchOnly, meta = {} } = entry;
  const segments = path.split("/").filter((segment) => segment !== "");
  const schema = objectOr(meta.schema);
  const members = type === "signal" ? [] : membersOf(entry, valueOf);
  const said = {
    title: textOr(meta.title, schema.title, inWords(segments.at(-1) ?? path)),
    description: textOr(meta.description, schema.description, ""),
    group: textOr(meta.group, segments.slice(0, -1).map(inWords).join(" / ")),
    order: numberOr(meta.order, Infinity),
    icon: textOr(meta.icon, ""),
    unit: unitText(meta.unit),
    min: numberOr(meta.min, schema.minimum),
    max: numberOr(meta.max, schema.maximum),
    step: numberOr(meta.step, schema.multipleOf),
    precision: numberOr(meta.precision),
    options: optionsFrom(meta.options ?? schema.enum),
    settable: type === "state" && fetchOnly !== true,
    members,
    params: meta.params,
  };
  return {
    ...said,
    widget: type === "state" ? widgetOf(value, said) : type,
  };
}

/** The parts of an object: what its schema and others say of each. */
function membersOf({ path, value, meta = {} }, valueOf) {
  if (!isObject(value)) return [];
  const { properties } = objectOr(meta.schema);
  const bare = path.replace(/^\//, "");
  const beside = objectOr(
    valueOf(`/introspection/${bare}`) ?? valueOf(`introspection/${bare}`),
  );
  const kind = objectOr(
    valueOf(`/types/objectTypes/${value._type}`) ??
      valueOf(`types/objectTypes/${value._type}`),
  );
  const known = objectOr(properties);
  // Names that begin with _ are about the object itself.
  const names = [...new Set([...Object.keys(known), ...Object.keys(value)])]
    .filter((name) => !name.startsWith("_"));
  return names.map((name) => {
    const own = objectOr(known[name]);
    const told = objectOr(beside[name]);
    const typed = objectOr(objectOr(kind._properties)[name]);
    const units = objectOr(told.EngineeringUnits);
    const range = objectOr(told.EuRange);
    const part = {
      name,
      title: textOr(own.title, inWords(name)),
      description: textOr(own.description, typed._description, ""),
      unit: unitText(textOr(own.unit, textOf(units.DisplayName), "")),
      min: numberOr(own.minimum, range.MinValue),
      max: numberOr(own.maximum, range.MaxValue),
      step: numberOr(own.multipleOf),
      precision: undefined,
      options: optionsFrom(
        own.enum ?? told._enumValues ?? told._selectionValues ??
          enumOf(typed._type, valueOf),
      ),
      settable: true,
      members: [],
    };
    return { ...part, widget: widgetOf(value[name], part) };
  });
}

/** The values of a type of jetproxy's, by their names. */
function enumOf(type, valueOf) {
  const { _value } = objectOr(
    valueOf(`/types/dataTypes/enum/${type}`) ??
      valueOf(`types/dataTypes/enum/${type}`),
  );
  return isObject(_value)
    ? Object.entries(_value).map(([_name, _value]) => ({ _name, _value }))
    : undefined;
}

/** All that can be chosen, with titles; nothing if anything goes. */
function optionsFrom(options) {
  if (Array.isArray(options)) {
    return options.map((each) => {
      if (!isObject(each)) return { value: each, title: String(each) };
      // As jetproxy has it, by value or by key.
      return "_key" in each
        ? { value: each._key, title: textOf(each._value) || `${each._key}` }
        : { value: each._value, title: textOr(each._name, `${each._value}`) };
    });
  }
  return isObject(options)
    ? Object.entries(options).map(([value, title]) => ({
      value,
      title: `${title}`,
    }))
    : undefined;
}

function widgetOf(value, { options, min, max, settable, members }) {
  if (options?.length > 0) return "choice";
  switch (typeof value) {
    case "boolean":
      return "switch";
    case "number":
    case "bigint":
      if (settable) return "number";
      return min !== undefined && max > min ? "gauge" : "plot";
    case "string":
      return /^data:image\//.test(value) ? "picture" : "text";
  }
  if (Array.isArray(value)) {
    const drawn = value.length > 2 && value.every(Number.isFinite);
    return drawn ? "curve" : "json";
  }
  return members.length > 0 ? "object" : "json";
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOr(value) {
  return isObject(value) ? value : {};
}

function textOf(value) {
  return typeof value === "string" ? value : textOr(objectOr(value).text, "");
}

function textOr(...values) {
  return values.find((value) => typeof value === "string");
}

function numberOr(...values) {
  return values.find((value) =>
    typeof value === "number" && !Number.isNaN(value)
  );
}
