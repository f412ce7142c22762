// What clients rely on, a line each, against what the checked-in descriptions say: nothing may be taken back, and
// nothing new may be asked for. openapi/promises.txt holds what was promised; what is new is added to it.
//
//   node check-promises.mjs OPENAPI SCHEMA PROMISES          what must hold
//   node check-promises.mjs OPENAPI SCHEMA PROMISES --keep   adds what is new

import { readFileSync, writeFileSync } from "node:fs";
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isRequiredArgument,
  isRequiredInputField, isUnionType } from "graphql";

const ASKS = " (asked for)";

/** The lines of a description of REST. */
function ofRest(held) {
  const lines = new Set();
  const at = (pointer) => pointer.slice(2).split("/").reduce((place, part) => place[part], held);
  const resolved = (node) => (node?.$ref ? at(node.$ref) : node);
  const named = (ref) => ref.split("/").pop();

  // A type as a client sees it; the parts of an object that has no name stand on lines of their own.
  function type(schema, on, side) {
    if (!schema) return "anything";
    if (schema.$ref) return named(schema.$ref);
    const many = schema.anyOf ?? schema.oneOf;
    if (many) return many.map((one) => type(one, on, side)).sort().join(" or ");
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.enum) {
      for (const value of schema.enum) lines.add(`rest ${on} = ${JSON.stringify(value)}`);
      return "one of a list";
    }
    const kinds = [schema.type ?? "anything"].flat().sort();
    return kinds.map((kind) => {
      if (kind === "array") return `[${type(schema.items, `${on}[]`, side)}]`;
      if (kind === "object") { parts(schema, on, side); return "object"; }
      return schema.format ? `${kind}/${schema.format}` : kind;
    }).join(" or ");
  }
  function parts(schema, on, side) {
    const required = new Set(schema.required ?? []);
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      const said = `rest ${on}.${name}: ${type(part, `${on}.${name}`, side)}`;
      // Of an answer, that it is always there is promised; of a question, that it need not be.
      const always = required.has(name);
      lines.add(side === "question" ? said + (always ? ASKS : "") : said + (always ? ", always" : ""));
    }
  }

  const questions = new Set();
  for (const [path, methods] of Object.entries(held.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.responses) continue;
      const on = `${method.toUpperCase()} ${path}`;
      lines.add(`rest ${on}`);
      for (const parameter of [...(methods.parameters ?? []), ...(operation.parameters ?? [])].map(resolved)) {
        const asked = parameter.required && parameter.in !== "path" ? ASKS : "";
        const place = `${on} ? ${parameter.in} ${parameter.name}`;
        lines.add(`rest ${place}: ${type(parameter.schema, place, "question")}${asked}`);
      }
      for (const [media, content] of Object.entries(resolved(operation.requestBody)?.content ?? {})) {
        lines.add(`rest ${on} < ${media}: ${type(content.schema, `${on} <`, "question")}`);
        reach(content.schema);
      }
      for (const [status, answer] of Object.entries(operation.responses)) {
        if (!status.startsWith("2")) continue;
        lines.add(`rest ${on} > ${status}`);
        for (const [media, content] of Object.entries(resolved(answer).content ?? {})) {
          lines.add(`rest ${on} > ${status} ${media}: ${type(content.schema, `${on} >`, "answer")}`);
        }
      }
    }
  }
  function reach(schema) {
    if (!schema || typeof schema !== "object") return;
    if (schema.$ref && !questions.has(named(schema.$ref))) {
      questions.add(named(schema.$ref));
      reach(at(schema.$ref));
    }
    for (const part of Object.values(schema)) reach(part);
  }
  for (const [name, schema] of Object.entries(held.components.schemas)) {
    const side = questions.has(name) ? "question" : "answer";
    const said = type(schema, name, side);
    if (said !== "object") lines.add(`rest ${name}: ${said}`);
  }
  return lines;
}

