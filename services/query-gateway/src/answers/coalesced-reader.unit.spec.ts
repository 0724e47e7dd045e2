import { CoalescedReader } from './coalesced-reader.js';

/** A source that is read one reading at a time, each ended by hand. */
function manualSource() {
  const readings: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  const read = () => new Promise<number>((resolve, reject) => readings.push({ resolve, reject }));
  return { readings, reader: new CoalescedReader(read) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('CoalescedReader', () => {
  it('shares one reading among those who ask before it begins', async () => {
    const { readings, reader } = manualSource();
    const asked = [reader.read(), reader.read(), reader.read()];
    await turn();
    expect(readings).toHaveLength(1);
    readings[0]?.resolve(7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
  });

  it('lets who asks during a reading wait for the next one, which all of them share', async () => {
    const { readings, reader } = manualSource();
    const first = reader.read();
    await turn();
    const later = [reader.read(), reader.read()];
    await turn();
    expect(readings).toHaveLength(1);
    readings[0]?.resolve(1);
    expect(await first).toBe(1);
    await turn();
    expect(readings).toHaveLength(2);
    readings[1]?.resolve(2);
    expect(await Promise.all(later)).toEqual([2, 2]);
  });

  it('tells a failure to those who asked for that reading only', async () => {
    const { readings, reader } = manualSource();
    const first = reader.read();
    const failed = expect(first).rejects.toThrow('gone');
    await turn();
    const second = reader.read();
    readings[0]?.reject(new Error('gone'));
    await failed;
    await turn();
    readings[1]?.resolve(2);
    expect(await second).toBe(2);
  });
});
