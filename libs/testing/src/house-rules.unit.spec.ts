import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { deadLetterTopic, Topic } from '#contracts/topics';

/** Rules of the house that neither the compiler nor the linter knows. Each finding names its place and what to do. */

const LONGEST_FUNCTION_LINES = 70;
const ROOTS = ['libs', 'services', 'test', 'bench', 'scripts', 'deploy', '.ci'];
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'public']);
const TEST_FILE = /\.(spec|contract)\.ts$|(^|\/)test\/|^libs\/testing\/|^bench\//;

interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

function pathsUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return SKIPPED_FOLDERS.has(entry.name) ? [] : [path, ...pathsUnder(path)];
  });
}

const root = process.cwd();
const paths = ROOTS.flatMap((folder) => pathsUnder(join(root, folder))).map((path) =>
  relative(root, path).split(sep).join('/'),
);
const sources: readonly SourceFile[] = paths
  .filter((path) => /\.(ts|mjs|cjs)$/.test(path))
  .map((path) => ({
    path,
    tree: ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true),
  }));
const productSources = sources.filter(({ path }) => !TEST_FILE.test(path));
const typedProductSources = productSources.filter(({ path }) => /^(libs|services)\/.*\.ts$/.test(path));

function lineOf(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}

/** Every finding of `look` in `files`, as `path:line text`. */
function findings(files: readonly SourceFile[], look: (node: ts.Node, tree: ts.SourceFile) => string | null): string[] {
  return files.flatMap(({ path, tree }) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const text = look(node, tree);
      if (text !== null) found.push(`${path}:${lineOf(tree, node.getStart(tree))} ${text}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** The folder of a subject, such as `services/export/src/store`; null for a file that stands above all subjects. */
function subjectOf(path: string): string | null {
  return /^(libs|services)\/[^/]+\/src\/[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

/** The folders of subjects, each with those that its files import from. */
function askedFolders(files: readonly SourceFile[]): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>();
  for (const { path, tree } of files) {
    for (const { fileName } of ts.preProcessFile(tree.text).importedFiles) {
      const [from, to] = [subjectOf(path), subjectOf(join(dirname(path), fileName))];
      if (from === null || to === null || from === to || !fileName.startsWith('.')) continue;
      asked.set(from, (asked.get(from) ?? new Set()).add(to));
    }
  }
  return asked;
}

describe('the house', () => {
  it('is looked at as a whole', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(typedProductSources.some(({ path }) => path === 'libs/domain/src/errors.ts')).toBe(true);
  });

  it(`has no function of more than ${LONGEST_FUNCTION_LINES} lines`, () => {
    const long = findings(productSources, (node, tree) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return null;
      const lines = lineOf(tree, node.end) - lineOf(tree, node.getStart(tree)) + 1;
      return lines > LONGEST_FUNCTION_LINES ? `has ${lines} lines: split it by what it does` : null;
    });
    expect(long).toEqual([]);
  });

  it('has no test that is skipped, alone or empty', () => {
    const idle = findings(sources, (node, tree) => {
      if (!ts.isCallExpression(node)) return null;
      const called = node.expression.getText(tree);
      if (/^(describe|it|test)\b.*\.(only|skip|todo)\b/.test(called) || /^[xf](describe|it|test)$/.test(called)) {
        return `${called}: every test runs, or goes`;
      }
      const body = node.arguments.at(-1);
      const empty =
        /^(it|test)($|\.each[(`])/.test(called) &&
        (node.arguments.length === 1 ||
          (body !== undefined &&
            ts.isArrowFunction(body) &&
            ts.isBlock(body.body) &&
            body.body.statements.length === 0));
      return empty ? 'is a test that tests nothing' : null;
    });
    expect(idle).toEqual([]);
  });

  it('has no barrel, and no folder whose name says nothing', () => {
    const barrels = productSources
      .filter(({ tree }) => tree.statements.length > 0 && tree.statements.every((one) => ts.isExportDeclaration(one)))
      .map(({ path }) => `${path} only passes on what is elsewhere: import it from there`);
    const names = paths
      .filter((path) => /^(index\.[cm]?[jt]s|index|utils?|helpers?|common|misc)$/.test(basename(path)))
      .map((path) => `${path}: name it after what it holds`);
    expect([...barrels, ...names]).toEqual([]);
  });

  it('has folders of subjects that ask one another in one direction', () => {
    const asked = askedFolders(typedProductSources);
    expect(asked.get('services/query-gateway/src/builds')).toContain('services/query-gateway/src/jobs');
    const reach = (folder: string, reached = new Set<string>()): ReadonlySet<string> => {
      for (const next of asked.get(folder) ?? []) if (!reached.has(next)) reach(next, reached.add(next));
      return reached;
    };
    const circles = [...asked.keys()]
      .filter((folder) => reach(folder).has(folder))
      .map((folder) => `${folder} is asked by a folder that it asks: move the file to where its subject is`);
    expect(circles).toEqual([]);
  });

  it('names files in lower case with dashes', () => {
    const odd = sources
      .map(({ path }) => path)
      .filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(basename(path)));
    expect(odd).toEqual([]);
  });

  it('looks at the profile in one place', () => {
    const home = 'libs/runtime/src/open-platform-resources.ts';
    const isProfile = (node: ts.Node): boolean =>
      (ts.isPropertyAccessExpression(node) && node.name.text === 'profile') ||
      (ts.isIdentifier(node) && node.text === 'profile');
    const isComparison = (node: ts.Node): boolean =>
      (ts.isBinaryExpression(node) &&
        /^[!=]==?$/.test(node.operatorToken.getText()) &&
        (isProfile(node.left) || isProfile(node.right))) ||
      (ts.isSwitchStatement(node) && isProfile(node.expression));
    const elsewhere = findings(typedProductSources, (node) =>
      isComparison(node) ? `looks at the profile: only ${home} does, let it provide what differs` : null,
    );
    expect(elsewhere.filter((finding) => !finding.startsWith(`${home}:`))).toEqual([]);
    expect(elsewhere).toHaveLength(1);
  });

  it('names topics only in the contracts', () => {
    const topics = new Set<string>(Object.values(Topic).flatMap((topic) => [topic, deadLetterTopic(topic)]));
    const named = findings(
      // The client's types are the contract again, in another form.
      typedProductSources.filter(
        ({ path }) => !path.startsWith('libs/contracts/') && path !== 'libs/client/src/interface.ts',
      ),
      (node) =>
        ts.isStringLiteralLike(node) && topics.has(node.text)
          ? `names "${node.text}": use Topic of #contracts/topics`
          : null,
    );
    expect(named).toEqual([]);
  });
});