/** The lines of a GraphQL schema. */
function ofGraphql(text) {
  const lines = new Set();
  const schema = buildSchema(text);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    if (isEnumType(type)) for (const value of type.getValues()) lines.add(`graphql ${type.name} = ${value.name}`);
    if (isUnionType(type)) for (const member of type.getTypes()) lines.add(`graphql ${type.name} = ${member.name}`);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        lines.add(`graphql ${type.name}.${field.name}: ${field.type}${isRequiredInputField(field) ? ASKS : ""}`);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const held of type.getInterfaces()) lines.add(`graphql ${type.name} is ${held.name}`);
    for (const field of Object.values(type.getFields())) {
      const on = `graphql ${type.name}.${field.name}`;
      lines.add(`${on}: ${field.type}`);
      for (const argument of field.args) {
        lines.add(`${on} ? ${argument.name}: ${argument.type}${isRequiredArgument(argument) ? ASKS : ""}`);
      }
    }
  }
  return lines;
}

/** What something is asked of: an operation, a field, an input. */
const asker = (line) => (line.includes(" ? ") ? line.split(" ? ")[0] : line.split(":")[0].replace(/\.[^.]*$/, ""));

/** What was promised and does not hold, and what is new. */
function held(promised, said) {
  const broken = [...promised].filter((line) => !said.has(line)).map((line) => `taken back: ${line}`);
  const fresh = [...said].filter((line) => !promised.has(line));
  const known = new Set([...promised].map((line) => asker(line)));
  for (const line of promised) known.add(line.split(": ")[0]);
  for (const line of fresh) if (line.endsWith(ASKS) && known.has(asker(line))) broken.push(`newly asked: ${line}`);
  return { broken, fresh };
}

const [rest, graphql, file, keep] = process.argv.slice(2);
const [document, sdl] = [JSON.parse(readFileSync(rest, "utf8")), readFileSync(graphql, "utf8")];
const all = (one, other) => new Set([...ofRest(one), ...ofGraphql(other)]);
const said = all(document, sdl);

// Breaks that must be seen, and additions that are none: what never objects holds nothing.
const worse = (change) => { const copy = structuredClone(document); change(copy); return [copy, sdl]; };
const controls = [
  [1, worse((copy) => delete copy.paths["/decisions"].get)],
  [1, worse((copy) => delete copy.components.schemas.MeetingSummary.properties.date)],
  [1, worse((copy) => { copy.components.schemas.MeetingSummary.properties.version.type = "string"; })],
  [1, worse((copy) => copy.paths["/decisions"].get.parameters.push({ name: "why", in: "query", required: true,
    schema: { type: "string" } }))],
  [0, worse((copy) => copy.paths["/decisions"].get.parameters.push({ name: "why", in: "query",
    schema: { type: "string" } }))],
  [0, worse((copy) => { copy.components.schemas.MeetingSummary.properties.more = { type: "string" }; })],
  [1, [document, sdl.replace("clientMutationId: String\n", "clientMutationId: String!\n")]],
  [1, [document, sdl.replace("\n\tON_SITE\n", "\n\tSOMEWHERE\n")]],
  [1, [document, sdl.replace(/(\tdecisions\()/, "$1why: String!, ")]],
  [0, [document, sdl.replace(/(\tdecisions\()/, "$1why: String, ")]],
];
controls.forEach(([expected, [one, other]], index) => {
  const { broken, fresh } = held(said, all(one, other));
  const seen = expected ? broken.length > 0 : broken.length === 0 && fresh.length > 0;
  if (!seen) throw new Error(`control ${index + 1} was not seen as it is: ${broken.join("; ") || "nothing"}`);
});

let promised = new Set();
try {
  promised = new Set(readFileSync(file, "utf8").split("\n").filter(Boolean));
} catch (error) {
  if (error.code !== "ENOENT" || !keep) throw error;
}
const { broken, fresh } = held(promised, said);
if (broken.length > 0) {
  console.error(broken.join("\n"));
  console.error(`${broken.length} promises to clients are broken. Whoever means it takes the line out of ${file} by hand, ` +
    "and says in CHANGELOG.md what clients have to do.");
  process.exit(1);
}
if (keep) {
  writeFileSync(file, [...said].sort().join("\n") + "\n");
} else if (fresh.length > 0) {
  console.error(fresh.slice(0, 20).join("\n"));
  console.error(`${fresh.length} new promises: scripts/check-promises --keep adds them`);
  process.exit(1);
}
console.log(`${said.size} promises to clients hold; ${controls.length} controls`);
