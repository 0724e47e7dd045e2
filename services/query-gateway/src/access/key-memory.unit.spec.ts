import { KeyMemory, MEMORY_MS } from './key-memory.js';
import type { Identity } from './key-memory.js';

const identity = (keyId: string): Identity => ({
  caller: { owner: keyId, id: keyId, scopes: new Set(['read']) },
  keyId,
  validUntil: null,
});

describe('what is remembered of keys', () => {
  it('is gone after five seconds, counted from when the store was asked', () => {
    let now = 1_000;
    const memory = new KeyMemory(() => now);
    memory.set('digest', identity('one'), 1_000);
    memory.set('wrong', null, 1_000);
    now = 1_000 + MEMORY_MS - 1;
    expect([memory.get('digest'), memory.get('wrong'), memory.get('other')]).toEqual([
      identity('one'),
      null,
      undefined,
    ]);
    now = 1_000 + MEMORY_MS;
    expect([memory.get('digest'), memory.get('wrong')]).toEqual([undefined, undefined]);
    expect(MEMORY_MS).toBe(5_000);
  });

  it('is forgotten by key, whatever its digest', () => {
    const memory = new KeyMemory(() => 0);
    memory.set('first', identity('one'), 0);
    memory.set('second', identity('two'), 0);
    memory.forgetKey('one');
    expect([memory.get('first'), memory.get('second')]).toEqual([undefined, identity('two')]);
  });

  it('is not remembered from before it was forgotten: the answer may have been on its way while the key was revoked', () => {
    let now = 0;
    const memory = new KeyMemory(() => now);
    now = 10;
    memory.forgetKey('one');
    memory.set('late', identity('one'), 9);
    expect(memory.get('late')).toBeUndefined();
    now = 11;
    memory.set('later', identity('one'), now);
    expect(memory.get('later')).toEqual(identity('one'));
  });

  it('API4: has bounds, and those who try many keys push out nobody', () => {
    const memory = new KeyMemory(() => 0);
    memory.set('mine', identity('mine'), 0);
    for (let index = 0; index < 5_000; index += 1) memory.set(`wrong ${index}`, null, 0);
    expect([memory.get('mine'), memory.get('wrong 0'), memory.get('wrong 4999')]).toEqual([
      identity('mine'),
      undefined,
      null,
    ]);
    for (let index = 0; index < 10_000; index += 1) memory.set(`key ${index}`, identity(`key ${index}`), 0);
    expect([memory.get('mine'), memory.get('key 9999')]).toEqual([undefined, identity('key 9999')]);
  });
});
