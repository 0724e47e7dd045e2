import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PublicFile {
  readonly contentType: string;
  readonly etag: string;
  readonly body: Buffer;
}

const PUBLIC_FOLDER = 'services/query-gateway/public';

const CONTENT_TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/** The page's own files, and those of the chart library, by the name under which they are served. */
const OWN_FILES = [
  'index.html',
  'styles.css',
  'docs.css',
  'app.js',
  'api.js',
  'chart.js',
  'format.js',
  'views.js',
  'favicon.svg',
] as const;
const LIBRARY_FILES = { 'uplot.js': 'uplot/dist/uPlot.esm.js', 'uplot.css': 'uplot/dist/uPlot.min.css' } as const;

/** Reads every file of the page once: there are few, and nothing else can ever be asked for. */
export function readPublicFiles(): ReadonlyMap<string, PublicFile> {
  const folder = publicFolder();
  const require = createRequire(import.meta.url);
  return new Map<string, PublicFile>([
    ...OWN_FILES.map((name) => [name, readPublicFile(name, join(folder, name))] as const),
    ...Object.entries(LIBRARY_FILES).map(
      ([name, path]) => [name, readPublicFile(name, require.resolve(path))] as const,
    ),
  ]);
}

function readPublicFile(name: string, path: string): PublicFile {
  const body = readFileSync(path);
  const extension = name.slice(name.lastIndexOf('.') + 1) as keyof typeof CONTENT_TYPES;
  return {
    contentType: CONTENT_TYPES[extension],
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 27),
    body,
  };
}

/** The same folder whether this runs from the source or from dist: the first one on the way up that has it. */
function publicFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, PUBLIC_FOLDER);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`the folder ${PUBLIC_FOLDER} is missing: it belongs beside dist`);
    folder = parent;
  }
}
