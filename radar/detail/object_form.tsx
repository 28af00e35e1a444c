/**
 * The form of an object: a field for each member that its schema describes.
 *
 * @module
 */
import { FieldRow } from "../methods/argument_fields.tsx";
import { problemOf } from "../methods/form.ts";
import { parseExact } from "../values/exact.ts";
import { type MemberField, memberText, withMember } from "./members.ts";

interface ObjectFormProps {
  fields: readonly MemberField[];
  /** The value of the bus. */
  value: unknown;
  /** JSON of the edited value. */
  json: string;
  /** Texts of fields that are being typed, by name. */
  typed: Readonly<Record<string, string>>;
  locked: boolean;
  onChange: (json: string, typed: Readonly<Record<string, string>>) => void;
}

/** See the module. */
export function ObjectForm(props: ObjectFormProps) {
  const { fields, value, json, typed, locked, onChange } = props;
  const edited = parseExact(json);
  return (
    <fieldset class="form object-form" id="set-field" disabled={locked}>
      {fields.map((field) => {
        const initial = memberText(value, field);
        return (
          <FieldRow
            key={field.name}
            field={{ ...field, initial }}
            text={typed[field.name] ?? memberText(edited, field)}
            onChange={(text) => {
              const sound = problemOf(field, text) === undefined;
              onChange(
                sound ? withMember(json, field, text) : json,
                { ...typed, [field.name]: text },
              );
            }}
          />
        );
      })}
    </fieldset>
  );
}
