import type { DescribedOperation, Parameter, Schema } from './interface-document.js';

/** What stands for a parameter that has no example of its own. */
const EXAMPLES: Readonly<Record<string, string>> = { ticker: 'AAPL' };

export interface CurlTarget {
  readonly method: string;
  readonly path: string;
  /** Where the interface is, such as `http://localhost:8000`. */
  readonly origin: string;
  /** Whether a key is asked for; it is then taken from the environment, so that it is in no history. */
  readonly keys: boolean;
}

/** The command that asks for the example of an operation; it works as it is pasted into a shell. */
export function curlLine(operation: DescribedOperation, { method, path, origin, keys }: CurlTarget): string {
  const parameters = operation.parameters ?? [];
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(exampleOf(parameters, name))),
    origin,
  );
  for (const { name, in: place, required } of parameters) {
    if (place === 'query' && required === true) url.searchParams.set(name, exampleOf(parameters, name));
  }
  const options = [
    ...optionsOfMethod(operation, method),
    ...(keys && operation['x-scope'] !== undefined ? ['-H "X-API-Key: $EWI_API_KEY"'] : []),
    ...optionsOfBody(operation),
    ...optionsOfAnswer(operation),
  ];
  return ['curl', ...options, quoted(url.href)].join(' ');
}

function optionsOfMethod({ requestBody }: DescribedOperation, method: string): string[] {
  // A body makes it a POST by itself.
  return method === 'get' || (method === 'post' && requestBody !== undefined) ? [] : [`-X ${method.toUpperCase()}`];
}

function optionsOfBody({ requestBody }: DescribedOperation): string[] {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (first === undefined) return [];
  const [mediaType, { example }] = first;
  const type = `-H ${quoted(`Content-Type: ${mediaType}`)}`;
  return example === undefined ? [type, '--data-binary @prices.csv'] : [type, `-d ${quoted(JSON.stringify(example))}`];
}

/** A stream is shown as it comes, a file is stored. */
function optionsOfAnswer({ responses }: DescribedOperation): string[] {
  const mediaTypes = Object.keys(responses['200']?.content ?? {});
  if (mediaTypes.includes('text/event-stream')) return ['-N', "-H 'Accept: text/event-stream'"];
  return mediaTypes.some((mediaType) => mediaType.includes('spreadsheet')) ? ['-o index.xlsx'] : [];
}

function exampleOf(parameters: readonly Parameter[], name: string): string {
  const parameter = parameters.find((candidate) => candidate.name === name);
  const schema: Schema = parameter?.schema ?? {};
  const example = schema.examples?.[0] ?? EXAMPLES[name] ?? schema.enum?.[0] ?? name;
  return String(example);
}

/** One word for a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
