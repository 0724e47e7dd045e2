import fc from 'fast-check';
import { CsvReader, fieldText, RECORD_BYTES_MAX } from './csv-reader.js';

interface ReadRecord {
  readonly line: number;
  readonly fields: readonly string[];
  readonly malformedField: number;
}

function read(chunks: Iterable<Uint8Array>): ReadRecord[] {
  const records: ReadRecord[] = [];
  const reader = new CsvReader((record) => {
    const fields = Array.from({ length: record.count }, (_, field) => fieldText(record, field));
    records.push({ line: record.line, fields, malformedField: record.malformedField });
  });
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return records;
}

const readText = (text: string): ReadRecord[] => read([Buffer.from(text)]);
const fieldsOf = (text: string): (readonly string[])[] => readText(text).map((record) => record.fields);

describe('CsvReader', () => {
  test('reads LF, CRLF, a last line without an end, and skips empty lines', () => {
    const expected = [
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
    ];
    expect(fieldsOf('a,b\n1,2\n3,\n')).toEqual(expected);
    expect(fieldsOf('a,b\r\n1,2\r\n\r\n3,')).toEqual(expected);
    expect(fieldsOf('a,b\n\n1,2\n3,\r\n\n')).toEqual(expected);
  });

  test('reads quoted commas, quotes and line breaks, and counts lines as an editor does', () => {
    expect(readText('a,b\r\n"x,""y""\n\nz",2\n"",3\n')).toEqual([
      { line: 1, fields: ['a', 'b'], malformedField: -1 },
      { line: 2, fields: ['x,"y"\n\nz', '2'], malformedField: -1 },
      { line: 5, fields: ['', '3'], malformedField: -1 },
    ]);
  });

  test('takes away a byte order mark, also one that comes in pieces', () => {
    const bytes = Buffer.from('\ufeffticker\nA\n');
    expect(read([bytes]).map((record) => record.fields[0])).toEqual(['ticker', 'A']);
    expect(read([bytes.subarray(0, 1), bytes.subarray(1)]).map((record) => record.fields[0])).toEqual(['ticker', 'A']);
  });

  test('says in which field a quote is out of place', () => {
    expect(readText('a,b"c,d\n')[0]?.malformedField).toBe(1);
    expect(readText('a,"b"c,d\n')[0]?.malformedField).toBe(1);
    expect(readText('a,b\n"c"\r\n').map((record) => record.malformedField)).toEqual([-1, -1]);
  });

  test('reads again what an independent writer wrote, however the bytes are cut', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', '\r\n', ' ', 'é', '漢', '😀', '\ufeff'),
    });
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width })));
    const cuts = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(
        table,
        cuts,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.infiniteStream(fc.boolean()),
        (rows, at, end, closed, quote) => {
          const header = ['h'];
          const written = [header, ...rows].map((row) =>
            row.map((value) => writeField(value, quote.next().value === true)).join(','),
          );
          const bytes = Buffer.from(written.join(end) + (closed ? end : ''));
          // What a writer shows as an empty line is no record.
          const expected = [header, ...rows].filter((_, position) => written[position] !== '');
          expect(read(cut(bytes, at)).map((record) => record.fields)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('reads the same from pieces of any size where the table is longer than one block', () => {
    const row = (position: number): string => `"line ${position}","${'x'.repeat(position % 90)}\n",${position}`;
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, position) => row(position)).join('\n'));
    const whole = read([bytes]);
    expect(whole).toHaveLength(5000);
    for (const size of [1000, 65_535, 65_536, 65_537]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect(read(pieces)).toEqual(whole);
    }
  });

  test('leaves the bytes that it was given as they were', () => {
    const bytes = Buffer.from('a,"b""c"\n');
    const before = Buffer.from(bytes);
    read([bytes]);
    expect(bytes.equals(before)).toBe(true);
  });
});

describe('CsvReader refuses', () => {
  const codeOf = (work: () => unknown): unknown => {
    try {
      work();
    } catch (error) {
      return (error as { code: unknown }).code;
    }
    return null;
  };

  test('a zero byte, and names its line', () => {
    expect(() => readText('a,b\nc,\0\n')).toThrow(/^Line 2 holds a zero byte/);
  });

  test('bytes that are not UTF-8, and names line and character', () => {
    const bytes = Buffer.concat([Buffer.from('a,b\nné,'), Buffer.from([0xe9]), Buffer.from('x\n')]);
    expect(() => read([bytes])).toThrow(/^Line 2, character 4: the bytes are not UTF-8/);
    expect(codeOf(() => read([bytes]))).toBe('import.invalid_utf8');
  });

  test('a character that the end of the file cuts', () => {
    expect(codeOf(() => read([Buffer.from('a\né').subarray(0, -1)]))).toBe('import.invalid_utf8');
  });

  test('a line over the limit, ended or not, but not one just under it', () => {
    expect(readText(`${'x'.repeat(RECORD_BYTES_MAX - 1)}\n`)).toHaveLength(1);
    expect(codeOf(() => readText(`${'x'.repeat(RECORD_BYTES_MAX)}\n`))).toBe('import.line_too_long');
    expect(codeOf(() => readText('x'.repeat(RECORD_BYTES_MAX + 1)))).toBe('import.line_too_long');
    expect(codeOf(() => readText(`a\n"${'x\n'.repeat(RECORD_BYTES_MAX)}`))).toBe('import.line_too_long');
  });

  test('a quote that is never closed', () => {
    expect(() => readText('a\n"b\nc\n')).toThrow(/begins at line 2/);
    expect(codeOf(() => readText('a\n"b\n'))).toBe('import.unclosed_quote');
  });
});

/** RFC 4180, written without a look at the reader. */
function writeField(value: string, quoted: boolean): string {
  const mustQuote = /[",\r\n]/.test(value) || value.startsWith('\ufeff');
  return quoted || mustQuote ? `"${value.split('"').join('""')}"` : value;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const edges = [0, ...at.filter((position) => position < bytes.length).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, position) => bytes.subarray(edges[position], edge));
}
